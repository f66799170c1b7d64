"""What every format is made of: grades beside the people they belong to."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from autograder.exports.table import decimal
from autograder.model.base import Frozen, Language, Text
from autograder.model.grade import Grade
from autograder.report.gradescope import Beside, Presentation
from autograder.roster.matching import Matches
from autograder.roster.reading import Person, Roster


class Line(Frozen):
    """A grade, whose it is where that is known, and when the work came."""

    grade: Grade
    person: Person | None = None
    submitted: datetime | None = None
    due: datetime | None = None


class Classroom(Frozen):
    """A batch to export. No grade is ever left out of a format: those of nobody stand at its end."""

    assignment: str
    lines: tuple[Line, ...]
    roster: Roster | None = None
    absent: tuple[Person, ...] = ()
    """People of the roster without a submission."""
    language: Language = "es"
    locale: str = "en"
    """How numbers are written."""
    column: str = ""
    """What the platform calls the assignment; empty: its id."""
    title: Text | None = None
    presentation: Presentation = Presentation()
    beside: dict[str, Beside] = {}
    attachments: dict[str, dict[str, bytes]] = {}
    """Files to give back with the feedback, by submission and name."""

    @property
    def by_row(self) -> dict[int, Line]:
        """The lines of matched grades by the person's row of the roster."""
        return {line.person.row: line for line in self.lines if line.person is not None}

    @property
    def nobodys(self) -> tuple[Line, ...]:
        """The lines of grades that could not be given to anybody."""
        return tuple(line for line in self.lines if line.person is None)

    @property
    def max_score(self) -> float:
        """The assignment's maximum score."""
        return max((line.grade.max_score for line in self.lines), default=0.0)

    def number(self, value: float) -> str:
        """A figure as the locale writes it."""
        return decimal(value, self.locale)


class Product(Frozen):
    """A file's content, and what the person at the keyboard should know of it."""

    content: bytes
    notes: tuple[str, ...] = ()


def seated(grades: Sequence[Grade], matches: Matches, times: Mapping[str, datetime] | None = None) -> tuple[Line, ...]:
    """A line for each grade, in order; `times` by submission."""
    given = times or {}
    return tuple(
        Line(
            grade=grade,
            person=matches.people.get(grade.submission),
            submitted=given.get(grade.submission) or (grade.late.submitted if grade.late else None),
            due=grade.late.due if grade.late else None,
        )
        for grade in grades
    )
