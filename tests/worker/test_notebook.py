"""Cells run as in Jupyter, whatever stands in them."""

import pytest

from autograder.model.evidence import CellRun, Evidence

from .lab import Lab, failures

pytestmark = pytest.mark.keras

MAGICS = [
    "%matplotlib inline",
    "%matplotlib notebook\n%config InlineBackend.figure_format = 'retina'",
    "!pip install keras-tuner -q\n!nvidia-smi",
    "%pip install keras-tuner",
    "files = !ls\nprint(len(files))",
    "%%bash\nrm -rf /content",
    "%%time\nsquare = 3**2\nsquare",
    "%%timeit -n 3 -r 2\nsquare + 1",
    "%timeit -n 3 square + 1",
    "%time tripled = square * 3\nprint(tripled)",
    "%load_ext tensorboard\n%tensorboard --logdir logs",
    "%load_ext autoreload\n%autoreload 2",
    "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('pip install x')",
    "from google.colab import drive, files\ndrive.mount('/content/drive')\nuploaded = files.upload()",
    "import google.colab\n'google.colab' in str(get_ipython())",
    "%cd /content\n%env CUDA_VISIBLE_DEVICES=0",
    "import tensorflow as tf\ntf.config.list_physical_devices('GPU')",
    "from IPython.display import Image, display, clear_output\ndisplay(square)\nclear_output(wait=True)",
    "if square:\n    %matplotlib inline\n    !pip install x",
    "import os; os.system('pip install x'); os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'",
    "name = input('¿Nombre? ')\nname == ''",
    "from tqdm.auto import tqdm\nsum(tqdm(range(3)))",
]


@pytest.fixture(scope="module")
def magics(lab: Lab) -> Evidence:
    """Run one cell for each habit that notebooks bring from Jupyter and Colab."""
    return lab.run(*MAGICS)


def cell(evidence: Evidence, index: int) -> CellRun:
    """Return a cell that must have run."""
    found = evidence.cell(index)
    assert found is not None
    return found


def test_magics_shell_lines_and_colab_harm_nobody(magics: Evidence) -> None:
    """What Jupyter and Colab offer runs, or does nothing and says so."""
    assert failures(magics) == []
    assert "no se ejecuta" in cell(magics, 2).output
    assert "27" in cell(magics, 9).output


def test_the_last_expression_is_shown(magics: Evidence) -> None:
    """Students read results off the last line of a cell; so may a check of what they claim."""
    assert "9" in cell(magics, 6).output
    assert "True" in cell(magics, 20).output


def test_an_error_ends_its_cell_and_the_next_one_runs(lab: Lab) -> None:
    """The error's kind, text and line are known; later cells see what earlier ones defined."""
    evidence = lab.run("a = 1", "b = 2\n1 / 0", "def f(:\n  pass", "print(a + b)", "assert a == 2, 'no'", "print(a)")
    assert [cell.status for cell in evidence.cells] == ["ok", "error", "error", "ok", "error", "ok"]
    zero, syntax = cell(evidence, 1).error, cell(evidence, 2).error
    assert zero is not None
    assert syntax is not None
    assert (zero.kind, zero.message, zero.line) == ("ZeroDivisionError", "division by zero", 2)
    assert (syntax.kind, syntax.line) == ("SyntaxError", 1)
    assert cell(evidence, 3).output.strip() == "3"
    assert not any(cell.cut_before for cell in evidence.cells)


def test_leaving_ends_the_cell_alone(lab: Lab) -> None:
    """`exit()` in the middle of a notebook does not end the others."""
    evidence = lab.run("exit()", "quit()", "import sys\nsys.exit(0)", "raise KeyboardInterrupt", "print('here')")
    assert evidence.ending.kind == "finished"
    assert cell(evidence, 4).output.strip() == "here"
    assert [cell(evidence, index).status for index in range(3)] == ["error"] * 3


def test_an_endless_cell_is_interrupted_and_the_next_one_runs(lab: Lab) -> None:
    """One endless loop, even one that catches everything, must not take the whole notebook with it."""
    endless = "while True:\n    try:\n        pass\n    except Exception:\n        pass"
    evidence = lab.run(endless, "print('after')", wall_seconds=6)
    assert evidence.ending.kind == "finished"
    assert [cell.status for cell in evidence.cells] == ["interrupted", "ok"]


def test_output_keeps_its_beginning_and_its_end(lab: Lab) -> None:
    """A flood is cut in the middle, and a progress bar leaves only its last state."""
    bar = (
        "import sys\nfor i in range(2000):\n    sys.stdout.write(f'\\r{i} of 2000' + '.' * 80)\nprint()\nprint('done')"
    )
    flood, drawn = lab.run("print('first')\nprint('x' * 10**6)\nprint('last')", bar).cells
    assert flood.output.startswith("first")
    assert flood.output.rstrip().endswith("last")
    assert len(flood.output) < 25_000
    assert "1999 of 2000" in drawn.output
    assert "1000 of 2000" not in drawn.output
    assert drawn.output.rstrip().endswith("done")


def test_names_and_modules_of_the_grader_stay_out_of_the_way(lab: Lab) -> None:
    """A notebook starts with an empty namespace, as `__main__`, in a folder it may write to."""
    evidence = lab.run(
        "print(__name__, [name for name in dir() if not name.startswith('_')])",
        "import pickle\nclass A:\n    pass\npickle.loads(pickle.dumps(A()))",
        "open('notes.txt', 'w').write('x')\nopen('notes.txt').read()",
    )
    assert failures(evidence) == []
    assert "__main__" in cell(evidence, 0).output
    assert "shell" not in cell(evidence, 0).output
