"""`results.json` as Gradescope's autograder platform reads it.

The fields are those of Gradescope's documentation of autograder output, which
`tests/report/gradescope.schema.json` writes down: https://gradescope-autograders.readthedocs.io/en/latest/specs/

There is no leaderboard: without the key Gradescope shows none.
"""

from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Any, Literal

from autograder.model.base import Frozen, Language, Text
from autograder.model.grade import CheckResult, Grade, VerdictName
from autograder.model.submission import Cell
from autograder.report.labels import LATE, STATUS, causes, score_text
from autograder.report.plain import plain, wrapped
from autograder.report.text import check_text, feedback

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
_PASSES: dict[VerdictName, str] = {"pass": "passed", "undetermined": "passed", "partial": "failed", "fail": "failed"}
"""Gradescope knows two states; an undetermined check has all its points and must not be shown as a failure."""
_CURVES = Text(es="Curvas de entrenamiento", en="Training curves")
_BEFORE = Text(es="Entrega anterior", en="Previous submission")
_SAME = Text(
    es="El código no ha cambiado desde entonces, así que la nota tampoco.",
    en="The code has not changed since, and so neither has the score.",
)


class Presentation(Frozen):
    """What students see on Gradescope, and when."""

    visibility: Visibility = "visible"
    checks: dict[str, Visibility] = {}
    """Checks shown otherwise than the rest, by id. Findings are then left out: they would tell of hidden checks."""
    curves: bool = False
    """A picture of the training; its file is some 20 kB larger."""


class Previous(Frozen):
    """The student's last submission before this one."""

    score: float
    unchanged: bool
    """Whether its code was this submission's, cell by cell."""


class Beside(Frozen):
    """What stands beside a grade."""

    curve: str = ""
    """A picture as a `data:` address."""
    previous: Previous | None = None
    code: str = ""
    """The digest by which a later submission knows this one's code."""


def results(
    grade: Grade,
    language: Language = "es",
    *,
    title: Text | None = None,
    presentation: Presentation | None = None,
    beside: Beside | None = None,
    visibility: Visibility | None = None,
) -> dict[str, Any]:
    """The document for one submission, ready for `json.dumps(..., allow_nan=False)`.

    `visibility` goes before the presentation's own.
    """
    presentation, beside = presentation or Presentation(), beside or Beside()
    if visibility is not None:
        presentation = presentation.model_copy(update={"visibility": visibility})
    shown = grade.model_copy(update={"findings": ()}) if presentation.checks else grade
    lines = [_test(check, number, language, presentation) for number, check in enumerate(grade.checks, start=1)]
    before = f"{_previous(beside.previous, grade, language)}\n\n" if beside.previous else ""
    return {
        "score": round(grade.score, 4),
        "output": before + feedback(shown, language, title=title, rubric=False),
        "output_format": "text",
        "visibility": presentation.visibility,
        "stdout_visibility": "hidden",
        "tests": [*lines, *_late(grade, language), *_curve(beside.curve, language)],
        "extra_data": {
            "status": grade.status,
            "status_label": STATUS[grade.status].to(language),
            "seeds": list(grade.seeds),
            "max_score": grade.max_score,
            "provisional": grade.provisional,
            "late": -grade.late.points if grade.late else 0.0,
            "causes": [] if presentation.checks else list(causes(grade)),
            "code": beside.code,
        },
    }


def code_digest(cells: Iterable[Cell]) -> str:
    """What tells whether two submissions hold the same code; texts, outputs and empty cells do not count."""
    sources = [cell.source.strip() for cell in cells if cell.kind == "code" and cell.source.strip()]
    return sha256("\0".join(sources).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _test(check: CheckResult, number: int, language: Language, presentation: Presentation) -> dict[str, Any]:
    return {
        "name": plain(check.title.to(language), 200),
        "number": str(number),
        "score": round(check.points, 4),
        "max_score": round(check.max_points, 4),
        "status": _PASSES[check.verdict],
        "output": check_text(check, language, width=10_000),
        "output_format": "text",
        "tags": [check.question, check.verdict],
        "visibility": presentation.checks.get(check.id, presentation.visibility),
    }


def _late(grade: Grade, language: Language) -> list[dict[str, Any]]:
    """A line without points of its own: the document's score, which counts, is after it."""
    if grade.late is None:
        return []
    text = plain(grade.late.message.to(language))
    return [
        {"name": LATE.to(language), "status": "failed", "output": text, "output_format": "text", "tags": ["late"]},
    ]


def _curve(address: str, language: Language) -> list[dict[str, Any]]:
    if not address:
        return []
    name = _CURVES.to(language)
    picture = f'<img src="{escape(address)}" alt="{escape(name)}" style="max-width:100%">'
    return [{"name": name, "output": picture, "output_format": "html", "tags": ["curves"]}]


def _previous(previous: Previous, grade: Grade, language: Language) -> str:
    """`Entrega anterior: 7,5 de 10.`, and whether anything has changed since."""
    told = f"{_BEFORE.to(language)}: {score_text(previous.score, grade.max_score, language)}."
    return wrapped(f"{told} {_SAME.to(language)}" if previous.unchanged else told, 76)
