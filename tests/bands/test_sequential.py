"""Pass, fail, or one more run."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bands.band import Band
from autograder.bands.drawing import make_band
from autograder.bands.operating import simulate
from autograder.bands.sequential import credit, decide

SHARES = st.floats(0, 1)


def at(band: Band, depth: float) -> float:
    """The value that lies `depth` standard deviations below the band's mean."""
    return band.mean - depth * band.spread


@pytest.mark.parametrize(
    ("depths", "status", "used"),
    [
        ([0], "pass", 1),
        ([1.7], "pass", 1),
        ([1.8], "more", 1),
        ([1.8, 0], "pass", 2),
        ([3, 3], "more", 2),
        ([3, 3, 3], "fail", 3),
        ([6], "more", 1),
        ([6, 6], "more", 2),
        ([6, 6, 6], "fail", 3),
        ([30], "fail", 1),
        ([30, 0, 0, 0], "fail", 1),
        ([2.6, 2.6, 2.6, 1.1], "fail", 4),
        ([2.6, 2.6, 2.6, 0.9], "pass", 4),
        ([2.4, 2.4, 2.4, 2.4], "fail", 4),
        ([2.45, 2.45, 2.45, 1.5], "pass", 4),
        ([9, 0, 1, 0], "more", 3),
    ],
)
def test_the_stages(band: Band, depths: list[float], status: str, used: int) -> None:
    """The lines at 1 to 4 runs decide as published; a decision is never taken back."""
    values = [at(band, depth) for depth in depths]
    decision = decide(band, values if used == len(values) or status != "more" else values[:used])
    assert (decision.status, decision.seeds_used) == (status, used)


def test_a_lone_bad_run_costs_nothing(band: Band) -> None:
    """Three good runs after one that went wrong pass although the mean lies below the band."""
    decision = decide(band, [at(band, 12), at(band, 0), at(band, 0), at(band, 0)])
    assert decision.mean is not None
    assert decision.mean < band.bound
    assert (decision.status, decision.credit) == ("pass", 1.0)
    assert "muy pocas" in decision.reason.es


def test_a_reference_run_that_went_wrong_excuses_nobody(band: Band) -> None:
    """Four runs below the third lowest reference run fail, though the lowest lies below all of them."""
    spoilt = make_band("m", (*band.seeds, 99), (*band.values, at(band, 8)), n_holdout=1000, baseline=0.1)
    low = spoilt.bound - 0.02
    assert spoilt.lowest < low < spoilt.low
    assert [decide(spoilt, [low] * runs).status for runs in (3, 4)] == ["more", "fail"]
    assert decide(spoilt, [low, low, low, spoilt.low + 0.001]).status == "pass"


def test_where_architectures_may_differ_one_run_fails_nobody(band: Band) -> None:
    """With an allowance a run is grossly low only where it lies further below the bound than the allowance."""
    values, design = band.values, band.design
    wide = make_band("m", band.seeds, values, n_holdout=1000, baseline=0.1, allowance=0.3, design=design)
    narrow = make_band("m", band.seeds, values, n_holdout=1000, baseline=0.1, allowance=0.01, design=design)
    low = wide.far_out + 0.01
    assert low < wide.baseline + design.gross * (wide.bound - wide.baseline)
    assert [decide(wide, [low] * runs).status for runs in (1, 2, 3)] == ["more", "more", "fail"]
    assert decide(wide, [wide.far_out - 0.01]).status == decide(narrow, [low]).status == "fail"


def test_credit_falls_linearly_to_the_baseline(band: Band) -> None:
    """1 at the band's bound, one half halfway down, 0 at the baseline and below it."""
    assert credit(band, band.bound) == 1.0
    assert credit(band, (band.bound + band.baseline) / 2) == pytest.approx(0.5)
    assert credit(band, band.baseline) == 0.0
    assert credit(band, 0.0) == 0.0


@given(first=SHARES, second=SHARES)
def test_credit_is_monotone_and_continuous(band: Band, first: float, second: float) -> None:
    """A better mean never earns less, and no small difference makes a large one in credit."""
    low, high = sorted((first, second))
    slope = 1 / (band.bound - band.baseline)
    assert 0 <= credit(band, low) <= credit(band, high) <= 1
    assert credit(band, high) - credit(band, low) <= slope * (high - low) + 1e-12


@given(values=st.lists(SHARES, min_size=1, max_size=6))
def test_a_decision_keeps_its_word(band: Band, values: list[float]) -> None:
    """Only a fail costs points, and then it costs some; later runs never change a decision."""
    decision = decide(band, values)
    assert (decision.credit < 1) == (decision.status == "fail")
    if decision.status == "more":
        assert len(values) < band.design.stages
    else:
        assert decide(band, values[: decision.seeds_used]) == decision


@given(values=st.lists(SHARES, min_size=1, max_size=4), gain=st.floats(0, 0.2))
def test_better_runs_never_turn_a_pass_into_a_fail(band: Band, values: list[float], gain: float) -> None:
    """Raising every run by the same amount cannot hurt."""
    if decide(band, values).status == "pass":
        assert decide(band, [min(1.0, value + gain) for value in values]).status == "pass"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.5, 1.5, 89.0])
def test_impossible_accuracies_count_as_having_learnt_nothing(band: Band, value: float) -> None:
    """NaN, infinity and numbers outside [0, 1] fail with no credit instead of crashing."""
    decision = decide(band, [value])
    assert (decision.status, decision.credit, decision.mean) == ("fail", 0.0, band.baseline)


def test_missing_measurements_decide_nothing(band: Band) -> None:
    """None is no measurement: it is skipped, and without any other the judgement stays open and costs nothing."""
    assert decide(band, []).status == "more"
    lost = decide(band, [None, None, None, None])
    assert (lost.status, lost.credit, lost.mean, lost.p_value) == ("more", 1.0, None, None)
    assert decide(band, [None, band.mean]).status == "pass"
    assert "1 without a measurement" in decide(band, [None, at(band, 2.5)]).reason.en


def test_rounding_just_above_one_is_an_accuracy() -> None:
    """A share computed in float32 may exceed 1 by a rounding error."""
    top = make_band("m", range(30), [0.999, 1.0] * 15, n_holdout=1000, baseline=0.1)
    assert decide(top, [1.0000001]).status == "pass"


def test_better_than_the_band_is_a_finding_not_a_penalty(band: Band) -> None:
    """Above the upper line the decision passes and says so."""
    decision = decide(band, [at(band, -8)])
    assert (decision.status, decision.above, decision.credit) == ("pass", True, 1.0)
    assert not decide(band, [band.mean]).above


def test_a_degenerate_calibration_forgives_two_rows(degenerate: Callable[[int], Band]) -> None:
    """Where all reference runs agree, work that misses one or two rows more in every run passes; ten rows do not."""
    flat = degenerate(1000)
    assert decide(flat, [0.899] * 4).status == "pass"
    assert decide(flat, [0.898] * 4).status == "pass"
    assert decide(flat, [0.890] * 4).status == "fail"


def test_a_band_that_reaches_the_baseline_judges_nobody() -> None:
    """If the reference may come out as low as learning nothing, no value costs points."""
    vague = make_band("m", range(30), [0.2, 0.4] * 15, n_holdout=20, baseline=0.25)
    assert not vague.informative
    assert (decide(vague, [0.0]).status, decide(vague, [0.0]).credit) == ("pass", 1.0)
    assert "cannot judge" in decide(vague, [0.0]).reason.en


def test_decisions_follow_the_simulated_rule() -> None:
    """Deciding 3,000 random cases with `decide` gives the chance and the runs that `simulate` computes."""
    generator, failed, used = np.random.default_rng(5), 0, 0
    for _ in range(30):
        values = generator.normal(0.8, 0.01, 30).tolist()
        band = make_band("m", range(30), values, n_holdout=10_000, baseline=0.1)
        for case in generator.normal(0.8 - 0.03, 0.01, (100, 4)).tolist():
            decision = decide(band, case)
            failed += decision.status == "fail"
            used += decision.seeds_used
    expected = simulate(band.design, 30, 3.0, draws=20_000)
    assert failed / 3000 == pytest.approx(expected.fail, abs=0.06)
    assert used / 3000 == pytest.approx(expected.seeds, abs=0.12)


def test_the_p_value_is_that_of_student(band: Band) -> None:
    """A run at the mean has 1/2; one at the line of second runs has the chance of being asked for one, 5 %."""
    assert decide(band, [band.mean]).p_value == pytest.approx(0.5)
    assert decide(band, [band.clear[0]]).p_value == pytest.approx(0.05, abs=1e-6)
    assert decide(band, [band.mean]).chance_of_wrong_fail == band.risk.bound < 0.001
