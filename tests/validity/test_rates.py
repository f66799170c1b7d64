"""Rates: exact intervals, against values from tables."""

import pytest

from autograder.validity.rates import rate


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),  # 1 - 0.025^(1/10)
        (10, 10, 0.6915, 1.0),
        (5, 10, 0.1871, 0.8129),
        (1, 20, 0.0013, 0.2487),
        (0, 300, 0.0, 0.0122),
        (98, 100, 0.9296, 0.9976),
    ],
)
def test_intervals_are_clopper_and_pearsons(hits: int, of: int, low: float, high: float) -> None:
    """As the tables have them, to four digits."""
    found = rate([True] * hits + [False] * (of - hits))
    assert (found.hits, found.of) == (hits, of)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_nothing_seen_says_nothing() -> None:
    """Without cases there is no rate, and the interval is everything."""
    found = rate([])
    assert (found.share, found.low, found.high) == (None, 0.0, 1.0)


def test_the_one_sided_bound_is_the_rule_of_three() -> None:
    """None of 300: 1 - 0.05 ** (1 / 300), just below 1 %."""
    assert rate([False] * 300).at_most == pytest.approx(1 - 0.05 ** (1 / 300))
    assert rate([False] * 300).at_most < 0.01 < rate([False] * 298).at_most
    assert rate([]).at_most == 1.0
