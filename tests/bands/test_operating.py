"""Chance of a wrong fail and power: integration against simulation, and the promise itself."""

import numpy as np
import pytest
from scipy.stats import norm

from autograder.bands.boundaries import boundaries
from autograder.bands.design import Design
from autograder.bands.operating import Sampler, honest_risk, performance, simulate

MEAN_ALONE = Design(witnesses=1)


@pytest.mark.parametrize("shift", [0.5, 1, 2, 3, 4, 5])
def test_integration_and_simulation_agree_on_power(shift: float) -> None:
    """Both ways give the same chance of failing and the same number of runs, within four standard errors."""
    exact, played = performance(MEAN_ALONE, 30, shift), simulate(MEAN_ALONE, 30, shift, draws=40_000)
    assert played.fail == pytest.approx(exact.fail, abs=4 * (exact.fail * (1 - exact.fail) / 40_000) ** 0.5 + 5e-5)
    assert played.seeds == pytest.approx(exact.seeds, abs=0.025)


def test_integration_and_simulation_agree_on_the_wrong_fails() -> None:
    """A loose promise (5 %) makes wrong fails frequent enough to be counted."""
    loose = Design(chance=0.05, witnesses=1)
    exact = honest_risk(loose, 10)
    played = simulate(loose, 10, draws=200_000)
    assert exact.expected == pytest.approx(played.fail, rel=0.05)
    assert exact.seeds == pytest.approx(played.seeds, rel=0.01)


@pytest.mark.parametrize("n", [30, 40, 60, 100])
def test_honest_work_fails_at_most_once_in_a_thousand(n: int) -> None:
    """The chance is below 1/1000 on average and, with 95 % confidence, on the calibration at hand."""
    risk = honest_risk(Design(), n)
    assert risk.expected < 0.0002
    assert risk.bound < 0.001
    assert risk.assured >= 0.95
    assert risk.any_law < 0.001


def test_one_stage_attains_the_confidence_exactly() -> None:
    """With a single stage the tolerance factor is exact, so bound and assurance are the promise itself."""
    risk = honest_risk(Design(stages=1, witnesses=1), 30)
    assert risk.bound == pytest.approx(0.001, rel=2e-3)
    assert risk.assured == pytest.approx(0.95, abs=2e-4)


def test_the_bound_holds_over_simulated_calibrations() -> None:
    """In 40,000 simulated calibrations the chance has the stated mean and the stated 95 % quantile."""
    design = Design(stages=1, chance=0.01, witnesses=1)
    risk = honest_risk(design, 30)
    runs = np.random.default_rng(2).standard_normal((40_000, 30))
    chance = norm.cdf(runs.mean(axis=1) - boundaries(design, 30).fail[0] * runs.std(axis=1, ddof=1))
    assert np.quantile(chance, 0.95) == pytest.approx(risk.bound, rel=0.04)
    assert chance.mean() == pytest.approx(risk.expected, rel=0.04)


@pytest.mark.parametrize(
    "sampler",
    [
        lambda source, size: source.standard_t(5, size),
        lambda source, size: -source.gamma(4, 1, size),
        lambda source, size: -source.exponential(1, size),
        lambda source, size: np.where(source.uniform(size=size) < 0.01, -12, source.standard_normal(size)),
    ],
    ids=["heavy tails", "skewed", "very skewed", "one run in a hundred collapses"],
)
def test_the_promise_survives_other_distributions(sampler: Sampler) -> None:
    """With three witnesses honest work stays below 1/1000 where the normal law is wrong; with one it would not."""
    assert simulate(Design(), 30, draws=50_000, sampler=sampler).fail < 0.0007
    assert simulate(MEAN_ALONE, 30, draws=50_000, sampler=sampler).fail > 0.001


def test_low_work_fails() -> None:
    """The whole rule finds 78 % of work that lies 3 standard deviations low, 98 % at 4 and nearly all at 5."""
    power = [simulate(Design(), 30, shift, draws=20_000).fail for shift in (3, 4, 5)]
    assert power == pytest.approx([0.778, 0.980, 0.9995], abs=0.01)
    assert performance(Design(), 30, 8).seeds < 1.02
