"""The command line: wrong use is one line and exit code 2, and every command explains itself."""

import subprocess
import sys
from pathlib import Path

import pytest
from intake.build import code, notebook, save
from typer.testing import CliRunner, Result

from autograder.cli import app

GRADE = ("grade", "NB", "-a", "tl04", "-o", "OUT", "--data", "embedded", "--budget", "smoke")


def invoke(tmp_path: Path, *arguments: str) -> Result:
    """Call with NB for a notebook, OUT for a folder to be made, DIR for an empty one, FILE for a file."""
    places = {
        "NB": save(tmp_path / "ana.ipynb", notebook(code("fashion_mnist"))),
        "OUT": tmp_path / "out",
        "FILE": save(tmp_path / "a file", "x"),
        "DIR": tmp_path / "empty",
    }
    places["DIR"].mkdir(exist_ok=True)
    given = [str(places.get(item, item)) for item in arguments]
    return CliRunner().invoke(app, given, env={"COLUMNS": "200", "TERM": "dumb"})


def swapped(old: str, new: str) -> tuple[str, ...]:
    """The grade command with one argument replaced."""
    return tuple(new if item == old else item for item in GRADE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (swapped("NB", "gone.ipynb"), "no such file or folder: gone.ipynb"),
        (swapped("NB", "DIR"), "no notebook, script or zip in"),
        (swapped("tl04", "tl99"), "there is no assignment 'tl99'"),
        (swapped("tl04", "../tl04"), "there is no assignment '../tl04'"),
        (swapped("smoke", "huge"), "tl04 has no budget 'huge': choose from smoke, quick, standard, full"),
        (swapped("embedded", "/nonexistent"), "the directory is missing from /nonexistent"),
        (swapped("embedded", "FILE"), "a file"),
        ((*GRADE, "--seeds", "one"), "--seeds takes whole numbers with commas, not 'one'"),
        ((*GRADE, "--seeds", "1,1"), "--seeds takes different numbers"),
        ((*GRADE, "--seeds", "-1"), "--seeds takes different numbers from 0"),
        ((*GRADE, "--isolation", "none"), "no isolation level is called 'none'"),
        (("check", "gone.ipynb"), "gone.ipynb: no such file"),
        (("calibrate", "tl04", "--data", "embedded", "--budget", "smoke"), "judges no accuracy"),
        (("data", "status", "cifar"), "unknown data set 'cifar'"),
        (("demo", "--budget", "huge", "-o", "OUT"), "has no budget 'huge'"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """It says what is wrong, nothing was written, and no traceback is shown."""
    result = invoke(tmp_path, *arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("autograder: ")
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [("grade",), ("frob",), (*GRADE, "--jobs", "-2"), (*GRADE, "--lang", "fr")])
def test_a_command_line_that_cannot_be_parsed(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """The parser's own words, and the same exit code."""
    result = invoke(tmp_path, *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_results_cannot_go_where_a_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found before anything is graded."""
    from autograder.commands import bench
    from autograder.sandbox.fake import replay

    fake = replay([])
    monkeypatch.setattr(bench, "open_grading_sandbox", lambda data, level="auto": fake)
    result = invoke(tmp_path, *swapped("OUT", "FILE"))
    assert result.exit_code == 2
    assert "it is a file; choose another output directory" in result.stderr
    assert not fake.calls


COMMANDS = [(item.callback.__name__,) for item in app.registered_commands if item.callback]


@pytest.mark.parametrize("command", [(), *COMMANDS, ("data", "prepare"), ("data", "status")])
def test_every_command_explains_itself(tmp_path: Path, command: tuple[str, ...]) -> None:
    """--help of each."""
    result = invoke(tmp_path, *command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_a_course_folder_without_assignments_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AUTOGRADER_HOME may be wrong."""
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path))
    result = invoke(tmp_path, *GRADE)
    assert result.exit_code == 2
    assert "which has no assignments/" in result.stderr


def test_help_answers_without_loading_what_grading_needs() -> None:
    """Neither TensorFlow nor SciPy nor pandas is imported by the command line itself."""
    script = (
        "import sys, autograder.cli; print([m for m in ('tensorflow', 'keras', 'scipy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
