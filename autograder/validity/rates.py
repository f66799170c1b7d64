"""Observed rates with exact intervals (Clopper and Pearson 1934, through SciPy)."""

from collections.abc import Iterable

from scipy.stats import binomtest

from autograder.model.base import Frozen

LEVEL = 0.95


class Rate(Frozen):
    """So many of so many, and the interval that holds the true rate at the level of 95 %; without any, nothing."""

    hits: int
    of: int
    low: float = 0.0
    high: float = 1.0

    @property
    def share(self) -> float | None:
        """The observed rate."""
        return self.hits / self.of if self.of else None

    @property
    def at_most(self) -> float:
        """The one-sided upper bound at the same level; 1 without any."""
        if not self.of:
            return 1.0
        return float(binomtest(self.hits, self.of, alternative="less").proportion_ci(LEVEL, method="exact").high)


def rate(cases: Iterable[bool]) -> Rate:
    """The rate of the true ones among independent cases."""
    seen = list(cases)
    if not seen:
        return Rate(hits=0, of=0)
    interval = binomtest(sum(seen), len(seen)).proportion_ci(LEVEL, method="exact")
    return Rate(hits=sum(seen), of=len(seen), low=float(interval.low), high=float(interval.high))
