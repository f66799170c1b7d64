"""Gradescope's submission_metadata.json."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.course.metadata import Metadata, read_metadata
from autograder.errors import UsageError

DOCUMENTED: dict[str, Any] = {
    "id": 123456,
    "created_at": "2018-07-01T14:22:32.365935-07:00",
    "assignment": {
        "due_date": "2018-07-31T23:00:00.000000-07:00",
        "group_size": 4,
        "group_submission": True,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": None,
        "release_date": "2018-07-02T00:00:00.000000-07:00",
        "title": "Programming Assignment 1",
        "total_points": "20.0",
    },
    "submission_method": "upload",
    "users": [{"email": "student@example.com", "id": 1234, "name": "Student User"}],
    "previous_submissions": [
        {"submission_time": "2018-04-06T14:24:48.087023-07:00", "score": 3.5, "results": {"score": 3.5}},
        {"submission_time": "2018-04-05T14:24:48.087023-07:00", "score": 7.0, "results": None},
        {"submission_time": "2018-04-07T14:24:48.087023-07:00", "score": None, "results": None},
    ],
}
"""The example of Gradescope's documentation, with more submissions before it."""


def of(**changes: Any) -> Metadata:
    """The documented metadata with changes."""
    return Metadata.model_validate({**DOCUMENTED, **changes})


def test_the_documented_example(tmp_path: Path) -> None:
    """Times know their zones; the last submission that was scored is found whatever the order."""
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(DOCUMENTED))
    read = read_metadata(path)
    assert read.due == datetime(2018, 8, 1, 6, 0, tzinfo=UTC)
    assert read.last is not None
    assert read.last.score == 3.5


def test_a_students_own_dates_go_first() -> None:
    """Extensions, and of a group the latest; an assignment without a deadline has none."""
    users = [
        {"name": "a", "assignment": {"due_date": "2018-08-02T00:00:00Z"}},
        {"name": "b", "assignment": {"due_date": "2018-08-05T00:00:00Z"}},
        {"name": "c", "assignment": None},
    ]
    assert of(users=users).due == datetime(2018, 8, 5, tzinfo=UTC)
    assert of(assignment={"due_date": None}).due is None
    assert of(previous_submissions=[]).last is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"created_at": "yesterday"}', '{"created_at": "2018-07-01T14:22:32"}']
)
def test_another_file_is_one_line(tmp_path: Path, text: str) -> None:
    """A time without an offset is none that Gradescope writes."""
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="not Gradescope's submission_metadata"):
        read_metadata(path)
