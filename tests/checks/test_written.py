"""`written`: the student's conclusion, held against the student's own figures."""

from typing import Any

import pytest
from pydantic import ValidationError

from autograder.checks.written import WrittenSettings, written
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.grade import Verdict
from autograder.model.submission import Cell

from .build import case, causes, honest, without

TL04 = {"value": 0.8945, "name": {"es": "TL04", "en": "TL04"}}
STATEMENT = Cell(index=0, kind="markdown", source="En TL04 el test llegó al 89,45 %; la primera red, al 88,0 %.")
PRINTED = "accuracy: 0.9312 - loss: 0.19\nTest: 89.44%, 0.3152"
RIGHT = "La exactitud en test es del 89,44 %, prácticamente igual al 89,45 % que se obtuvo en la práctica anterior."
"""The search of the honest run is in cell 1."""


def judged(*texts: str, printed: str = PRINTED, kind: str = "markdown", at: int = 5, **settings: Any) -> Verdict:
    """The verdict on texts written after a cell that printed these results."""
    own = [Cell(index=2, kind="code", source="evaluate()", stored_output=printed)]
    own += [Cell(index=at + i, kind=kind, source=text) for i, text in enumerate(texts)]  # type: ignore[arg-type]
    seen = case(honest()).model_copy(update={"written": tuple(own), "cells": (STATEMENT, *own)})
    return written(seen, spec(settings))


def spec(settings: dict[str, Any]) -> CheckSpec:
    """A line of the rubric."""
    given = {"reference": TL04, "words": 8} | settings
    return CheckSpec(id="a.text", question="a", kind="written", points=2.0, title=Text(es="x", en="x"), settings=given)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "El mejor modelo llega a 0,8944 en el conjunto de test; con 93,1 % en validación se ve algo de sobreajuste.",
        "Test accuracy is 89.4 %, slightly above the 88.0 % of the first network. It does not reach 95 %.",
        "Se alcanza un **89,44 %**. En mi TL04 había obtenido un 89,02 %, así que apenas cambia nada, como esperaba.",
        "Con $89{,}44\\,\\%$ el resultado mejora el 88,0 % de la primera red y es similar al de la práctica anterior.",
        "El resultado es muy parecido al de la práctica anterior, como cabía esperar de una red tan sencilla.",
    ],
)
def test_honest_conclusions_pass(text: str) -> None:
    """Rounded, in either language, with figures of earlier work, or with a comparison alone."""
    verdict = judged(text)
    assert verdict.verdict == "pass", verdict.message.es


@pytest.mark.parametrize(
    "text",
    [
        "La exactitud en test es del 95,23 %, un resultado excelente para una red tan sencilla como esta.",
        "Con un 89,44 % en test, la red mejora el 91,2 % que se obtuvo antes con el planificador.",
        "El 89,44 % está claramente por debajo de 88,0 %, el resultado de la primera red.",
        "La exactitud (95,2 %) mejora mucho la de TL04 gracias a la nueva inicialización de los pesos.",
    ],
)
def test_a_plain_contradiction_is_named(text: str) -> None:
    """Figures that nobody printed, and comparisons that the figures themselves refute; it costs half."""
    verdict = judged(text)
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("partial", 0.5, ["conclusion-contradicts"])


def test_the_reference_contradicts_what_is_far_from_it() -> None:
    """Own results of 80 % are not better than TL04; results near it may be called what one likes."""
    text = "El resultado es mejor que el de la práctica anterior, gracias a la inicialización elegida."
    assert causes(judged(text, printed="Test: 80.12%")) == ["conclusion-contradicts"]
    assert judged(text, printed="Test: 89.12%").verdict == "pass"


def test_without_stored_results_only_the_form_is_judged() -> None:
    """And it is said that nothing was compared; a comparison of two figures is judged all the same."""
    verdict = judged(RIGHT.replace("89,44", "89,90"), printed="")
    assert verdict.verdict == "pass"
    assert "keeps no results" in verdict.message.en
    false = judged("Con un 87,10 % en test se mejora mucho; mejora el 89,45 % de TL04 con un 87,10 %.", printed="")
    assert false.verdict == "pass"
    plain = judged("Con un 87,10 % en test, esta red mejora el 89,45 % de la práctica anterior.", printed="")
    assert causes(plain) == ["conclusion-contradicts"]


def test_a_text_without_figures_is_read_by_a_person() -> None:
    """Its points are granted until then."""
    verdict = judged("La inicialización elegida me parece adecuada y el entrenamiento ha sido estable y rápido.")
    assert (verdict.verdict, verdict.credit) == ("undetermined", 1.0)
    assert "by hand" in verdict.message.en


def test_a_long_output_that_was_cut_accuses_nobody() -> None:
    """The figure may have stood in what is missing."""
    verdict = judged("La exactitud en test es del 95,23 %, un resultado excelente.", printed=f"{PRINTED}\n[…]\n")
    assert verdict.verdict == "undetermined"


@pytest.mark.parametrize(
    ("texts", "settings", "credit"),
    [
        ((), {}, 0.0),
        (("Bien.",), {}, 0.5),
        ((RIGHT,), {"words": 200}, 0.5),
        ((RIGHT,), {"topics": [{"any": ["epoca", "epoch"], "name": {"es": "x", "en": "x"}}]}, 0.75),
    ],
)
def test_what_is_missing_of_the_form(texts: tuple[str, ...], settings: dict[str, Any], credit: float) -> None:
    """No text, a short one, one that leaves something out."""
    verdict = judged(*texts, **settings)
    assert (verdict.credit, causes(verdict)[0]) == (credit, "conclusion-missing")


def test_topics_are_found_in_any_spelling() -> None:
    """Accents and case do not matter."""
    topic = {"any": ["epoca"], "name": {"es": "x", "en": "x"}}
    assert (
        judged("He reducido las Épocas de cien a treinta para que tarde menos.", numbers=False, topics=[topic]).credit
        == 1
    )


def test_a_text_that_speaks_of_what_was_asked_needs_no_figures() -> None:
    """Unless it was to be compared with an earlier result."""
    text, topic = "He reducido las épocas de cien a treinta.", {"any": ["epoca"], "name": {"es": "x", "en": "x"}}
    assert judged(text, words=5, topics=[topic], reference=None).verdict == "pass"
    assert judged(text, words=5, topics=[topic]).verdict == "undetermined"


def test_where_the_text_stands() -> None:
    """A text before the search is no conclusion, unless anything goes."""
    assert causes(judged(RIGHT, at=0)) == ["conclusion-missing"]
    assert judged(RIGHT, at=0, where="anywhere").verdict == "pass"


def test_a_printed_conclusion_or_a_comment_will_do() -> None:
    """Where there is no text cell; labels of printed results are none."""
    assert judged(f'print("{RIGHT}")', kind="code").verdict == "pass"
    commented = "\n".join(
        f"# {part}" for part in ("Conclusión: la exactitud en test del", "89,44 % es parecida a TL04 y basta")
    )
    assert judged(commented, kind="code").verdict == "pass"
    assert causes(judged('print("Exactitud en test:", score)', kind="code")) == ["conclusion-missing"]


def test_without_a_search_there_is_nothing_to_conclude() -> None:
    """The missing search is named."""
    seen = case(without(honest(), "searches"))
    assert causes(written(seen, spec({}))) == ["search-missing"]


@pytest.mark.parametrize("wrong", [{"topics": [{"any": ["("], "name": {"es": "x", "en": "x"}}]}, {"where": "before"}])
def test_slips_in_a_rubric_are_errors(wrong: dict[str, Any]) -> None:
    """No regular expression, no place."""
    with pytest.raises(ValidationError):
        WrittenSettings.model_validate(wrong)


def test_a_false_sentence_is_quoted_as_it_was_written() -> None:
    """With its capitals and accents, not as it was folded to be compared."""
    said = "La exactitud del 89,44 % mejora el 91,20 % que se obtuvo en la práctica TL04 con el planificador."
    verdict = judged(said)
    assert said.removesuffix(".") in verdict.message.es
