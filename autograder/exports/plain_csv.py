"""A table of our own: everything that is known of each submission and person, for a spreadsheet."""

from autograder.exports.classroom import Classroom, Line, Product
from autograder.exports.table import table, writes_comma
from autograder.report.labels import causes
from autograder.roster.reading import Person

_HEADER = (
    "submission", "student", "number", "email", "section", "status", "earned", "late", "score", "max_score",
    "provisional", "submitted", "causes",
)  # fmt: skip
ABSENT = "absent"
"""The status of people who handed in nothing."""


def plain_csv(classroom: Classroom) -> Product:
    """One row for each submission, then one for each person without; semicolons where the locale has a comma."""
    comma = writes_comma(classroom.locale)
    rows = [_row(classroom, line) for line in classroom.lines]
    missing = [("", *_who(person), ABSENT, "", "", "", "", "", "", "") for person in classroom.absent]
    return Product(content=table([_HEADER, *rows, *missing], separator=";" if comma else ",", bom=comma))


def _row(classroom: Classroom, line: Line) -> tuple[str, ...]:
    grade = line.grade
    return (
        grade.submission,
        *(_who(line.person) if line.person else ("",) * 4),
        grade.status,
        classroom.number(grade.earned),
        classroom.number(-grade.late.points if grade.late else 0.0),
        classroom.number(grade.score),
        classroom.number(grade.max_score),
        classroom.number(grade.provisional),
        line.submitted.isoformat(sep=" ", timespec="seconds") if line.submitted else "",
        " ".join(causes(grade)),
    )


def _who(person: Person) -> tuple[str, str, str, str]:
    return person.shown, person.number or person.login or person.participant, person.email, person.section
