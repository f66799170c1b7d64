"""The student's own words."""

from autograder.checks.prose import own_text, sentences, words
from autograder.model.submission import Cell


def code(source: str, index: int = 3) -> Cell:
    """A code cell."""
    return Cell(index=index, kind="code", source=source)


def test_text_cells_go_before_the_codes_own_words() -> None:
    """And only those that come later count."""
    cells = (
        Cell(index=1, kind="markdown", source="Antes."),
        code('print("uno dos tres cuatro cinco seis siete ocho")'),
        Cell(index=4, kind="markdown", source="Después."),
    )
    assert own_text(cells, 1) == "Después."
    assert own_text(cells, 0) == "Antes.\nDespués."
    assert own_text(cells[:2], 1) == "uno dos tres cuatro cinco seis siete ocho"


def test_what_code_says_is_strings_and_blocks_of_comments() -> None:
    """Labels, scaffolding and broken code say nothing; an f-string says all but its figures."""
    said = own_text(
        [
            code('print("Exactitud:", 0.9)  # el mejor'),
            code("# TODO a.1: carga los datos y prepara las imágenes de entrenamiento y validación"),
            code("# El resultado se parece mucho\n# al de la práctica anterior, como esperaba"),
            code('f"El test llega a {score:.2%}, que es algo más que en la práctica de antes"'),
            code("this is ( no Python"),
        ],
        0,
    )
    assert said.splitlines() == [
        "El resultado se parece mucho al de la práctica anterior, como esperaba",
        "El test llega a  … , que es algo más que en la práctica de antes",
    ]


def test_words_and_sentences() -> None:
    """Figures are no words, and a decimal point ends no sentence."""
    assert words("El 89.44 % es, a mi juicio, bueno") == 5
    assert sentences("Es 0.8944. ¿Bien? Sí\n- uno\n\n- dos") == ("Es 0.8944.", "¿Bien?", "Sí", "- uno", "- dos")


def test_code_nested_too_deep_says_nothing() -> None:
    """Python's parser gives up on it for want of memory."""
    assert own_text([code("-" * 200_000 + "1")], 0) == ""
