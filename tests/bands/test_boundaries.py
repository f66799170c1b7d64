"""The lines of the sequential judgement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from autograder.bands.boundaries import boundaries, chance_without_normality, nominal_quantiles, spent
from autograder.bands.design import Design

DESIGNS = st.integers(1, 6).flatmap(
    lambda stages: st.builds(
        Design,
        stages=st.just(stages),
        chance=st.floats(1e-5, 0.05),
        confidence=st.floats(0.5, 0.999),
        spending=st.floats(0.5, 5),
        retest=st.floats(0.005, 0.3),
        witnesses=st.integers(1, stages),
    )
)


def test_the_lines_of_thirty_runs() -> None:
    """The published thresholds, in standard deviations of the calibration."""
    lines = boundaries(Design(), 30)
    assert lines.clear == pytest.approx((1.727, 2.039, 2.143, 2.195), abs=1e-3)
    assert lines.fail == pytest.approx((5.380, 3.423, 2.637, 2.195), abs=1e-3)


@given(design=DESIGNS)
def test_the_chance_is_spent_exactly(design: Design) -> None:
    """The stages' parts are positive and add up to the promised chance."""
    assert all(share > 0 for share in spent(design))
    assert sum(spent(design)) == pytest.approx(design.chance)


@given(design=DESIGNS, n=st.integers(5, 100))
def test_the_lines_never_cross_and_meet_at_the_last_stage(design: Design, n: int) -> None:
    """Passing needs at least as much as not failing, and the last stage always decides."""
    lines = boundaries(design, n)
    assert all(clear <= fail + 1e-12 for clear, fail in zip(lines.clear, lines.fail, strict=True))
    assert lines.clear[-1] == lines.fail[-1]


@given(n=st.integers(5, 300))
def test_a_larger_calibration_draws_tighter_lines(n: int) -> None:
    """More reference runs bring the lines closer to those of an infinite calibration, never beyond them."""
    design = Design()
    here, larger = boundaries(design, n).fail, boundaries(design, 2 * n).fail
    for line, tighter, ideal in zip(here, larger, nominal_quantiles(design), strict=True):
        assert line > tighter > ideal


def test_three_witnesses_keep_the_promise_with_any_distribution() -> None:
    """3 of 4 runs below all 30 reference runs: 1/1496; 26 runs are the fewest that keep 1/1000."""
    assert chance_without_normality(Design(rank=1), 30) == pytest.approx(1 / 1496)
    assert chance_without_normality(Design(), 30) == pytest.approx(43 / 46376)
    assert chance_without_normality(Design(), 30) < 0.001 < chance_without_normality(Design(), 29)


def test_a_design_under_which_nobody_could_fail_is_refused() -> None:
    """More witnesses than runs is a mistake."""
    with pytest.raises(ValidationError, match="nobody would fail"):
        Design(stages=2, witnesses=3)
