"""The band of one metric."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from autograder.bands.band import Band
from autograder.bands.drawing import make_band, rounded


def test_the_lines_lie_in_order(band: Band) -> None:
    """Clearly out lies below clearly in, both below the mean, and more runs bring 'out' closer."""
    assert list(band.lower) == sorted(band.lower)
    assert all(out <= into < band.mean for out, into in zip(band.lower, band.clear, strict=True))
    assert band.bound == band.clear[-1]
    assert list(band.upper) == sorted(band.upper, reverse=True)
    assert band.upper[-1] > band.mean


def test_a_band_is_in_the_metrics_own_unit(band: Band) -> None:
    """The lines are the mean less the factor times the spread."""
    assert band.lower[0] == pytest.approx(band.mean - 5.3802 * band.sd, abs=1e-5)
    assert band.clear[0] == pytest.approx(band.mean - 1.7272 * band.sd, abs=1e-5)
    assert not band.degenerate
    assert band.informative


def test_equal_runs_get_the_spread_of_one_row(degenerate: Callable[[int], Band]) -> None:
    """A calibration without any spread is marked and draws its lines with one row's."""
    flat = degenerate(1000)
    assert (flat.sd, flat.spread, flat.degenerate) == (0.0, 0.001, True)
    assert flat.bound == pytest.approx(0.9 - 2.1952 * 0.001, abs=1e-6)
    assert flat.shape.shapiro_p is None


def test_an_allowance_lowers_every_lower_line_and_no_upper_one(band: Band) -> None:
    """A difference that is not worth a point moves the band's lower side down by exactly that."""
    kind = make_band("m", band.seeds, band.values, n_holdout=1000, baseline=0.1, allowance=0.02)
    assert kind.lower == pytest.approx([line - 0.02 for line in band.lower])
    assert kind.clear == pytest.approx([line - 0.02 for line in band.clear])
    assert kind.upper == band.upper


@pytest.mark.parametrize(
    "change",
    [{"n": 29}, {"mean": 0.5}, {"lower": (0.7,)}, {"values": (1.2,) * 30}],
    ids=["count", "mean", "stages", "not a share"],
)
def test_a_band_that_contradicts_itself_is_refused(band: Band, change: dict[str, object]) -> None:
    """A file edited by hand does not slip through."""
    with pytest.raises(ValidationError, match=r"a\.final_holdout"):
        Band.model_validate({**band.model_dump(), **change})


def test_rounding_keeps_ten_significant_digits() -> None:
    """Differences in a library's last bits do not reach the file."""
    assert rounded(0.1 + 0.2) == 0.3
    assert rounded(1.23456789012e-7) == 1.234567890e-7
