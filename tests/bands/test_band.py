"""The band of one metric."""

import pytest
from pydantic import ValidationError

from autograder.bands.band import Band


def test_the_lines_lie_in_order(band: Band) -> None:
    """Clearly out lies below clearly in, both below the mean, and more runs bring 'out' closer."""
    assert list(band.lower) == sorted(band.lower)
    assert all(out <= into < band.mean for out, into in zip(band.lower, band.clear, strict=True))
    assert band.bound == band.clear[-1]
    assert list(band.upper) == sorted(band.upper, reverse=True)
    assert band.upper[-1] > band.mean


@pytest.mark.parametrize(
    "change",
    [{"n": 29}, {"mean": 0.5}, {"lower": (0.7,)}, {"values": (1.2,) * 30}],
    ids=["count", "mean", "stages", "not a share"],
)
def test_a_band_that_contradicts_itself_is_refused(band: Band, change: dict[str, object]) -> None:
    """A file edited by hand does not slip through."""
    with pytest.raises(ValidationError, match=r"a\.final_holdout"):
        Band.model_validate({**band.model_dump(), **change})
