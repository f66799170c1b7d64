"""`autograder check`: which assignment, what is told, how long grading will take."""

from pathlib import Path

from intake.build import PYTHON, code, notebook, save
from test_pipeline import SOURCE

from autograder.sandbox.fake import FakeSandbox

from .conftest import Invoke


def test_a_right_notebook(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Feedback, how long grading takes, and that this was only a first look."""
    result = invoke("check", save(tmp_path / "mine.ipynb", notebook(code(SOURCE))), "--budget", "smoke", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "10 of 10" in result.output
    assert "Grading this notebook in full will take at most some" in result.output
    assert "the grade is given on the real data" in result.output


def test_the_notebook_says_which_assignment_it_is(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Notebooks handed out carry their assignment; an option goes before it."""
    metadata = {**PYTHON, "autograder": {"assignment": "tl77", "language": "es"}}
    path = save(tmp_path / "mine.ipynb", notebook(code(SOURCE), metadata=metadata))
    result = invoke("check", path, "--budget", "smoke")
    assert result.exit_code == 2
    assert "there is no assignment 'tl77'" in result.output
    result = invoke("check", path, "--budget", "smoke", "--assignment", "tl04", "--lang", "en")
    assert result.exit_code == 1
    assert "The notebook says it is of assignment tl77" in result.output


def test_a_file_that_is_no_notebook_is_told_so(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Before anything is opened or run."""
    result = invoke("check", save(tmp_path / "mine.ipynb", "{"))
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert not sandbox.calls
