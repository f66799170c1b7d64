"""What the sequential judgement does: the chance that honest work fails, power, and the runs it takes.

Two independent computations of the same figures: exact integration over the calibration's error and over the running
sum (the recursion of Armitage, McPherson & Rowe, *J. R. Statist. Soc. A* 132 (1969) 235; Jennison & Turnbull, *Group
Sequential Methods* (2000), chapter 19), and a simulation that plays whole calibrations and submissions. Tests hold
them against each other. The integration leaves out the demand for witnesses, which can only turn a fail into another
run or a pass: its chance of a wrong fail is then an upper limit. The simulation plays the whole rule.
"""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import chi, norm

from autograder.bands.boundaries import Boundaries, boundaries, chance_without_normality
from autograder.bands.design import Design, Risk
from autograder.model.base import Frozen

Array = npt.NDArray[np.float64]
Sampler = Callable[[np.random.Generator, tuple[int, int]], Array]

_INNER = 32
"""Gauss-Legendre nodes across one stage's undecided interval; 24 and 48 give the same ten digits."""
_OUTER = 40
"""Gauss-Legendre nodes over the calibration's mean and over its standard deviation."""


class Performance(Frozen):
    """Chance of failing and mean number of runs, averaged over the calibration's own sampling error."""

    fail: float
    seeds: float


def performance(design: Design, n: int, shift: float = 0.0) -> Performance:
    """Chance of failing for work whose true mean lies `shift` true standard deviations below the reference's.

    By exact integration, without the demand for witnesses.
    """
    grid = _Grid(n)
    fail, seeds = _walk(boundaries(design, n), grid, -shift)
    return Performance(fail=grid.mean(fail), seeds=grid.mean(seeds))


@cache
def honest_risk(design: Design, n: int) -> Risk:
    """The risk to honest work, by exact integration (about 0.1 s, remembered)."""
    grid = _Grid(n)
    fail, seeds = _walk(boundaries(design, n), grid, 0.0)

    def assured(chance: float) -> float:
        return grid.probability_at_most(fail, chance)

    bound = math.exp(brentq(lambda log: assured(math.exp(log)) - design.confidence, -40.0, -1e-9, xtol=1e-9))
    return Risk(
        expected=grid.mean(fail),
        bound=bound,
        any_law=chance_without_normality(design, n),
        confidence=design.confidence,
        assured=assured(design.chance),
        seeds=grid.mean(seeds),
    )


def simulate(
    design: Design, n: int, shift: float = 0.0, *, draws: int = 200_000, seed: int = 23, sampler: Sampler | None = None
) -> Performance:
    """The same by Monte Carlo: each draw is a calibration of n runs and the submission's runs against it.

    `sampler(generator, (rows, columns))` gives runs of the reference (default: standard normal), so that the effect of
    other distributions can be measured; `shift` is then in the sampler's own unit. The baseline is taken to be far
    away, so that low work always needs its witnesses. Standard error of `fail`:
    √(fail/draws), 2.2e-5 for a chance of 1e-4 and the default number of draws.
    """
    lines = boundaries(design, n)
    generator = np.random.default_rng(seed)
    draw = sampler or (lambda source, size: source.standard_normal(size))
    failed = runs = 0
    for block in _blocks(draws, 50_000):
        reference = draw(generator, (block, n))
        submitted = draw(generator, (block, design.stages)) - shift
        means = np.cumsum(submitted, axis=1) / np.arange(1, design.stages + 1)
        depth = (reference.mean(axis=1, keepdims=True) - means) / reference.std(axis=1, ddof=1, keepdims=True)
        witnesses = np.cumsum(submitted < reference.min(axis=1, keepdims=True), axis=1)
        witnessed = witnesses >= design.witnesses
        witnessed[:, -1] |= submitted.max(axis=1) < np.partition(reference, design.rank - 1, axis=1)[:, design.rank - 1]
        out = (depth > lines.fail) & witnessed
        decided = out | (depth <= lines.clear)
        decided[:, -1] = True
        stage = decided.argmax(axis=1)
        failed += int(out[np.arange(block), stage].sum())
        runs += int((stage + 1).sum())
    return Performance(fail=failed / draws, seeds=runs / draws)


class _Grid:
    """Quadrature over the calibration: u = (ȳ - μ)/σ ~ N(0, 1/n) and v = s/σ ~ χ_{n-1}/√(n - 1), independent."""

    def __init__(self, n: int) -> None:
        nodes, weights = np.polynomial.legendre.leggauss(_OUTER)
        root, scale = math.sqrt(n - 1), 1 / math.sqrt(n)
        self.scale = scale
        self.u: Array = 7 * scale * nodes
        self.u_weight: Array = 7 * scale * weights * norm.pdf(self.u, scale=scale)
        low, high = chi.ppf(1e-10, n - 1) / root, chi.isf(1e-10, n - 1) / root
        self.v: Array = (low + high) / 2 + (high - low) / 2 * nodes
        self.v_weight: Array = (high - low) / 2 * weights * root * chi.pdf(self.v * root, n - 1)

    def mean(self, value: Array) -> float:
        """Expectation of a function given at the nodes, shape (u, v)."""
        return float(self.u_weight @ value @ self.v_weight)

    def probability_at_most(self, value: Array, limit: float) -> float:
        """P(value ≤ limit) for a value that grows with u at each v: its crossing point in u, then the normal law."""
        crossing = [np.interp(math.log(limit), np.log(column), self.u) for column in np.maximum(value.T, 1e-300)]
        return float(ndtr(np.array(crossing) / self.scale) @ self.v_weight)


def _walk(lines: Boundaries, grid: _Grid, drift: float) -> tuple[Array, Array]:
    """Chance of failing and mean runs at each node of the calibration, both of shape (u, v).

    `density` is that of the running sum S_m ~ N(m·drift, m), in σ from μ, on the paths still undecided.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_INNER)
    fail = grid.u[:, None, None] - grid.v[:, None] * np.array(lines.fail)
    clear = grid.u[:, None, None] - grid.v[:, None] * np.array(lines.clear)
    sums, density = np.zeros((*fail.shape[:2], 1)), np.ones((*fail.shape[:2], 1))
    failed, runs = np.zeros(fail.shape[:2]), np.zeros(fail.shape[:2])
    for m in range(1, fail.shape[2] + 1):
        low, high = m * fail[..., m - 1, None], m * clear[..., m - 1, None]
        runs += density.sum(axis=-1)
        failed += (density * ndtr(low - sums - drift)).sum(axis=-1)
        half = (high - low) / 2
        ahead = (high + low) / 2 + half * nodes
        step = np.exp(-0.5 * (ahead[..., :, None] - sums[..., None, :] - drift) ** 2)
        density = (step @ density[..., None])[..., 0] * half * weights / math.sqrt(2 * math.pi)
        sums = ahead
    return failed, runs


def _blocks(total: int, size: int) -> list[int]:
    """`total` cut into blocks of at most `size`, to bound memory."""
    return [min(size, total - start) for start in range(0, total, size)]
