"""A learning platform's table of students, as it was exported or as a spreadsheet saved it."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.base import Frozen
from autograder.roster.headers import WHO, Field, field_of

_SEPARATORS = (",", ";", "\t")
_NO_PERSON = re.compile(r"^\s*(points possible|puntos posibles)\b", re.IGNORECASE)
"""Canvas' row of maximum scores, below the header."""
_NUMBER = re.compile(r"(\d+)\s*$")


class Person(Frozen):
    """One row of the table. `row` is its place among the rows, and what the table does not have is empty."""

    row: int
    name: str = ""
    given: str = ""
    family: str = ""
    identifier: str = ""
    number: str = ""
    login: str = ""
    email: str = ""
    section: str = ""
    submitted: str = ""
    submission: str = ""

    @property
    def participant(self) -> str:
        """The number at the end of Moodle's `Participant 12345`, or the platform's id as it stands."""
        found = _NUMBER.search(self.identifier)
        return found[1] if found else self.identifier

    @property
    def shown(self) -> str:
        """The name as it stands in the table; else whatever says who it is."""
        whole = self.name or " ".join(part for part in (self.given, self.family) if part)
        return whole or self.email or self.number or self.login or self.identifier or self.submission

    @property
    def named(self) -> tuple[str, ...]:
        """Every way in which the table writes the name."""
        pairs = ((self.given, self.family), (self.family, self.given))
        both = [" ".join(part for part in pair if part) for pair in pairs]
        return tuple(dict.fromkeys(name for name in (self.name, *both, *self._turned) if name))

    @property
    def _turned(self) -> tuple[str, ...]:
        """`Núñez, Ana` with the name first."""
        family, comma, given = self.name.partition(",")
        return (f"{given.strip()} {family.strip()}",) if comma else ()


class Roster(Frozen):
    """A table: its header, its rows as they stand (of Canvas also those that are no people), and who is in it."""

    source: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: dict[Field, int]
    people: tuple[Person, ...]

    def cell(self, row: int, field: Field) -> str:
        """What stands in a row's column; empty where the table has none."""
        column = self.columns.get(field)
        return "" if column is None or column >= len(self.rows[row]) else self.rows[row][column].strip()


def read_roster(path: Path) -> Roster:
    """The table in a CSV file: UTF-8 with or without a mark, UTF-16 with one, or Latin-1; with `,`, `;` or tabs.

    Raises UsageError where it cannot be read, is a spreadsheet's own format, or has no column that says who is who.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise UsageError(f"{path}: a spreadsheet's own format: save it as CSV")
    return parse_roster(_text(data), str(path))


def parse_roster(text: str, source: str) -> Roster:
    """The table in a text; `source` begins every complaint."""
    lines = text.splitlines(keepends=True)
    if lines and lines[0].strip().lower().startswith("sep="):  # Excel's own first line
        lines = lines[1:]
    tables = [_table("".join(lines), separator, source) for separator in _SEPARATORS]
    table = max(tables, key=lambda rows: (_known(rows), len(rows[0]) if rows else 0))
    if not table:
        raise UsageError(f"{source}: the file is empty")
    header, *rows = table
    columns = _columns(header)
    if not WHO & set(columns):
        raise UsageError(
            f"{source}: no column says who is who: its first line has {', '.join(map(repr, header))}; known are "
            "'Full name', 'Nombre completo', 'Student', 'Email', 'ID number', 'Apellidos' and others in docs/exports.md"
        )
    roster = Roster(source=source, header=tuple(header), rows=tuple(map(tuple, rows)), columns=columns, people=())
    return roster.model_copy(update={"people": tuple(_people(roster))})


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")  # what "Latin-1" means on Windows: the same letters, and quotes and the euro
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _table(text: str, separator: str, source: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UsageError(f"{source}: not a table of values: {error}") from error
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _known(rows: Sequence[Sequence[str]]) -> int:
    return sum(field_of(header) is not None for header in rows[0]) if rows else 0


def _columns(header: Sequence[str]) -> dict[Field, int]:
    """Where each field stands; of columns for the same field the first."""
    columns: dict[Field, int] = {}
    for place, name in enumerate(header):
        field = field_of(name)
        if field is not None:
            columns.setdefault(field, place)
    return columns


def _people(roster: Roster) -> list[Person]:
    people = []
    for row in range(len(roster.rows)):
        values = {field: roster.cell(row, field) for field in roster.columns if field in Person.model_fields}
        person = Person(row=row, **values)
        if any(roster.cell(row, field) for field in WHO) and not _NO_PERSON.match(person.name):
            people.append(person)
    return people
