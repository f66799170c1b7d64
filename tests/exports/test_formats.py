"""The other formats, and what holds for all of them."""

import json

import pytest
from jsonschema import Draft202012Validator
from report.test_gradescope import SCHEMA

from autograder.errors import UsageError
from autograder.exports.formats import FORMATS
from autograder.exports.gradescope import gradescope
from autograder.exports.markdown import markdown
from autograder.exports.nbgrader import nbgrader
from autograder.exports.plain_csv import plain_csv
from autograder.exports.table import checked_locale, decimal, number_of, safe
from autograder.report.gradescope import Presentation

from .build import GRADEBOOK, classroom, rows


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "moodle-feedback"])
@pytest.mark.parametrize("roster", [None, GRADEBOOK])
def test_no_grade_is_dropped(name: str, roster: str | None) -> None:
    """With a roster or without, every submission is in the file."""
    text = FORMATS[name].write(classroom(roster)).content.decode()
    assert all(part in text.replace("\\", "") for part in ("inigo", "/C calc'!A0"))
    assert "Ana" in text


def test_nbgraders_columns() -> None:
    """Its order, times in UTC, the penalty as a positive number, and zeros for those who handed in nothing."""
    table = rows(nbgrader(classroom(GRADEBOOK)))
    assert table[:2] == [
        ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
         "late_submission_penalty", "score", "max_score"],
        ["tl04", "2026-11-20 22:59:00.000000", "2026-11-21 01:59:00.000000", "S1", "Núñez", "Ana", "", "1", "0.1",
         "0.9", "1"],
    ]  # fmt: skip
    assert table[-1] == ["tl04", "", "", "S2", "Vidal", "Eva", "", "0", "0", "0", "1"]


def test_a_table_for_a_spanish_spreadsheet() -> None:
    """Decimal commas, semicolons, and the mark by which Excel knows UTF-8."""
    product = plain_csv(classroom(locale="es"))
    assert product.content.startswith(b"\xef\xbb\xbf")
    ana, eva = rows(product, ";")[1], rows(product, ";")[-1]
    assert ana[:11] == [
        "Ana Núñez", "Ana Núñez", "11", "ana@uni.example", "G1", "graded", "1", "-0,1", "0,9", "1", "0",
    ]  # fmt: skip
    assert eva[1:7] == ["Eva Vidal", "13", "eva@uni.example", "", "absent", ""]


def test_a_table_for_programs() -> None:
    """Decimal points and commas, without a mark."""
    product = plain_csv(classroom())
    assert product.content.startswith(b"submission,student,")
    assert rows(product)[1][8] == "0.9"


def test_gradescopes_documents_are_valid() -> None:
    """Each is what an autograder would hand over, as the course shows it."""
    shown = Presentation(visibility="after_published")
    document = json.loads(gradescope(classroom(presentation=shown)).content)
    assert [entry["student"] and entry["student"]["email"] for entry in document["submissions"]] == [
        "ana@uni.example",
        "inigo@uni.example",
        None,
    ]
    for entry in document["submissions"]:
        assert list(Draft202012Validator(SCHEMA).iter_errors(entry["results"])) == []
        assert entry["results"]["visibility"] == "after_published"
    assert [one["name"] for one in document["absent"]] == ["Eva Vidal"]


def test_markdown_is_not_steered_by_a_students_words() -> None:
    """A name with a table's sign or a tag is only text."""
    room = classroom(None)
    line = room.lines[1].model_copy(
        update={"grade": room.lines[1].grade.model_copy(update={"submission": "a|<b>[x](y)"})}
    )
    text = markdown(room.model_copy(update={"lines": (line,)})).content.decode()
    assert r"| a\|\<b\>\[x\](y) | calificada | 0,5 de 1 |" in text
    assert "- **0.5 / 1** Tasa de aprendizaje: en parte." in text


@pytest.mark.parametrize(
    ("value", "locale", "text"),
    [(9.5, "es", "9,5"), (9.5, "en", "9.5"), (1234.56789, "es", "1234,5679"), (0.0, "es", "0"), (-0.00001, "en", "0"),
     (10.0, "de_CH", "10"), (0.5, "ar", "0.5")],
)  # fmt: skip
def test_numbers_as_a_locale_writes_them(value: float, locale: str, text: str) -> None:
    """Nothing between thousands, and digits that every importer reads."""
    assert decimal(value, locale) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10,00", 10.0),
        ("100.00", 100.0),
        ("1.000,5", 1000.5),
        ("7", 7.0),
        ("-", None),
        ("", None),
        ("(read only)", None),
    ],
)
def test_figures_of_platforms(text: str, value: float | None) -> None:
    """With a point or a comma."""
    assert number_of(text) == value


@pytest.mark.parametrize("text", ["-", "-0,5", "+34 600 000 000", "Núñez, Ana", "    Points Possible", "", "3"])
def test_harmless_cells_are_as_they_were(text: str) -> None:
    """Nothing is put before them."""
    assert safe(text) == text


@pytest.mark.parametrize("text", ["=1", "+cmd", "-1+cmd|x", "@SUM(1)", "\t=1", "＝1"])
def test_dangerous_cells_are_not(text: str) -> None:
    """They become text."""
    assert safe(text).startswith("'")


@pytest.mark.parametrize("name", ["", "klingon", "../etc"])
def test_an_unknown_locale_is_one_line(name: str) -> None:
    """It says how to write one."""
    with pytest.raises(UsageError, match="no locale is called"):
        checked_locale(name)
