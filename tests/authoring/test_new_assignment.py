"""A teacher adds an assignment as docs/new-assignment.md says: a master, a rubric, no Python."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.kinds import describe_kinds, refreshed
from autograder.checks.registry import KINDS
from autograder.errors import UsageError
from autograder.rubric import load_assignment

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "new-assignment.md"
WRITTEN = Path(__file__).parent / "new_assignment"


def run(*arguments: str | Path, home: Path) -> str:
    """What a command prints; it must succeed."""
    environment = {**os.environ, "AUTOGRADER_HOME": str(home), "COLUMNS": "160"}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], env=environment, cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course's folder with the teacher's two files, and what the authoring commands make of them."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("assignments/mini", "solutions/mini", "reference_results"):
        (folder / name).mkdir(parents=True)
    shutil.copy(WRITTEN / "assignment.toml", folder / "assignments" / "mini")
    master = folder / "solutions" / "mini" / "mini.ipynb"
    run("-m", "autograder.authoring", "notebook", WRITTEN / "mini.py", master, home=folder)
    run("-m", "autograder.authoring", "students", master, folder / "assignments" / "mini", home=folder)
    return folder


def test_its_rubric_is_read(home: Path) -> None:
    """Checks, budgets and the graded data set are those of the file."""
    assignment = load_assignment(home / "assignments", "mini")
    assert (assignment.graded_dataset, sum(check.points for check in assignment.checks)) == ("mnist", 10)


@pytest.mark.parametrize(("name", "word"), [("mini.ipynb", "Busca"), ("mini.en.ipynb", "Find")])
def test_students_get_it_in_both_languages(home: Path, name: str, word: str) -> None:
    """Without the solution, and marked with the assignment's id."""
    notebook = nbformat.read(home / "assignments" / "mini" / name, as_version=4)
    assert word in notebook.cells[0].source
    assert notebook.metadata["autograder"]["assignment"] == "mini"
    assert not any("RandomSearch" in cell.source for cell in notebook.cells)


@pytest.mark.keras
def test_its_solution_gets_full_marks(home: Path) -> None:
    """The ordinary command, on embedded data, with the budget that the rubric names for them."""
    out = home / "out"
    command = "from autograder.cli import main; main()"
    run("-c", command, "grade", "solutions/mini/mini.ipynb", "-a", "mini", "--data", "embedded", "-o", out, home=home)
    [grade] = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
    assert (grade["status"], grade["score"], grade["findings"]) == ("graded", 10.0, [])


def test_the_guide_lists_every_kind_as_it_is() -> None:
    """`python -m autograder.authoring kinds docs/new-assignment.md` would change nothing."""
    text = GUIDE.read_text(encoding="utf-8")
    assert refreshed(text) == text
    assert all(f"### `{name}`" in describe_kinds() for name in KINDS)


def test_a_guide_without_marks_is_refused() -> None:
    """There is no place for the table."""
    with pytest.raises(UsageError, match="the guide needs the lines"):
        refreshed("no marks")
