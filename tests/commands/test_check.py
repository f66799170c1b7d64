"""`autograder check`: which assignment, what is told, how long grading will take."""

from pathlib import Path

import pytest
from checks.build import honest, tl04
from intake.build import PYTHON, code, notebook, save
from report.build import check, grade
from test_pipeline import SOURCE

from autograder.bands.calibration import Calibration, CalibrationRun, budget_digest
from autograder.commands.check import _summary, usual_seconds
from autograder.model.assignment import Budget
from autograder.sandbox.fake import FakeSandbox

from .conftest import Invoke


def test_a_right_notebook(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Feedback, how long grading takes, and that this was only a first look."""
    result = invoke("check", save(tmp_path / "mine.ipynb", notebook(code(SOURCE))), "--budget", "smoke", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "10 of 10" in result.output
    assert "There is nothing to mend." in result.output
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


def test_the_language_is_the_notebooks_own(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Unless an option says otherwise; what can be mended is named at the end, and so is what a person must see."""
    metadata = {**PYTHON, "autograder": {"assignment": "tl04", "language": "en"}}
    path = save(tmp_path / "mine.ipynb", notebook(code(SOURCE), metadata=metadata))
    assert "Grading this notebook" in invoke("check", path, "--budget", "smoke").output
    assert "La corrección completa" in invoke("check", path, "--budget", "smoke", "--lang", "es").output


def test_wrong_lines_and_open_ones_are_named() -> None:
    """By question and title, apart from each other."""
    wrong, open_ = check(points=0.0), check("b.text", question="b", verdict="undetermined")
    told = [line.en for line in _summary(grade("ana", wrong, open_))]
    assert told == ["To mend: a) Learning rate.", "A person will have to look at: b) Learning rate."]


def test_the_time_grows_as_the_reference_runs_do() -> None:
    """Their mean seconds with one budget and the other; None where one was never measured."""
    smoke, standard = tl04().budgets["smoke"], tl04().budgets["standard"]
    run = honest().model_copy(update={"seconds": {"training": 20.0}})
    stored = tuple(_stored(budget, seconds) for budget, seconds in ((smoke, 10.0), (standard, 35.0)))
    assert usual_seconds(run, smoke, standard, stored) == pytest.approx(70.0)
    assert usual_seconds(run, smoke, standard, stored[:1]) is None


def _stored(budget: Budget, seconds: float) -> Calibration:
    runs = (CalibrationRun(seed=1, seconds=seconds, metrics={}), CalibrationRun(seed=2, seconds=seconds, metrics={}))
    return Calibration(
        assignment="tl04",
        source="embedded",
        fingerprints={},
        budget=budget,
        budget_digest=budget_digest(budget),
        created="2026-01-01T00:00:00+00:00",
        versions={},
        machine={},
        seconds_total=2 * seconds,
        bands={},
        runs=runs,
    )
