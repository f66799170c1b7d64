"""The reports on disk."""

import json
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.report.csv_table import grades_csv
from autograder.report.grades_json import grades_document
from autograder.report.gradescope import results
from autograder.report.text import feedback
from autograder.report.write import write_json, write_reports, write_text

from .build import TITLE, check, grade, mixed, rejected

DATA = {"source": "embedded", "fingerprint": "abc"}


def test_every_file_is_written(tmp_path: Path) -> None:
    """The files hold what the renderers give, and nothing else is left behind."""
    write_reports(tmp_path / "out", "tl04", DATA, [mixed(), rejected()], "en", title=TITLE, bom=True)
    files = {str(path.relative_to(tmp_path / "out")): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert sorted(files) == [
        "Ana Núñez/feedback.txt",
        "Ana Núñez/results.json",
        "eva/feedback.txt",
        "eva/results.json",
        "grades.csv",
        "grades.json",
    ]
    assert json.loads(files["grades.json"]) == grades_document("tl04", DATA, [mixed(), rejected()], "en")
    assert json.loads(files["eva/results.json"]) == results(rejected(), "en", title=TITLE)
    assert files["grades.csv"].decode() == grades_csv([mixed(), rejected()], bom=True)
    assert files["Ana Núñez/feedback.txt"].decode() == feedback(mixed(), "en", title=TITLE)


def test_old_reports_are_replaced(tmp_path: Path) -> None:
    """A second run leaves the second run's files."""
    for points in (0.0, 1.0):
        write_reports(tmp_path, "tl04", DATA, [grade("ana", check(points=points))])
    assert json.loads((tmp_path / "ana/results.json").read_text())["score"] == 1.0


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "..\\x", "a\0"])
def test_names_that_leave_the_directory(tmp_path: Path, name: str) -> None:
    """Nothing is written for a name that is no folder's."""
    with pytest.raises(UsageError, match="cannot name a folder"):
        write_reports(tmp_path, "tl04", DATA, [grade(name)])
    assert not list(tmp_path.iterdir())


def test_equal_names_are_refused(tmp_path: Path) -> None:
    """One student's report never overwrites another's."""
    with pytest.raises(UsageError, match="unique"):
        write_reports(tmp_path, "tl04", DATA, [grade("ana"), grade("ana")])


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """Text that cannot be written keeps the file that was there."""
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a.txt", "\ud800")
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.txt", float("nan"))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_an_unwritable_place_is_one_line(tmp_path: Path) -> None:
    """A file where the directory should be gives an error that says what to do."""
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError, match="choose another output directory"):
        write_reports(tmp_path / "out", "tl04", DATA, [grade("ana")])
