"""The table that `nbgrader export` writes, so that what reads nbgrader's grades reads ours.

Columns and their order are those of nbgrader's CsvExportPlugin (nbgrader/plugins/export.py,
https://nbgrader.readthedocs.io/en/stable/plugins/export-plugin.html): a row for everybody, zeros for those who handed
in nothing, times in UTC, and the penalty as a positive number.
"""

from datetime import UTC, datetime

from autograder.exports.classroom import Classroom, Line, Product
from autograder.exports.table import table
from autograder.roster.reading import Person

_HEADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def nbgrader(classroom: Classroom) -> Product:
    """One row for each submission, then one of zeros for each person without."""
    number, most = classroom.number, classroom.number(classroom.max_score)
    rows = [
        (
            classroom.assignment,
            _time(line.due),
            _time(line.submitted),
            *_who(line),
            number(line.grade.earned),
            number(line.grade.late.points if line.grade.late else 0.0),
            number(line.grade.score),
            number(line.grade.max_score),
        )
        for line in classroom.lines
    ]
    nothing = (number(0.0),) * 3
    rows += [(classroom.assignment, "", "", *_named(person), *nothing, most) for person in classroom.absent]
    return Product(content=table([_HEADER, *rows]))


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if moment else ""


def _who(line: Line) -> tuple[str, str, str, str]:
    return _named(line.person) if line.person else (line.grade.submission, "", "", "")


def _named(person: Person) -> tuple[str, str, str, str]:
    """Id, surname, name and address; a name in one column is taken apart only where a comma does it."""
    identifier = person.number or person.login or person.participant or person.email or person.shown
    family, given = person.family, person.given
    if not (family or given):
        left, comma, right = person.name.partition(",")
        family, given = (left.strip(), right.strip()) if comma else ("", person.name)
    return identifier, family, given, person.email
