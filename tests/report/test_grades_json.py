"""grades.json."""

import json
import math

from autograder.report.grades_json import grades_document, late_of

from .build import check, finding, grade, late_by_a_day, rejected

DATA = {"source": "embedded", "fingerprint": "abc"}


def test_the_document() -> None:
    """The schema is that of the design, in one language."""
    one = grade("ana", check(evidence={"low": 6e-05}), findings=(finding(),))
    assert grades_document("tl04", DATA, [one], "en") == {
        "schema": 1,
        "assignment": "tl04",
        "language": "en",
        "data": DATA,
        "grades": [
            {
                "submission": "ana",
                "status": "graded",
                "score": 1.0,
                "max_score": 1.0,
                "provisional": 0.0,
                "late": None,
                "participant": None,
                "seeds": [101],
                "reason": None,
                "repairs": [],
                "checks": [
                    {
                        "id": "a.lr",
                        "question": "a",
                        "title": "Learning rate",
                        "verdict": "pass",
                        "points": 1.0,
                        "max_points": 1.0,
                        "message": "It varies between 6e-05 and 2.6e-04.",
                        "advice": None,
                        "evidence": {"low": 6e-05},
                    }
                ],
                "findings": [{"cause": "range-wrong", "question": "a", "cell": 6, "message": "0.1 … 1", "hint": False}],
            }
        ],
    }


def test_nan_is_no_obstacle() -> None:
    """A loss that is not a number is written as text, so that every program can read the file."""
    one = grade("ana", check(evidence={"loss": math.nan, "bounds": [0.0, math.inf]}))
    evidence = json.loads(json.dumps(grades_document("tl04", DATA, [one]), allow_nan=False))["grades"][0]["checks"][0]
    assert evidence["evidence"] == {"loss": "NaN", "bounds": [0.0, "Infinity"]}


def test_clocks_are_left_out() -> None:
    """The same work graded on a slower day gives the same document."""
    documents = [grades_document("tl04", DATA, [grade("ana", check(), seconds=time)]) for time in (1.0, 2.0)]
    assert documents[0] == documents[1]


def test_rejected_says_why() -> None:
    """A rejection carries its reason in the language asked for."""
    assert grades_document("tl04", DATA, [rejected()])["grades"][0]["reason"] == "Esto es un PDF, no un cuaderno."


def test_what_handing_in_late_cost_is_a_line_of_its_own() -> None:
    """The score is after it, and the line can be read back."""
    one = late_by_a_day("ana", check())
    entry = json.loads(json.dumps(grades_document("tl04", DATA, [one], "en")))["grades"][0]
    assert entry["score"] == 0.9
    assert entry["late"] == {
        "due": "2026-11-20T23:59:00+01:00",
        "submitted": "2026-11-21T02:59:00+01:00",
        "units": 1,
        "per": "day",
        "percent": 10.0,
        "of": "maximum",
        "points": 0.1,
        "message": "Handed in 3 h after the deadline (20 Nov 2026, 23:59): −0.1, 10 % of the maximum score "
        "(10 % × 1 day begun).",
    }
    again = late_of(entry)
    assert one.late is not None
    assert again is not None
    assert (again.due, again.submitted, again.points) == (one.late.due, one.late.submitted, 0.1)
