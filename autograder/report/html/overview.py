"""A class at a glance: how many, how good, what went wrong most, what waits, where the time went."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median

from autograder.model.base import Frozen, Language
from autograder.model.grade import Grade
from autograder.report.causes import cause_name
from autograder.report.html.reasons import reasons


class Row(Frozen):
    """One submission as the class's page needs it."""

    grade: Grade
    seconds: float = 0.0
    sections: dict[str, float] = {}
    """Seconds by section, all runs together."""


class Common(Frozen):
    """A cause: how many submissions have it, and whether it cost any of them points."""

    cause: str
    name: str
    count: int
    share: float
    hint: bool


class Overview(Frozen):
    """The figures above the class's table."""

    count: int
    by_status: dict[str, int]
    mean: float | None
    median: float | None
    max_score: float
    causes: tuple[Common, ...]
    waiting: tuple[Row, ...]
    total: float
    median_seconds: float
    slowest: float
    sections: tuple[tuple[str, float, float], ...]
    """Section, seconds and share, the largest first."""


def overview(rows: Sequence[Row], language: Language) -> Overview:
    """Count and average; scores of rejected submissions are left out of the averages."""
    scores = [row.grade.score for row in rows if row.grade.status != "rejected"]
    seconds = [row.seconds for row in rows if row.seconds > 0]
    states: Counter[str] = Counter(row.grade.status for row in rows)
    return Overview(
        count=len(rows),
        by_status=dict(states),
        mean=fmean(scores) if scores else None,
        median=median(scores) if scores else None,
        max_score=max((row.grade.max_score for row in rows), default=0.0),
        causes=_common(rows, language),
        waiting=tuple(row for row in rows if row.grade.status != "graded"),
        total=sum(seconds),
        median_seconds=median(seconds) if seconds else 0.0,
        slowest=max(seconds, default=0.0),
        sections=_sections(rows),
    )


def every_cause(grade: Grade) -> tuple[str, ...]:
    """The names of all that was found, hints as well, each once."""
    return tuple(dict.fromkeys(finding.cause for finding in grade.findings))


def _common(rows: Sequence[Row], language: Language) -> tuple[Common, ...]:
    counts = Counter(cause for row in rows for cause in every_cause(row.grade))
    costly = {
        finding.cause
        for row in rows
        for sorted_ in [reasons(row.grade)]
        for finding in row.grade.findings
        if finding not in sorted_.hints
    }
    return tuple(
        Common(
            cause=cause,
            name=cause_name(cause, language),
            count=count,
            share=count / len(rows),
            hint=cause not in costly,
        )
        for cause, count in counts.most_common()
    )


def _sections(rows: Sequence[Row]) -> tuple[tuple[str, float, float], ...]:
    spent: Counter[str] = Counter()
    for row in rows:
        spent.update(row.sections)
    total = sum(spent.values())
    return tuple(
        (name, value, value / total) for name, value in spent.most_common() if total and value / total >= 0.005
    )
