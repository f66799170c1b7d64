"""Tables for the terminal, readable from 60 columns on."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Cell

from autograder.model.base import Frozen, Language, Text
from autograder.model.grade import Grade, Status
from autograder.report.labels import CAUSES, SCORE, STATE, STATUS, SUBMISSION, causes, lost, number, score_text
from autograder.report.plain import plain

_STYLE: dict[Status, str] = {"graded": "green", "needs-review": "yellow", "rejected": "red"}
_EXPECTED = Text(es="Error puesto", en="Planted mistake")
_FOUND = Text(es="Causa hallada", en="Cause found")
_LOST = Text(es="Puntos perdidos", en="Points lost")


class DemoRow(Frozen):
    """One submission of the demonstration, with the mistake that was put into it (None: a correct solution)."""

    grade: Grade
    expected: str | None

    @property
    def recognised(self) -> bool:
        """Whether the grader named the mistake, or found nothing to take points for in correct work."""
        if self.expected is None:
            return self.grade.status == "graded" and not any(map(lost, self.grade.checks))
        return self.expected in causes(self.grade)


def batch_table(grades: Iterable[Grade], language: Language = "es") -> Table:
    """Submission, status, score and causes of each grade."""
    table = _table(language, SUBMISSION, STATE, SCORE, CAUSES)
    table.columns[2].justify = "right"
    for grade in grades:
        table.add_row(
            _name(grade),
            Cell(STATUS[grade.status].to(language), style=_STYLE[grade.status]),
            score_text(grade.score, grade.max_score, language),
            Cell(_why(grade, language)),
        )
    return table


def demo_table(rows: Iterable[DemoRow], language: Language = "es") -> Table:
    """What was wrong, what was found, and which checks it cost how much."""
    table = _table(language, SUBMISSION, _EXPECTED, _FOUND, _LOST)
    for row in rows:
        sign, style = ("✓", "green") if row.recognised else ("✗", "red")
        found = _why(row.grade, language, "\n  ")
        costs = [(check.id, lost(check)) for check in row.grade.checks if lost(check) > 0]
        table.add_row(
            _name(row.grade),
            Cell(row.expected or "–"),
            Cell(f"{sign} {found}".rstrip(), style=style),
            Cell("\n".join(f"{identifier} −{number(points, language)}" for identifier, points in costs) or "–"),
        )
    return table


def _table(language: Language, *titles: Text) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for title in titles:
        table.add_column(title.to(language), overflow="fold")
    table.columns[0].max_width = 24
    return table


def _name(grade: Grade) -> Cell:
    return Cell(plain(grade.submission, 60), style="bold")


def _why(grade: Grade, language: Language, between: str = ", ") -> str:
    found = between.join(causes(grade))
    return found or (plain(grade.reason.to(language), 160) if grade.reason else "")
