"""Whose mean and deviation were images standardised with? Test rows have no part in that.

What was done to the pixels is read off the rows that are about to be trained on: a straight line, one for all pixels or
one for each, to which a `Normalization` layer of the model may add another. A line that makes mean 0 and deviation 1 of
the test rows, or of all rows together, was drawn with them; what was merely drawn with other numbers is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import PoolName
from autograder.worker.identity import Floats, Ints, Known
from autograder.worker.rows import POOLS, Block

_ROWS = 200
_STRAIGHT = 1e-4
"""Deviation from a line, as a share of the values' range: float32 keeps seven digits."""
_SAME_ALL, _SAME_EACH = 2e-5, 5e-4
"""How far means and deviations may be off, as shares of the deviation: means of other choices of training rows are off
by 1e-3 (one number) or 1.4e-3 (the median over pixels), those of the same rows by rounding alone."""
_CHUNK = 4096
_HONEST: tuple[tuple[PoolName, ...], ...] = (("train",), ("train", "validation"))
_PEEKING: tuple[tuple[PoolName, ...], ...] = (
    ("test", "holdout"),
    ("train", "test", "holdout"),
    ("train", "validation", "test", "holdout"),
)


@dataclass(frozen=True)
class Scale:
    """The mean taken away and the deviation divided by, in pixel values: one number each, or one for each pixel."""

    mean: Floats
    deviation: Floats

    def off(self, other: "Scale") -> float:
        """How far another is from this one, as a share of the deviation; the median over pixels that vary."""
        usable = np.isfinite(self.mean) & (other.deviation > 1)
        if not usable.any():
            return np.inf
        means, deviations = np.abs(self.mean - other.mean), np.abs(self.deviation - other.deviation)
        return float(np.median((np.maximum(means, deviations) / np.maximum(other.deviation, 1))[usable]))


def statistics(array: NDArray[Any], block: Block, copies: Ints, model: Any) -> dict[PoolName, int]:
    """The rows by pool that the images were standardised with, if test rows are among them; otherwise nothing.

    copies: how many positions of the official arrays hold each pool row.
    """
    known = block.known
    line = _line(known, array, block) if isinstance(known, Known) else None
    if line is None or not isinstance(known, Known):
        return {}
    for scale in _scales(line, model):
        found = _drawn_with(scale, known, copies)
        if found:
            return found
    return {}


def _line(known: Known, array: NDArray[Any], block: Block) -> tuple[Floats, Floats] | None:
    """Slope and offset from pixel values to the array's, shape (1,) or (pixels,); None where there is no line."""
    picked = np.flatnonzero(block.ids >= 0)[:_ROWS]
    prepared = np.asarray(array[block.distinct.first[picked]]) if len(picked) > 1 else np.empty(0)
    raw = known.features[block.ids[picked]].astype(np.float64)
    if prepared.size != raw.size or not prepared.size or prepared.dtype.kind not in "fiu":
        return None
    values = prepared.reshape(raw.shape).astype(np.float64)
    for x, y in ((raw.reshape(-1, 1), values.reshape(-1, 1)), (raw, values)):
        from_mean = x - x.mean(axis=0)
        spread = (from_mean**2).sum(axis=0)
        slope = (from_mean * (y - y.mean(axis=0))).sum(axis=0) / np.where(spread > 0, spread, np.nan)
        offset = y.mean(axis=0) - slope * x.mean(axis=0)
        if np.nanmax(np.abs(y - slope * x - offset), initial=0.0) <= _STRAIGHT * np.ptp(values):
            return slope, offset
    return None


def _scales(line: tuple[Floats, Floats], model: Any) -> Iterator[Scale]:
    slope, offset = line
    with np.errstate(divide="ignore", invalid="ignore"):
        if np.nanmax(np.abs(offset)) > 0:
            yield Scale(-offset / slope, 1 / slope)
        if len(slope) == 1:
            for layer in getattr(model, "layers", ())[:4]:
                mean, variance = getattr(layer, "mean", None), getattr(layer, "variance", None)
                if type(layer).__name__ == "Normalization" and mean is not None and variance is not None:
                    inner, width = np.asarray(mean, np.float64).reshape(-1), np.sqrt(np.asarray(variance, np.float64))
                    yield Scale((inner - offset) / slope, width.reshape(-1) / slope)


def _drawn_with(scale: Scale, known: Known, copies: Ints) -> dict[PoolName, int]:
    first, second = _moments(known, copies)
    best, nearest = np.inf, _HONEST[0]
    for pools in (*_HONEST, *_PEEKING):
        other = _scale_of(pools, first, second, copies, known, len(scale.mean))
        off = np.inf if other is None else scale.off(other)
        if off < best:
            best, nearest = off, pools
    if nearest in _HONEST or best > (_SAME_ALL if len(scale.mean) == 1 else _SAME_EACH):
        return {}
    counts: dict[PoolName, int] = {}
    for name in nearest:
        shown: PoolName = "test" if name == "holdout" else name
        counts[shown] = counts.get(shown, 0) + int(copies[known.pool == POOLS.index(name)].sum())
    return counts


_reckoned: list[tuple[Known, Ints, tuple[Floats, Floats]]] = []


def _moments(known: Known, copies: Ints) -> tuple[Floats, Floats]:
    """Sums of pixels and of their squares over the positions of each pool, shape (pools, pixels); reckoned once."""
    if _reckoned and _reckoned[0][0] is known and _reckoned[0][1] is copies:
        return _reckoned[0][2]
    _reckoned[:] = [(known, copies, _sums(known, copies))]
    return _reckoned[0][2]


def _sums(known: Known, copies: Ints) -> tuple[Floats, Floats]:
    first, second = np.zeros((2, len(POOLS), known.features.shape[1]))
    for start in range(0, len(known.features), _CHUNK):
        part = slice(start, start + _CHUNK)
        pixels = known.features[part].astype(np.float64)
        weights = (known.pool[part] == np.arange(len(POOLS))[:, None]) * copies[part]
        first += weights @ pixels
        second += weights @ pixels**2
    return first, second


def _scale_of(
    pools: tuple[PoolName, ...], first: Floats, second: Floats, copies: Ints, known: Known, size: int
) -> Scale | None:
    """Mean and deviation over the positions of some pools: of all pixels, of each column or of each pixel."""
    places = [POOLS.index(name) for name in pools]
    rows = sum(int(copies[known.pool == place].sum()) for place in places)
    pixels = first.shape[1]
    if not rows or pixels % size:
        return None
    means = first[places].sum(axis=0).reshape(-1, size).mean(axis=0) / rows
    squares = second[places].sum(axis=0).reshape(-1, size).mean(axis=0) / rows
    return Scale(means, np.sqrt(np.maximum(squares - means**2, 0)))
