"""Feedback as plain text."""

import unicodedata

import pytest

from autograder.model.base import Language
from autograder.report.labels import causes
from autograder.report.text import feedback

from .build import TITLE, check, finding, grade, late_by_a_day, mixed, rejected, same

MIXED = """\
TL04 · Ajuste del entrenamiento
Entrega: Ana Núñez
Estado:  por revisar
Nota:    2,5 de 4 (provisional, 1 sin determinar)

Motivo: La máquina se quedó sin memoria.
La nota es provisional: una persona revisará esta entrega. Lo que ha quedado
sin determinar no resta puntos.

── Apartados ───────────────────────────────────────────────────────────────
a) Búsqueda                                                          2,5 / 4

✓ Tasa de aprendizaje                                                  1 / 1
  Correcto. Varía entre 6e-05 y 2.6e-04.

~ Tamaño del lote                                                    0,5 / 1
  En parte. 64 … 256
  Consejo: Pasa el callback a search(), no a fit(): si no, la búsqueda no lo
  usa y cada prueba gasta todas sus épocas aunque ya no mejore.

✗ La búsqueda de la parte A usa EarlyStopping con los ajustes que      0 / 1
  pide el enunciado
  Incorrecto. EarlyStopping: –
  Consejo: Pasa el callback a search(), no a fit(): si no, la búsqueda no lo
  usa y cada prueba gasta todas sus épocas aunque ya no mejore.

? Tasa de aprendizaje                                                  1 / 1
  Sin determinar. —

── Qué se ha encontrado ────────────────────────────────────────────────────
  • Rango de búsqueda (celda 7): 0.1 … 1
  • Parada temprana sin usar: EarlyStopping

── Qué se ha arreglado al leer el fichero ──────────────────────────────────
  • Celdas sin identificador: 3.

── Cómo leer este informe ──────────────────────────────────────────────────
  ✓ correcto · ~ en parte · ✗ incorrecto · ? sin determinar
  Tu cuaderno se ha ejecutado entero, con menos datos y con semillas fijas,
  y se juzga por lo que ocurrió al ejecutarlo. Solo los apartados puntúan;
  lo encontrado explica el porqué. Las celdas se cuentan desde 1, incluidas
  las de texto.
"""

REJECTED = """\
Submission: eva
Status:     rejected
Score:      0 of 10

Reason: This is a PDF, not a notebook.
The submission could not be read, so it was neither run nor
graded. Mend what is said here and hand it in again.
"""


def test_every_part_in_spanish() -> None:
    """Header, review, rubric, causes, repairs and legend, exactly."""
    assert feedback(mixed(), title=TITLE) == MIXED


def test_rejected_in_english() -> None:
    """A rejected file gets its reason and what to do, exactly."""
    assert feedback(rejected(), "en", width=60) == REJECTED


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["es", "en"])
def test_lines_fit(width: int, language: Language) -> None:
    """No line is longer than asked for."""
    assert all(len(line) <= width for line in feedback(mixed(), language, width=width).split("\n"))


def test_students_strings_are_harmless() -> None:
    """Escapes and line ends in names and messages do not reach the terminal."""
    nasty = "\x1b[2J\x07a\nNota: 10\u202e"
    one = grade(
        nasty,
        check(message=same(nasty), title=same(nasty)),
        reason=same(nasty),
        findings=(finding(message=nasty),),
        repairs=(same(nasty),),
    )
    text = feedback(one, title=same(nasty))
    assert all(char == "\n" or unicodedata.category(char)[0] != "C" for char in text)
    assert "\nNota: 10" not in text


def test_hints_stand_apart_from_findings() -> None:
    """They cost nothing and are told so; the table of causes leaves them out."""
    hint = finding("dead-units", message="55 %").model_copy(update={"hint": True})
    one = grade("ana", check(), findings=(finding(), hint))
    found, hints = feedback(one, "en").split("── What was found ")[1].split("── Hints that cost no points ")
    assert "Range of the search" in found
    assert "Dead units" in hints
    assert "Dead units" not in found
    assert causes(one) == ("range-wrong",)


def test_without_rubric() -> None:
    """Places that show the checks themselves get the rest."""
    text = feedback(mixed(), "en", rubric=False)
    assert "Batch size" not in text
    assert "Range of the search" in text


def test_what_handing_in_late_cost_stands_above_the_score() -> None:
    """What was earned, what is taken and why, and what is left."""
    told = feedback(late_by_a_day("ana", check()), "es").splitlines()
    assert told[2:6] == [
        "Obtenido: 1 de 1",
        "Retraso:  Entregado 3 h después del plazo (20 nov 2026, 23:59): −0,1, el 10",
        "          % de la nota máxima (10 % × 1 día empezado).",
        "Nota:     0,9 de 1",
    ]
