"""The threshold follows from the pairs."""

import math
import random

import pytest

from autograder.similar.threshold import threshold


def test_it_is_the_tails_quantile() -> None:
    """For an exponential law it is that law's quantile, rounded up to the next 0.05."""
    draw = random.Random(1)
    shares = [draw.expovariate(1 / 0.03) for _ in range(20_000)]
    assert threshold(shares) == pytest.approx(math.ceil(0.03 * math.log(1e5) / 0.05) * 0.05)


def test_more_alike_solutions_move_it_up() -> None:
    """Twice as alike, twice as far; never above one."""
    shares = [number / 1000 for number in range(100)]
    assert threshold(shares) < threshold([2 * share for share in shares]) <= 1.0
    assert threshold([0.5, 1.0]) == 1.0


def test_solutions_that_share_nothing() -> None:
    """The line is then at nothing: the stored measurement refuses that."""
    assert threshold([0.0] * 10) == 0.0
