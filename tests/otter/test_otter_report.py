"""Our document for Gradescope, and what of Otter's goes with it."""

from typing import Any

import pytest
from otter_grades import ASSIGNMENT, graded

from autograder.course.settings import Course, LateRules
from autograder.model.submission import Cell, Submission
from autograder.otter.report import document, merged
from autograder.pipeline import Graded

SUBMISSION = Submission(name="ana", path="", sha256="", cells=(Cell(index=0, kind="code", source="x = 1"),))
METADATA = {
    "created_at": "2026-11-21T10:00:00+01:00",
    "assignment": {"due_date": "2026-11-20T23:59:00+01:00"},
    "users": [{"name": "Ana", "email": "ana@example.org"}],
    "previous_submissions": [{"score": 4.0, "submission_time": "2026-11-19T10:00:00+01:00", "results": None}],
}
LATE = Course(late=LateRules(percent=10))


def made(metadata: dict[str, Any]) -> dict[str, Any]:
    """The document of full marks."""
    return document(Graded(grade=graded()), SUBMISSION, ASSIGNMENT, LATE, "es", metadata)


def test_gradescopes_metadata_count() -> None:
    """A day late, and what the submission before it got."""
    found = made(METADATA)
    assert found["score"] == 9.0
    assert "Entrega anterior: 4 de 10." in found["output"]


def test_broken_metadata_cost_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The log says so."""
    assert made({"created_at": "yesterday"})["score"] == 10.0
    assert "submission_metadata.json" in capsys.readouterr().err
    assert made({})["score"] == 10.0


def test_only_what_otter_alone_knows_is_added() -> None:
    """Its questions are our checks, and are not shown twice."""
    otters = {"tests": [{"name": "a", "score": 5.0}, {"name": "PDF Generation Failed", "output": "no LaTeX"}]}
    ours = made({})
    found = merged(ours, otters, frozenset({"a", "b"}))
    assert [test["name"] for test in found["tests"][len(ours["tests"]) :]] == ["PDF Generation Failed"]
    assert merged(ours, None, frozenset()) == ours
