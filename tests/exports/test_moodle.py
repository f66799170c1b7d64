"""Moodle's grading worksheet."""

from autograder.exports.moodle import moodle

from .build import WORKSHEET, classroom, rows


def test_the_worksheet_is_filled_in() -> None:
    """Its own columns, words and order; comments and texts stay out, so that Moodle keeps them."""
    header, ana, inigo, eva, nobody = rows(moodle(classroom()))
    assert header == [
        "Identificador", "Nombre completo", "Dirección de correo", "Estado", "Grupo", "Calificación",
        "Calificación máxima", "La calificación puede cambiarse", "Última modificación (entrega)",
        "Última modificación (calificación)",
    ]  # fmt: skip
    assert ana[0] == "Participante11"
    assert ana[8:] == ["viernes, 20 de noviembre de 2026, 22:51", "-"]
    assert [line[5] for line in (ana, inigo, eva, nobody)] == ["9", "5", "", "0"]


def test_scores_are_brought_to_moodles_scale_and_that_is_told() -> None:
    """0.9 of 1 is 9 of 10; a grade that Moodle has locked is named."""
    notes = moodle(classroom()).notes
    assert notes[0] == "the platform counts to 10: scores of 1 are scaled"
    assert notes[1].startswith("Moodle has locked the grade of =HYPERLINK")


def test_the_same_scale_is_left_alone() -> None:
    """The usual case."""
    product = moodle(classroom(WORKSHEET.replace("10,00", "1,00"), locale="es"))
    assert [line[5] for line in rows(product)[1:]] == ["0,9", "0,5", "", "0"]
    assert not any("scaled" in note for note in product.notes)


def test_no_cell_is_a_formula() -> None:
    """Neither a student's file name nor a name on the platform."""
    cells = [cell for line in rows(moodle(classroom())) for cell in line]
    assert [cell for cell in cells if cell[:1] in "=+-@" and cell not in {"", "-"}] == []
    assert "'=cmd|' /C calc'!A0" in cells


def test_without_a_worksheet_one_is_made() -> None:
    """From another roster; what the folders' names tell is used, and what is lacking is told."""
    product = moodle(classroom("Name,Email\nAna Núñez,ana@x\n", language="en"))
    header, ana, inigo, _nobody = rows(product)
    assert header[:2] == ["Identifier", "Full name"]
    assert header[5:8] == ["Grade", "Maximum Grade", "Grade can be changed"]
    assert ana[1:4] == ["Ana Núñez", "", "ana@x"]
    assert ana[5:9] == ["0.9", "1", "Yes", "21 November 2026, 02:59"]
    assert inigo[0] == "Participant 12"
    assert product.notes == (
        "2 rows have no identifier, and Moodle passes over them: --roster takes its own worksheet",
    )
