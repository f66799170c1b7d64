"""When submissions came."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from report.build import check, grade, late_by_a_day

from autograder.course.arrivals import Arrivals, honoured, read_arrivals
from autograder.course.metadata import Metadata
from autograder.course.settings import Course, LateRules
from autograder.errors import UsageError
from autograder.roster.matching import Named

ITEMS = [Named(submission="Ana Núñez"), Named(submission="eva"), Named(submission="luis")]
TABLE = "Name,Email,Submission Time\nAna Núñez,ana@x,2026-11-21 00:30\nEva,eva@x,2026-11-20 23:59\nLuis,l@x,-\n"


def table(folder: Path, text: str = TABLE) -> Path:
    """A file of times."""
    path = folder / "times.csv"
    path.write_text(text, encoding="utf-8")
    return path


def course(**rules: Any) -> Course:
    """A course in Madrid with one deadline, at a minute before midnight."""
    late = LateRules(**{"percent": 10, "deadlines": {"tl04": datetime(2026, 11, 20, 23, 59)}, **rules})
    return Course(timezone="Europe/Madrid", late=late)


def scores(own: Course, arrivals: Arrivals) -> list[float]:
    """What is left of one point each."""
    grades = [grade(item.submission, check()) for item in ITEMS]
    return [one.score for one in honoured(own, "tl04", grades, arrivals)]


def test_a_table_of_times(tmp_path: Path) -> None:
    """Who is late pays, who came at the deadline does not, and of whom nothing is known is said."""
    arrivals = read_arrivals(table(tmp_path), ITEMS, "tl04", course().zone)
    assert scores(course(), arrivals) == [0.9, 1.0, 1.0]
    assert arrivals.notes == (f"{tmp_path / 'times.csv'}: no time for luis",)


@pytest.mark.parametrize("who", ["ana@x", "NÚÑEZ, Ana"])
def test_extensions(tmp_path: Path, who: str) -> None:
    """Found by name or address; a date lasts until its midnight."""
    arrivals = read_arrivals(table(tmp_path), ITEMS, "tl04", course().zone)
    extended = course(extensions={"tl04": {who: date(2026, 11, 21)}})
    assert scores(extended, arrivals)[0] == 1.0
    other = course(extensions={"tl05": {who: date(2026, 11, 21)}})
    assert scores(other, arrivals)[0] == 0.9


def test_without_rules_or_a_deadline_nothing_is_taken(tmp_path: Path) -> None:
    """However late."""
    arrivals = read_arrivals(table(tmp_path), ITEMS, "tl04", course().zone)
    assert scores(Course(timezone="Europe/Madrid"), arrivals) == [1.0, 1.0, 1.0]
    assert scores(course(deadlines={}), arrivals) == [1.0, 1.0, 1.0]


def test_who_cannot_be_matched_is_said(tmp_path: Path) -> None:
    """Nothing is taken from a submission whose time is not known."""
    arrivals = read_arrivals(table(tmp_path, TABLE.replace("Eva,eva@x", "Evaristo,e@x")), ITEMS, "tl04", course().zone)
    assert scores(course(), arrivals) == [0.9, 1.0, 1.0]
    assert f"{tmp_path / 'times.csv'}: no time for eva: nobody" in arrivals.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,Email\nAna,a@x\n", "no column of times: call it 'Submission Time'"),
        ("Name,Submitted\nAna Núñez,mañana\n", "Ana Núñez: 'mañana' is no time that is understood"),
    ],
)
def test_a_table_that_does_not_serve_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    """The file, the person, what is wrong."""
    with pytest.raises(UsageError, match=said):
        read_arrivals(table(tmp_path, text), ITEMS, "tl04", UTC)


def test_gradescopes_deadline_is_used_where_the_course_has_none_for_the_student(tmp_path: Path) -> None:
    """An extension written down in the course goes before it, the course's own deadline does not."""
    metadata = Metadata.model_validate(
        {
            "created_at": "2026-11-25T10:00:00+01:00",
            "assignment": {"due_date": "2026-11-24T10:00:00+01:00"},
            "users": [{"name": "Ana Núñez", "email": "ana@x", "sid": "7"}],
        }
    )
    arrivals = Arrivals.of_metadata(metadata, "submission")
    one = grade("submission", check())
    assert honoured(course(), "tl04", [one], arrivals)[0].score == 0.9
    extended = course(extensions={"tl04": {"ana@x": date(2026, 11, 30)}})
    assert honoured(extended, "tl04", [one], arrivals)[0].score == 1.0


def test_metadata_are_of_one_submission(tmp_path: Path) -> None:
    """With several it is a mistake."""
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps({"created_at": "2026-11-25T10:00:00+01:00"}))
    assert set(read_arrivals(path, ITEMS[:1], "tl04", None).by_submission) == {"Ana Núñez"}
    with pytest.raises(UsageError, match="holds the time of one submission, and 3 are graded"):
        read_arrivals(path, ITEMS, "tl04", None)


def test_grades_tell_the_times_of_late_work() -> None:
    """So that judging anew need not ask again: today's rules on the same moments."""
    late = late_by_a_day("Ana Núñez", check())
    arrivals = Arrivals.of_grades([late, grade("eva", check())])
    assert scores(course(percent=20, deadlines={}), arrivals) == [0.8, 1.0, 1.0]
