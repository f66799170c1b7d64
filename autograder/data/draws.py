"""Random draws that are the same bits on every machine and under every NumPy.

NumPy promises a stable stream for a bit generator's raw output only, not for the distributions above it. Everything
here is integer arithmetic on that stream, or one exact multiplication by a power of two.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Draws:
    """A seeded stream of draws; two streams with one seed give the same draws in the same order."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self, low: ArrayLike, high: ArrayLike, size: int | tuple[int, ...]) -> Floats:
        """Return numbers evenly spread over [low, high)."""
        unit = (self._raw(size) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        bottom, top = np.asarray(low, np.float64), np.asarray(high, np.float64)
        scaled: Floats = bottom + (top - bottom) * unit
        return scaled

    def below(self, bound: ArrayLike, size: int | tuple[int, ...]) -> Integers:
        """Return integers from 0 to bound - 1, bound < 2^31."""
        return ((self._raw(size) >> np.uint64(33)).astype(np.int64) * np.asarray(bound, np.int64)) >> 31

    def chance(self, probability: float, size: int) -> NDArray[np.bool_]:
        """Return True with a probability, each on its own."""
        return self.uniform(0, 1, size) < probability

    def permutation(self, size: int) -> Integers:
        """Return the integers below `size` in random order."""
        return np.argsort(self._raw(size), kind="stable").astype(np.int64)

    def weighted(self, weights: ArrayLike, size: int) -> Integers:
        """Return indices drawn in proportion to non-negative integer weights whose sum is below 2^31."""
        edges = np.cumsum(np.asarray(weights, np.int64))
        return np.searchsorted(edges, self.below(edges[-1], size), side="right").astype(np.int64)

    def _raw(self, size: int | tuple[int, ...]) -> NDArray[np.uint64]:
        count = int(np.prod(size))
        return np.asarray(self._bits.random_raw(count), np.uint64).reshape(size)
