"""Learning platforms' tables."""

from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.roster.reading import parse_roster, read_roster

MOODLE_ES = (
    'Identificador,"Nombre completo","Número de ID","Dirección de correo",Estado,Calificación,"Calificación máxima",'
    '"La calificación puede cambiarse","Última modificación (entrega)","Última modificación (calificación)"\n'
    'Participante4711,"Ana Núñez",100,ana@uni.example,"Enviado para calificar",,"10,00",Sí,'
    '"viernes, 20 de noviembre de 2026, 22:51",-\n'
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,TL04 (123)\n"
    '    Points Possible,,,,,10\n"Núñez, Ana",77,S1,ana,Grupo 1,\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    """As platforms export and spreadsheets save."""
    path = tmp_path / "clase.csv"
    path.write_bytes(
        f"Apellidos{separator}Nombre{separator}Correo\nNúñez{separator}Íñigo{separator}a@b\n".encode(encoding)
    )
    person = read_roster(path).people[0]
    assert (person.family, person.given, person.email) == ("Núñez", "Íñigo", "a@b")
    assert person.shown == "Íñigo Núñez"


def test_quotes_of_windows_survive(tmp_path: Path) -> None:
    """What Excel calls Latin-1 has a euro and curly quotes."""
    path = tmp_path / "clase.csv"
    path.write_bytes("Name\nO\u2019Neill Núñez\n".encode("cp1252"))
    assert read_roster(path).people[0].name == "O\u2019Neill Núñez"


def test_moodles_worksheet_in_spanish() -> None:
    """Every column is found, and the participant's number."""
    roster = parse_roster(MOODLE_ES, "m.csv")
    person = roster.people[0]
    assert (person.participant, person.number, person.email) == ("4711", "100", "ana@uni.example")
    assert person.submitted == "viernes, 20 de noviembre de 2026, 22:51"
    assert roster.cell(0, "maximum") == "10,00"
    assert {"grade", "locked", "graded", "status"} <= set(roster.columns)


def test_canvas_gradebook() -> None:
    """The row of maximum scores is kept and is nobody."""
    roster = parse_roster(CANVAS, "c.csv")
    assert len(roster.rows) == 2
    assert [(one.row, one.identifier, one.number, one.login, one.section) for one in roster.people] == [
        (1, "77", "S1", "ana", "Grupo 1")
    ]
    assert "Ana Núñez" in roster.people[0].named


def test_excels_first_line_is_passed_over() -> None:
    """`sep=;` is no header."""
    assert parse_roster("sep=;\nNombre completo;Correo\nAna;a@b\n", "x").people[0].name == "Ana"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"a,b\n1,2\n", "no column says who is who: its first line has 'a', 'b'"),
        (b"PK\x03\x04", "save it as CSV"),
    ],
)
def test_what_is_no_roster_is_one_line(tmp_path: Path, data: bytes, said: str) -> None:
    """It says what is wrong and which file."""
    path = tmp_path / "clase.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=said) as error:
        read_roster(path)
    assert str(error.value).startswith(str(path))


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    """As for any other path."""
    with pytest.raises(UsageError, match="No such file"):
        read_roster(tmp_path / "gone.csv")
