"""The registry of kinds of checks."""

import pytest
from pydantic import ValidationError

from autograder.checks.registry import KINDS
from autograder.checks.verdicts import Fault, both, judged, last_line

from .build import tl04


def test_every_kind_that_the_rubric_uses_is_registered() -> None:
    """Also those of a rubric that is read without judging anything."""
    assert {spec.kind for spec in tl04().checks} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_settings_are_strict(kind: str) -> None:
    """A misspelt setting is an error, not a silence."""
    with pytest.raises(ValidationError):
        KINDS[kind].settings.model_validate({"misspelt": 1})


@pytest.mark.parametrize(
    ("costs", "verdict", "credit"),
    [
        ((), "pass", 1.0),
        ((0.25,), "partial", 0.75),
        ((0.5, 0.25, 0.5), "fail", 0.0),
        ((1 / 3,) * 3, "fail", 0.0),
        ((-1.0,), "partial", 1.0),
    ],
)
def test_faults_add_up(costs: tuple[float, ...], verdict: str, credit: float) -> None:
    """Down to nothing, and thirds of three are everything."""
    text = both("no", "no")
    got = judged("a", [Fault(cause="x", message=text, cost=cost) for cost in costs], both("sí", "yes"))
    assert (got.verdict, got.credit) == (verdict, pytest.approx(credit))
    assert len(got.findings) == len(costs)


def test_the_last_line_of_a_traceback_says_what_went_wrong() -> None:
    """Empty for an empty message, and never endless."""
    assert last_line("Traceback\n  x\nValueError: no\n\n") == "ValueError: no"
    assert last_line("") == ""
    assert len(last_line("x" * 10_000)) == 300
