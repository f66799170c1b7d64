"""Tolerance factors: how far below n reference runs a line must lie to hold a share of all honest runs.

Notation. The reference gave n runs with mean ȳ and standard deviation s (divisor n - 1). A submission gives the mean
of m runs. The line ȳ - k·s has *content* p and *confidence* γ when, in a share γ of all calibrations of this size, at
least the share p of such means lies above it. Runs are taken as independent and normal with the same mean μ and
standard deviation σ; `order_content` and its neighbours say what holds without normality.

Sources: Krishnamoorthy & Mathew, *Statistical Tolerance Regions* (Wiley 2009), chapters 2 and 8; Meeker, Hahn &
Escobar, *Statistical Intervals* (2nd ed., Wiley 2017), chapters 4 and 5; Owen, *Technometrics* 10 (1968) 445.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.stats import beta, chi2, nct, ncx2, norm, shapiro, skew

_NODES = 64
"""Gauss-Legendre nodes of the one-dimensional integral; 32 and 128 agree to ten digits."""


def one_sided_factor(n: int, content: float, confidence: float, m: int = 1) -> float:
    """Exact k of the lower line ȳ - k·s for the mean of m future runs, in units of s.

    Derivation: the mean of m runs is N(μ, σ²/m), so a share p of them lies above ȳ - k·s when
    ȳ - k·s ≤ μ - z_p·σ/√m. With Z = √n(ȳ - μ)/σ standard normal and V = s/σ this is (Z + z_p·√(n/m)) / V ≤ k·√n,
    and the left side follows Student's non-central t with n - 1 degrees of freedom and non-centrality z_p·√(n/m).
    With m = 1 it is the textbook factor nct.ppf(γ, n - 1, z_p·√n)/√n.

    Raises ValueError for n < 2, m < 1 or a share outside (0, 1).
    """
    _validate(n, content, confidence, m)
    noncentrality = norm.ppf(content) * math.sqrt(n / m)
    return float(nct.ppf(confidence, n - 1, noncentrality) / math.sqrt(n))


def two_sided_factor(n: int, content: float, confidence: float, m: int = 1) -> float:
    """Exact k of the interval ȳ ± k·s that holds the content p of means of m future runs, in units of s.

    Derivation: given x = √m(ȳ - μ)/σ ~ N(0, m/n), the interval holds the share p exactly when k·√m·V reaches r(x), the
    half-width with Φ(x + r) - Φ(x - r) = p; r² is the p-quantile of χ² with one degree of freedom and non-centrality
    x². So γ = E_x[P(χ²_{n-1} ≥ (n - 1)·r(x)²/(m·k²))], solved for k.

    Raises ValueError as `one_sided_factor`.
    """
    _validate(n, content, confidence, m)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    scale = math.sqrt(m / n)
    x = 4.5 * scale * (nodes + 1)  # the half line up to nine standard deviations
    density = 4.5 * scale * weights * 2 * norm.pdf(x, scale=scale)
    reach = (n - 1) * ncx2.ppf(content, 1, x**2) / m

    def excess(k: float) -> float:
        return float(np.sum(density * chi2.sf(reach / k**2, n - 1)) - confidence)

    howe = norm.ppf((1 + content) / 2) * math.sqrt((n - 1) * (1 / m + 1 / n) / chi2.ppf(1 - confidence, n - 1))
    return float(brentq(excess, howe / 3, howe * 3, xtol=1e-12))


def spread_floor(n_holdout: int) -> float:
    """The least standard deviation that a share of `n_holdout` rows supports: one row, 1/n_holdout.

    An accuracy moves in steps of q = 1/n_holdout. Values that it cannot tell apart lie within one step, so by
    Popoviciu's inequality (variance ≤ range²/4) up to q/2 of spread can hide behind a calibration whose values are all
    equal; a submission's own rounding hides as much again, in the worst case the other way. Hence q: a calibration
    with s ≈ 0 does not fail honest work that answers a row or two otherwise.
    """
    if n_holdout < 1:
        raise ValueError(f"a metric needs at least one row, not {n_holdout}")
    return 1.0 / n_holdout


def order_content(n: int, confidence: float) -> float:
    """Share of runs that lie above the lowest of n runs, with this confidence and *any* continuous distribution.

    The share above the minimum is Beta(n, 1) (Wilks, *Ann. Math. Stat.* 12 (1941) 91), so p = (1 - γ)^(1/n): 0.905 for
    n = 30 and γ = 0.95. It is a cross-check only: 0.999 would take `runs_needed(0.999, 0.95)` = 2,995 runs.
    """
    return float(beta.ppf(1 - confidence, n, 1))


def runs_needed(content: float, confidence: float) -> int:
    """Runs after which the lowest one is a distribution-free lower line: the least n with 1 - p^n ≥ γ."""
    return math.ceil(math.log1p(-confidence) / math.log(content))


def shapiro_p(values: Sequence[float]) -> float | None:
    """Shapiro-Wilk p-value of normality; None where it is not defined (fewer than three values, or all equal).

    It is recorded for the reader and never changes a rule: with 30 runs it can neither prove nor rule out a tail.
    """
    if len(values) < 3 or max(values) == min(values):
        return None
    return float(shapiro(values).pvalue)


def skewness(values: Sequence[float]) -> float | None:
    """Sample skewness, the third moment over s³; negative: a long tail of bad runs. None where all are equal."""
    if len(values) < 3 or max(values) == min(values):
        return None
    return float(skew(values))


def _validate(n: int, content: float, confidence: float, m: int) -> None:
    if n < 2 or m < 1:
        raise ValueError(f"a tolerance factor needs n ≥ 2 reference runs and m ≥ 1 future runs, not n={n}, m={m}")
    if not (0 < content < 1 and 0 < confidence < 1):
        raise ValueError(f"content and confidence are shares in (0, 1), not {content} and {confidence}")
