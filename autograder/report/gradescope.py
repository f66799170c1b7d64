"""`results.json` as Gradescope's autograder platform reads it.

The fields are those of Gradescope's documentation of autograder output; there is no leaderboard.
"""

from typing import Any, Literal

from autograder.model.base import Language, Text
from autograder.model.grade import CheckResult, Grade, VerdictName
from autograder.report.labels import STATUS, causes
from autograder.report.plain import plain
from autograder.report.text import check_text, feedback

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
_PASSES: dict[VerdictName, str] = {"pass": "passed", "undetermined": "passed", "partial": "failed", "fail": "failed"}
"""Gradescope knows two states; an undetermined check has all its points and must not be shown as a failure."""


def results(
    grade: Grade,
    language: Language = "es",
    *,
    title: Text | None = None,
    visibility: Visibility = "visible",
) -> dict[str, Any]:
    """The document for one submission, ready for `json.dumps(..., allow_nan=False)`."""
    return {
        "score": round(grade.score, 4),
        "output": feedback(grade, language, title=title, rubric=False),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [_test(check, number, language, visibility) for number, check in enumerate(grade.checks, start=1)],
        "extra_data": {
            "status": grade.status,
            "status_label": STATUS[grade.status].to(language),
            "seeds": list(grade.seeds),
            "max_score": grade.max_score,
            "provisional": grade.provisional,
            "causes": list(causes(grade)),
        },
    }


def _test(check: CheckResult, number: int, language: Language, visibility: Visibility) -> dict[str, Any]:
    return {
        "name": plain(check.title.to(language), 200),
        "number": str(number),
        "score": round(check.points, 4),
        "max_score": round(check.max_points, 4),
        "status": _PASSES[check.verdict],
        "output": check_text(check, language, width=10_000),
        "output_format": "text",
        "tags": [check.question, check.verdict],
        "visibility": visibility,
    }
