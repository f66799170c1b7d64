"""From runs to a calibration."""

import math

import pytest

from autograder.bands.calibrate import Context, aggregate, make_run
from autograder.errors import BandsUnavailable

METRIC = "a.final_holdout"


def test_runs_become_bands_whatever_their_order(context: Context) -> None:
    """The runs are sorted by seed, their times added up, and every measure gets its band."""
    runs = [make_run(seed, 2.5, {METRIC: 0.8 + seed / 1000}) for seed in range(30)]
    calibration = aggregate(context, reversed(runs))
    assert calibration == aggregate(context, runs)
    band = calibration.bands[METRIC]
    assert (band.n, band.seeds[0], band.values[3]) == (30, 0, 0.803)
    assert band.mean == pytest.approx(0.8145)
    assert calibration.seconds_total == 75.0
    assert calibration.published == {METRIC: 0.8977}


def test_a_run_without_the_metric_is_kept_but_left_out_of_the_band(context: Context) -> None:
    """NaN, impossible values and absent metrics become null and do not enter the mean."""
    runs = [make_run(seed, 1.0, {METRIC: 0.8 + seed % 5 / 100}) for seed in range(30)]
    spoilt = [make_run(100, 1.0, {METRIC: math.nan}), make_run(101, 1.0, {METRIC: 1.7}), make_run(102, 1.0, {})]
    calibration = aggregate(context, runs + spoilt)
    assert len(calibration.runs) == 33
    assert calibration.runs[-2].metrics == {METRIC: None}
    assert calibration.bands[METRIC] == aggregate(context, runs).bands[METRIC]


def test_too_few_runs_are_refused(context: Context) -> None:
    """Twenty-nine runs are one too few, and the line says so and what to do."""
    runs = [make_run(seed, 1.0, {METRIC: 0.8}) for seed in range(29)]
    with pytest.raises(BandsUnavailable, match=r"only 29 of 29 runs gave a\.final_holdout, at least 30 .* more seeds"):
        aggregate(context, runs)


def test_fewer_runs_can_be_asked_for(context: Context) -> None:
    """A trial calibration may lower the limit, but a spread takes two."""
    trial = context.model_copy(update={"least_runs": 1})
    pair = [make_run(seed, 1.0, {METRIC: 0.8 + seed / 100}) for seed in range(2)]
    assert aggregate(trial, pair).bands[METRIC].n == 2
    with pytest.raises(BandsUnavailable):
        aggregate(trial, pair[:1])


def test_the_same_seed_twice_is_refused(context: Context) -> None:
    """Two runs with one seed are one observation."""
    with pytest.raises(BandsUnavailable, match="twice"):
        aggregate(context, [make_run(1, 1.0, {METRIC: 0.8})] * 30)
