"""Words, signs and figures."""

from typing import get_args

import pytest

from autograder.model.grade import Status, VerdictName
from autograder.report.labels import SIGN, STATUS, STATUS_MEANS, VERDICT, causes, cell_text, number, score_text

from .build import finding, grade


def test_every_verdict_and_status_has_its_words() -> None:
    """No verdict and no status is without a label in either language."""
    assert list(VERDICT) == list(SIGN) == list(get_args(VerdictName))
    assert list(STATUS) == list(STATUS_MEANS) == list(get_args(Status))
    assert [label.es for label in VERDICT.values()] == ["correcto", "en parte", "incorrecto", "sin determinar"]
    assert len(set(SIGN.values())) == 4


@pytest.mark.parametrize(
    ("value", "expected"), [(9.5, "9,5"), (10.0, "10"), (0.0, "0"), (-0.001, "0"), (2.999, "3"), (100.0, "100")]
)
def test_numbers(value: float, expected: str) -> None:
    """Figures are as short as they may be."""
    assert number(value, "es") == expected


def test_scores_and_cells() -> None:
    """Spanish has its own decimal sign; cells are counted from 1."""
    assert (score_text(9.5, 10, "es"), score_text(9.5, 10, "en")) == ("9,5 de 10", "9.5 of 10")
    assert (cell_text(finding(), "es"), cell_text(finding(cell=None), "en")) == ("celda 7", "")


def test_causes_are_named_once() -> None:
    """A cause that was found twice is one cause."""
    assert causes(grade(findings=(finding(), finding("diverged"), finding()))) == ("range-wrong", "diverged")
