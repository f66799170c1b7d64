"""Grades to report on."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from autograder.course.late import with_late
from autograder.course.settings import LateRules
from autograder.model.base import Text
from autograder.model.grade import CheckResult, Finding, Grade

TITLE = Text(es="TL04 · Ajuste del entrenamiento", en="TL04 · Tuning the training")


def same(text: str) -> Text:
    """A text that is the same in both languages."""
    return Text(es=text, en=text)


def check(identifier: str = "a.lr", points: float = 1.0, **changes: Any) -> CheckResult:
    """A check worth one point."""
    verdict = "pass" if points == 1.0 else "partial" if points else "fail"
    base: dict[str, Any] = {
        "id": identifier,
        "question": "a",
        "title": Text(es="Tasa de aprendizaje", en="Learning rate"),
        "verdict": verdict,
        "points": points,
        "max_points": 1.0,
        "message": Text(es="Varía entre 6e-05 y 2.6e-04.", en="It varies between 6e-05 and 2.6e-04."),
    }
    return CheckResult(**{**base, **changes})


def finding(cause: str = "range-wrong", cell: int | None = 6, message: str = "0.1 … 1") -> Finding:
    """A cause found in the seventh cell."""
    return Finding(cause=cause, question="a", cell=cell, message=same(message))


def grade(submission: str = "ana", *checks: CheckResult, **changes: Any) -> Grade:
    """A grade with the sum of its checks."""
    base: dict[str, Any] = {
        "submission": submission,
        "status": "graded",
        "score": sum(one.points for one in checks),
        "max_score": sum(one.max_points for one in checks),
        "seeds": (101,),
        "checks": checks,
        "seconds": 12.5,
    }
    return Grade(**{**base, **changes})


def late_by_a_day(submission: str = "ana", *checks: CheckResult, **changes: Any) -> Grade:
    """A grade of which a tenth of the maximum is taken for one day."""
    due = datetime(2026, 11, 20, 23, 59, tzinfo=ZoneInfo("Europe/Madrid"))
    return with_late(grade(submission, *checks, **changes), LateRules(percent=10), due, due + timedelta(hours=3))


def rejected(submission: str = "eva") -> Grade:
    """A grade for a file that was no notebook."""
    reason = Text(es="Esto es un PDF, no un cuaderno.", en="This is a PDF, not a notebook.")
    return grade(submission, status="rejected", max_score=10.0, reason=reason, seeds=())


def mixed() -> Grade:
    """A grade with every verdict, a finding and a repair."""
    advice = Text(
        es="Pasa el callback a search(), no a fit(): si no, la búsqueda no lo usa y cada prueba gasta todas sus "
        "épocas aunque ya no mejore.",
        en="Pass the callback to search(), not to fit(): otherwise the search does not use it and every trial spends "
        "all its epochs even when it no longer improves.",
    )
    long = Text(
        es="La búsqueda de la parte A usa EarlyStopping con los ajustes que pide el enunciado",
        en="The search of part A uses EarlyStopping with the settings that the assignment asks for",
    )
    return grade(
        "Ana Núñez",
        check(),
        check(
            "a.batch", 0.5, title=Text(es="Tamaño del lote", en="Batch size"), message=same("64 … 256"), advice=advice
        ),
        check("a.stop", 0.0, title=long, message=same("EarlyStopping: –"), advice=advice),
        check("a.accuracy", verdict="undetermined", message=same("—"), advice=advice),
        status="needs-review",
        reason=Text(es="La máquina se quedó sin memoria.", en="The machine ran out of memory."),
        questions={"a": Text(es="Búsqueda", en="Search")},
        findings=(finding(), finding("early-stopping-unused", None, "EarlyStopping")),
        repairs=(Text(es="Celdas sin identificador: 3.", en="Cells without an id: 3."),),
    )
