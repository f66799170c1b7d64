"""Bands drawn from a fixed set of reference runs, and who needs what that takes."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from autograder.bands.band import Band
from autograder.bands.drawing import make_band, rounded


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


def test_rounding_keeps_ten_significant_digits() -> None:
    """Differences in a library's last bits do not reach the file."""
    assert rounded(0.1 + 0.2) == 0.3
    assert rounded(1.23456789012e-7) == 1.234567890e-7


def test_judging_does_without_drawing() -> None:
    """SciPy's statistics take a second to load, which every command that only reads bands would pay."""
    script = (
        "import autograder.commands.regrade, sys; print('scipy.special' in sys.modules, 'scipy.stats' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False"]
