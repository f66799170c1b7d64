"""`grades.json`: the results of a batch for programs. Equal grades give equal documents: no clocks are in it."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import JsonValue

from autograder.model.base import Language
from autograder.model.grade import CheckResult, Finding, Grade, Late
from autograder.report.plain import plain

SCHEMA = 1


def grades_document(
    assignment_id: str, data: Mapping[str, str], grades: Iterable[Grade], language: Language = "es"
) -> dict[str, Any]:
    """The document, messages in one language. `data` holds `source` and `fingerprint`.

    NaN and infinity in evidence become strings, so the document is strict JSON.
    """
    return {
        "schema": SCHEMA,
        "assignment": assignment_id,
        "language": language,
        "data": dict(data),
        "grades": [_grade(grade, language) for grade in grades],
    }


def _grade(grade: Grade, language: Language) -> dict[str, Any]:
    return {
        "submission": grade.submission,
        "status": grade.status,
        "score": round(grade.score, 4),
        "max_score": grade.max_score,
        "provisional": grade.provisional,
        "late": _late(grade.late, language) if grade.late else None,
        "participant": grade.participant,
        "seeds": list(grade.seeds),
        "reason": plain(grade.reason.to(language)) if grade.reason else None,
        "repairs": [plain(text.to(language)) for text in grade.repairs],
        "checks": [_check(check, language) for check in grade.checks],
        "findings": [_finding(finding, language) for finding in grade.findings],
    }


def late_of(entry: Mapping[str, Any]) -> Late | None:
    """What handing in late cost, from a grade of the document, its one language in the place of both."""
    told = entry.get("late")
    return Late.model_validate({**told, "message": {"es": told["message"], "en": told["message"]}}) if told else None


def _late(late: Late, language: Language) -> dict[str, Any]:
    return {
        "due": late.due.isoformat(),
        "submitted": late.submitted.isoformat(),
        "units": late.units,
        "per": late.per,
        "percent": late.percent,
        "of": late.of,
        "points": late.points,
        "message": plain(late.message.to(language)),
    }


def _check(check: CheckResult, language: Language) -> dict[str, Any]:
    return {
        "id": check.id,
        "question": check.question,
        "title": plain(check.title.to(language)),
        "verdict": check.verdict,
        "points": round(check.points, 4),
        "max_points": check.max_points,
        "message": plain(check.message.to(language)),
        "advice": plain(check.advice.to(language)) if check.advice else None,
        "evidence": _strict(check.evidence),
    }


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "cause": finding.cause,
        "question": finding.question,
        "cell": finding.cell,
        "message": plain(finding.message.to(language)),
        "hint": finding.hint,
    }


def _strict(value: JsonValue | dict[str, JsonValue]) -> JsonValue:
    """The value with NaN and infinity as strings, spelt as pydantic spells them: pydantic leaves them in free JSON.

    Strings are made plain and short: names of metrics and settings are a student's.
    """
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {plain(key): _strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_strict(item) for item in value]
    return value
