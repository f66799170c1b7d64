"""Moodle's grading worksheet, as "Upload grading worksheet" of an assignment imports it.

Moodle finds three columns by their names in the language of whoever imports, `Identifier`, `Grade` and `Last modified
(grade)`, and people by the number at the end of the identifier (moodle/moodle, mod/assign/feedback/offline/
importgradeslib.php; https://docs.moodle.org/en/Assignment_settings#Feedback_types). So the worksheet that was
downloaded is filled in: its own words, its own order. Columns of texts and comments are left out, and Moodle leaves
them alone.

Moodle reads a decimal point in every language, and a comma only where the language has it.
"""

from datetime import datetime

from babel.dates import format_datetime

from autograder.exports.classroom import Classroom, Line, Product
from autograder.exports.scale import Scale
from autograder.exports.table import number_of, table
from autograder.model.base import Text
from autograder.roster.headers import Field
from autograder.roster.reading import Roster

_COLUMNS: tuple[tuple[Field, Text], ...] = (
    ("identifier", Text(es="Identificador", en="Identifier")),
    ("name", Text(es="Nombre completo", en="Full name")),
    ("number", Text(es="Número de ID", en="ID number")),
    ("email", Text(es="Dirección de correo", en="Email address")),
    ("status", Text(es="Estado", en="Status")),
    ("grade", Text(es="Calificación", en="Grade")),
    ("maximum", Text(es="Calificación máxima", en="Maximum Grade")),
    ("locked", Text(es="La calificación puede cambiarse", en="Grade can be changed")),
    ("submitted", Text(es="Última modificación (entrega)", en="Last modified (submission)")),
    ("graded", Text(es="Última modificación (calificación)", en="Last modified (grade)")),
)
_KEPT: frozenset[Field] = frozenset({*(field for field, _ in _COLUMNS), "section"})
_PARTICIPANT = Text(es="Participante", en="Participant ")
_SUBMITTED = Text(es="Enviado para calificar", en="Submitted for grading")
_NOTHING = Text(es="No entregado", en="No submission")
_YES = Text(es="Sí", en="Yes")
_NO = frozenset({"no"})


def moodle(classroom: Classroom) -> Product:
    """The worksheet with grades; people without a submission have an empty grade, which Moodle passes over."""
    roster = classroom.roster
    if roster is not None and {"identifier", "grade"} <= set(roster.columns):
        return _filled(classroom, roster)
    return _made(classroom)


def _filled(classroom: Classroom, roster: Roster) -> Product:
    """The worksheet that was downloaded, with the grades in it."""
    kept: dict[int, Field] = {place: field for field, place in sorted(roster.columns.items()) if field in _KEPT}
    places = sorted(kept)
    lines = classroom.by_row
    rows = [[roster.header[place] for place in places]]
    notes: dict[str, None] = {}
    for row in range(len(roster.rows)):
        cells = {field: roster.cell(row, field) for field in kept.values()}
        line = lines.get(row)
        if line is not None:
            scale = Scale(ours=line.grade.max_score, theirs=number_of(cells.get("maximum", "")) or line.grade.max_score)
            cells["grade"] = classroom.number(scale.of(line.grade.score))
            notes.update(dict.fromkeys(scale.note))
            if cells.get("locked", "").casefold() in _NO:
                notes[f"Moodle has locked the grade of {cells.get('name') or line.grade.submission}"] = None
        rows.append([cells[kept[place]] for place in places])
    for line in classroom.nobodys:
        own = {"name": line.grade.submission, "grade": classroom.number(line.grade.score)}
        rows.append([own.get(kept[place], "") for place in places])
    return Product(content=table(rows), notes=tuple(notes))


def _made(classroom: Classroom) -> Product:
    """A worksheet of our own, from what the roster and the names of Moodle's folders tell."""
    language = classroom.language
    rows = [[text.to(language) for _, text in _COLUMNS]]
    rows += [_row(classroom, line) for line in classroom.lines]
    for person in classroom.absent:
        identifier = person.identifier
        rows.append(
            [identifier, person.shown, person.number, person.email, _NOTHING.to(language), "",
             classroom.number(classroom.max_score), _YES.to(language), "-", "-"]
        )  # fmt: skip
    lacking = sum(not row[0] for row in rows[1:])
    note = f"{lacking} rows have no identifier, and Moodle passes over them: --roster takes its own worksheet"
    return Product(content=table(rows), notes=(note,) if lacking else ())


def _row(classroom: Classroom, line: Line) -> list[str]:
    grade, person, language = line.grade, line.person, classroom.language
    identifier = person.identifier if person else ""
    if not identifier and grade.participant:
        identifier = f"{_PARTICIPANT.to(language)}{grade.participant}"
    return [
        identifier,
        person.shown if person else grade.submission,
        person.number if person else "",
        person.email if person else "",
        _SUBMITTED.to(language),
        classroom.number(grade.score),
        classroom.number(grade.max_score),
        _YES.to(language),
        _time(line.submitted, classroom),
        "-",
    ]


def _time(moment: datetime | None, classroom: Classroom) -> str:
    if moment is None:
        return "-"
    told: str = format_datetime(moment, "d MMMM y, HH:mm", tzinfo=moment.tzinfo, locale=classroom.language)
    return told
