"""Tolerance factors against published tables, the defining integral and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import chi, norm

from autograder.bands.tolerance import (
    one_sided_factor,
    order_content,
    runs_needed,
    shapiro_p,
    skewness,
    spread_floor,
    two_sided_factor,
)

SHARES = st.floats(0.6, 0.9999)


@pytest.mark.parametrize(
    ("n", "content", "confidence", "expected"),
    [(10, 0.95, 0.95, 2.911), (30, 0.95, 0.95, 2.220), (30, 0.99, 0.95, 3.064), (10, 0.90, 0.99, 3.048)],
)
def test_one_sided_factors_are_those_of_the_tables(n: int, content: float, confidence: float, expected: float) -> None:
    """The factors agree with the standard tables of Owen and of Krishnamoorthy and Mathew to their three decimals."""
    assert one_sided_factor(n, content, confidence) == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("m", [1, 2, 4])
@pytest.mark.parametrize("n", [5, 30, 200])
def test_one_sided_factor_solves_its_definition(n: int, m: int) -> None:
    """P(Z + z·√(n/m) ≤ k·√n·V) is the confidence when integrated over the law of V."""
    content, confidence = 0.9994, 0.95
    k, shift, root = one_sided_factor(n, content, confidence, m), norm.ppf(content) * math.sqrt(n / m), math.sqrt(n - 1)
    attained, _ = quad(
        lambda v: norm.cdf(k * math.sqrt(n) * v - shift) * chi.pdf(v * root, n - 1) * root, 0, 6, limit=200
    )
    assert attained == pytest.approx(confidence, abs=1e-7)


@pytest.mark.parametrize("factor", [one_sided_factor, two_sided_factor])
@pytest.mark.parametrize("m", [1, 4])
def test_simulated_calibrations_keep_their_confidence(factor: object, m: int) -> None:
    """In 40,000 simulated calibrations the share that holds the promised content is the confidence, ±0.4 %."""
    n, content = 30, 0.99
    k = factor(n, content, 0.95, m)  # type: ignore[operator]
    runs = np.random.default_rng(11).standard_normal((40_000, n))
    mean, sd = runs.mean(axis=1), runs.std(axis=1, ddof=1)
    above = norm.sf((mean - k * sd) * math.sqrt(m))
    beyond = norm.sf((mean + k * sd) * math.sqrt(m)) if factor is two_sided_factor else 0.0
    assert np.mean(above - beyond >= content) == pytest.approx(0.95, abs=0.004)


@settings(max_examples=40)
@given(n=st.integers(3, 200), m=st.integers(1, 6), content=SHARES, confidence=SHARES)
def test_a_stricter_promise_needs_a_lower_line(n: int, m: int, content: float, confidence: float) -> None:
    """The factor grows with content and falls with the number of runs averaged, and lies beyond the true quantile."""
    k = one_sided_factor(n, content, confidence, m)
    assert k > norm.ppf(content) / math.sqrt(m)
    assert one_sided_factor(n, (1 + content) / 2, confidence, m) > k
    assert one_sided_factor(n, content, confidence, m + 1) < k


def test_two_sided_factor_is_close_to_howes_approximation() -> None:
    """Howe's textbook approximation is within 1 % of the exact factor at n = 30 (2.555 for 95/95)."""
    assert two_sided_factor(30, 0.95, 0.95) == pytest.approx(2.5549, abs=1e-3)


@pytest.mark.parametrize(("n", "m", "share"), [(1, 1, 0.9), (5, 0, 0.9), (5, 1, 1.0), (5, 1, 0.0)])
def test_impossible_promises_are_refused(n: int, m: int, share: float) -> None:
    """Too few runs or a share outside (0, 1) is a ValueError, not a NaN."""
    with pytest.raises(ValueError, match=r"needs n|are shares"):
        one_sided_factor(n, share, 0.95, m)


def test_order_statistics_say_what_thirty_runs_can_promise() -> None:
    """The lowest of 30 runs vouches for 90.5 % of runs; 99.9 % would take 2,995."""
    assert order_content(30, 0.95) == pytest.approx(0.05 ** (1 / 30))
    assert runs_needed(0.999, 0.95) == 2995
    assert order_content(2995, 0.95) >= 0.999 > order_content(2994, 0.95)


def test_the_floor_is_one_row() -> None:
    """A metric of 500 rows cannot claim a spread below 1/500."""
    assert spread_floor(500) == 0.002
    with pytest.raises(ValueError, match="at least one row"):
        spread_floor(0)


def test_shape_diagnostics_see_a_skewed_sample_and_survive_a_constant_one() -> None:
    """An exponential sample is seen as skewed and not normal; equal values give None, not a warning."""
    tail = [-x for x in np.random.default_rng(3).exponential(size=30)]
    p, skew = shapiro_p(tail), skewness(tail)
    assert p is not None
    assert skew is not None
    assert p < 0.01
    assert skew < -1
    assert shapiro_p([0.5] * 30) is None
    assert skewness([0.5] * 30) is None
