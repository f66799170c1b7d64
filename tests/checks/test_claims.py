"""Comparisons in sentences."""

import time

import pytest

from autograder.checks.claims import Reference, claim, results
from autograder.checks.told import folded, told

OWN = told("test: 89.44% val: 90.10%")
GIVEN = told("89,45 % 88,3 %")
TL04 = Reference(value=0.8945, margin=0.01, alike=0.02)


def says(sentence: str, own: str = "") -> bool | None:
    """Whether the figures agree with a sentence; None where nothing plain is said."""
    last = told(folded(own))[0] if own else OWN[0]
    found = claim(folded(sentence), OWN, GIVEN, last, TL04, 0.02)
    return None if found is None else found.true


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("Con un 87,10 % mejora el 89,45 % de TL04.", False),
        ("El 89,44 % es mejor que el 88,3 % anterior.", True),
        ("89,44 % queda por debajo de 88,3 %.", False),
        ("El 89,44 % es prácticamente igual al 89,45 % de TL04.", True),
        ("El 89,44 % es similar al 70,2 % de TL04.", False),
        ("An accuracy of 89.44% is better than the 88.3% of the first network.", True),
        ("Frente al 89,45 % de TL04, el 89,44 % es peor que lo que había.", None),
        ("El resultado (89,44 %) supera el 89 % de antes.", True),
        ("89,44 % improved on 91.2%", False),
        ("TL04 (89,45 %) es superior al 89,44 %.", True),
    ],
)
def test_two_figures_and_a_comparison(sentence: str, true: bool | None) -> None:
    """What stands left of the comparison is better, worse or like what stands right of it."""
    assert says(sentence) is true


@pytest.mark.parametrize(
    ("sentence", "own", "true"),
    [
        ("El resultado mejora claramente el de la práctica anterior.", "85,0 %", False),
        ("El resultado mejora ligeramente el de la práctica anterior.", "89,4 %", True),
        ("El resultado es mucho peor que el anterior.", "92,0 %", False),
        ("La exactitud es parecida a la de TL04.", "89,1 %", True),
        ("La exactitud es parecida a la de TL04.", "70,1 %", False),
        ("It is better than before, with 95.2%.", "85,0 %", True),
        ("El modelo mejora mucho.", "30,0 %", None),
        ("En MNIST mejora el resultado anterior.", "85,0 %", None),
    ],
)
def test_without_a_figure_the_reference_is_meant(sentence: str, own: str, true: bool | None) -> None:
    """But only where the sentence speaks of earlier work, and never by less than the margin."""
    told_own = folded(own).replace(",", ".")
    assert says(sentence, told_own) is (True if "95.2" in sentence else true)


@pytest.mark.parametrize(
    "sentence",
    [
        "No mejora el 89,45 % de TL04 con 87,1 %.",
        "La pérdida de 0,62 es menor que 0,55 y 0,61.",
        "El tiempo mejora: 87 % frente a 89 %.",
        "Casi igual: 87,1 % y 99,9 %.",
        "Si mejora 87,1 % a 89,5 %, bien.",
        "Es mejor que antes pero peor que 95,1 % y 70,2 %.",
        "Mejora de 70,1 % a 89,44 %.",
        "El mejor valor es 0,05.",
    ],
)
def test_what_is_not_plain_is_left_alone(sentence: str) -> None:
    """Negations, conditions, losses, times, two directions, and an order of figures that is not sure."""
    assert says(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("La exactitud en test es del 89,44 %.", 1),
        ("Se obtiene más de 85,5 % de acierto.", 0),
        ("Casi un 89,9 %, cerca del 90,1 %.", 0),
        ("Un 90 % de exactitud.", 0),
        ("En TL04 obtuve un 89,02 % en test.", 0),
        ("La exactitud (95,2 %) mejora mucho la de TL04.", 1),
        ("Con momentum 0,95 y beta 0.999.", 0),
        ("La exactitud sube a 0,8944.", 1),
    ],
)
def test_which_figures_are_given_as_own_results(sentence: str, figures: int) -> None:
    """Not what is rounded, hedged, or said of earlier work."""
    assert len(results(folded(sentence))) == figures


def test_thousands_of_figures_are_read_in_no_time() -> None:
    """A hostile text of a single sentence does not hold the grader up."""
    start = time.process_time()
    assert len(results(folded("exactitud " + "89,44 % y " * 4000))) == 4000
    assert time.process_time() - start < 10
