"""Canvas' gradebook as it is imported.

The header is the one that Canvas looks for (instructure/canvas-lms, lib/gradebook_importer.rb): `Student`, `ID`, the
SIS columns and `Section` in this order, then the assignment, and below it the row of points possible; see "How do I
import grades in the Gradebook?" of Canvas' instructor guide. An assignment is recognised by the number behind its name,
`TL04 (12345)`; a name without one makes a new assignment. Empty cells change nothing.
"""

import re

from autograder.exports.classroom import Classroom, Line, Product
from autograder.exports.scale import Scale
from autograder.exports.table import number_of, table
from autograder.roster.headers import field_of
from autograder.roster.names import folded
from autograder.roster.reading import Roster

_STUDENT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
_OPTIONAL = ("Integration ID", "Root Account")
_POINTS = "    Points Possible"
_NUMBERED = re.compile(r"\s*\(\d+\)\s*$")


def canvas(classroom: Classroom) -> Product:
    """The whole class; people without a submission have an empty cell."""
    roster = classroom.roster
    titles = [title for title in _STUDENT if title not in _OPTIONAL or (roster and title in roster.header)]
    column = _column(classroom, roster)
    scale = Scale(ours=classroom.max_score, theirs=_points(roster, column) or classroom.max_score)
    rows: list[list[str]] = [[*titles, column], [_POINTS, *[""] * (len(titles) - 1), classroom.number(scale.theirs)]]
    lines = classroom.by_row
    for person in roster.people if roster else ():
        cells = dict(zip(roster.header, roster.rows[person.row], strict=False)) if roster else {}
        known = {
            "Student": person.shown,
            "ID": person.identifier,
            "SIS User ID": person.number,
            "SIS Login ID": person.login or person.email,
            "Section": person.section,
        }
        score = _score(classroom, lines.get(person.row), scale)
        rows.append([*(cells.get(title) or known.get(title, "") for title in titles), score])
    blank = [""] * (len(titles) - 1)
    rows += [[line.grade.submission, *blank, _score(classroom, line, scale)] for line in classroom.nobodys]
    new = (
        () if _NUMBERED.search(column) else (f"Canvas will make a new assignment, {column!r}: --column names another",)
    )
    return Product(content=table(rows), notes=(*scale.note, *new))


def _score(classroom: Classroom, line: Line | None, scale: Scale) -> str:
    return classroom.number(scale.of(line.grade.score)) if line else ""


def _column(classroom: Classroom, roster: Roster | None) -> str:
    """The header of the assignment in the roster, with or without its number; else the name as it is."""
    wanted = [classroom.column] if classroom.column else [classroom.assignment]
    if classroom.title and not classroom.column:
        wanted += [classroom.title.es, classroom.title.en]
    keys = {folded(name) for name in wanted}
    for header in roster.header if roster else ():
        if field_of(header) is None and {folded(header), folded(_NUMBERED.sub("", header))} & keys:
            return header
    return wanted[0]


def _points(roster: Roster | None, column: str) -> float | None:
    """What the roster's own row of points possible says of the assignment."""
    if roster is None or column not in roster.header:
        return None
    place = roster.header.index(column)
    found = [row[place] for row in roster.rows if row[0].startswith(_POINTS.strip()) and place < len(row)]
    return number_of(found[0]) if found else None
