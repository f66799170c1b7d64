"""Canvas' gradebook."""

from autograder.exports.canvas import canvas

from .build import GRADEBOOK, classroom, rows


def test_the_gradebook_that_was_exported_is_filled_in() -> None:
    """The assignment is found by its name, its number stays, and scores are on its scale."""
    product = canvas(classroom(GRADEBOOK))
    assert rows(product) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Root Account", "Section", "TL04 (222)"],
        ["    Points Possible", "", "", "", "", "", "100"],
        ["Núñez, Ana", "77", "S1", "ana", "uni.example", "Grupo 1", "90"],
        ["Vidal, Eva", "78", "S2", "eva", "uni.example", "Grupo 1", ""],
        ["inigo", "", "", "", "", "", "50"],
        ["'=cmd|' /C calc'!A0", "", "", "", "", "", "0"],
    ]
    assert product.notes == ("the platform counts to 100: scores of 1 are scaled",)


def test_another_column_may_be_named() -> None:
    """By its whole header or without the number; a new name makes a new assignment, and that is told."""
    assert rows(canvas(classroom(GRADEBOOK, column="tl03")))[0][-1] == "TL03 (111)"
    product = canvas(classroom(GRADEBOOK, column="Práctica nueva"))
    assert rows(product)[0][-1] == "Práctica nueva"
    assert product.notes == ("Canvas will make a new assignment, 'Práctica nueva': --column names another",)


def test_the_header_is_one_that_canvas_takes() -> None:
    """The rules of its importer: Student and ID first, Section last before the assignments."""
    header = rows(canvas(classroom()))[0]
    assert (header[0], header[1], header[-2]) == ("Student", "ID", "Section")
