"""What the cells of a notebook handed out do."""

import builtins
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Limits
from autograder.student import Grader

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "assignments").glob("*/*.ipynb"))


def test_a_notebook_that_is_being_graded_is_not_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sandbox covers what judges: as a missing module, or as one that may not be read."""
    real = builtins.__import__
    for refusal in (ModuleNotFoundError, PermissionError):

        def refuse(name: str, *args: Any, refusal: type[Exception] = refusal, **kwargs: Any) -> Any:
            if name == "autograder.commands.desk":
                raise refusal(name)
            return real(name, *args, **kwargs)

        monkeypatch.setattr(builtins, "__import__", refuse)
        Grader("tl04").check("a")
        Grader("tl04").check_all()
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(sys, "platform", "win32")
    Grader("tl04").check("a")
    assert "needs Linux or WSL 2" in capsys.readouterr().out


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_question_has_its_check(path: Path) -> None:
    """One setup and one call a question, in the rubric's order."""
    notebook = nbformat.read(path, as_version=4)
    assignment = notebook.metadata["autograder"]["assignment"]
    cells = [cell.source for cell in notebook.cells if "check" in cell.metadata.get("tags", ())]
    rubric = (path.parent / "assignment.toml").read_text(encoding="utf-8")
    questions = [part.split('"')[1] for part in rubric.split("[[questions]]\nid = ")[1:]]
    assert f'grader = Grader("{assignment}", "{notebook.metadata["autograder"]["language"]}")' in cells[0]
    assert cells[1:] == [f'grader.check("{name}")' for name in questions]


def test_without_the_grader_a_check_says_how_to_get_it() -> None:
    """One line, and the notebook goes on."""
    cells = nbformat.read(ROOT / "assignments/tl04/tl04.en.ipynb", as_version=4).cells
    source = [cell.source for cell in cells if "check" in cell.metadata.get("tags", ())]
    script = "import sys; sys.modules['autograder'] = None\n" + "\n".join(source)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    line = "To check your work here, install the grader: %pip install ./keras_autograder-*.whl"
    assert done.stdout.splitlines() == [line, line]


@pytest.mark.parametrize("level", ["bubblewrap", "restricted"])
def test_in_the_sandbox_a_check_is_silent(level: str) -> None:
    """The cells of a notebook handed out run there as they stand: no output, no error, nothing of what judges."""
    cells = nbformat.read(ROOT / "assignments/tl04/tl04.ipynb", as_version=4).cells
    checks = "\n".join(cell.source for cell in cells if "check" in cell.metadata.get("tags", ()))
    source = f"""
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as said:
    exec({checks!r}, scope := {{}})
emit({{"said": said.getvalue(), "module": scope["Grader"].__module__, "desk": scope["grader"]._desk is not None}})
"""
    frames: list[dict[str, Any]] = []
    try:
        sandbox = open_sandbox(level, warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with sandbox:
        outcome = sandbox.run("autograder.worker.script:execute", {"source": source}, Limits(), frames.append)
    assert frames == [{"said": "", "module": "autograder.student.grader", "desk": False}], outcome.detail
