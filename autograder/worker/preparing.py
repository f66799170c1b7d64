"""Preprocessing learnt from rows that were trained on, and repeated on rows that the student never prepared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from autograder.worker.identity import Ints, Known
from autograder.worker.rows import AnyKnown, Block
from autograder.worker.texts import Form, KnownText

_IMAGES = 200
_TEXTS = 60
_FIRST = 6
_SAME = 0.95
"""Share of the rows that must come out equal: twins, and rows changed by hand, do not."""
_UNKNOWN = 2
Side = Literal["pre", "post"]


class Preparation(Protocol):
    """A preprocessing that can be repeated."""

    def repeat(self, rows: Ints) -> NDArray[Any]:
        """Prepare pool rows in the same way."""


def learn(known: AnyKnown, array: NDArray[Any], block: Block) -> Preparation | None:
    """The preprocessing that made an array's rows, if it is one pixel by pixel or one of the usual ones of texts."""
    if isinstance(known, KnownText):
        return _textwise(known, array, block)
    return _pixelwise(known, array, block)


@dataclass(frozen=True)
class Pixelwise:
    """A preprocessing that maps each pixel value 0…255 to `values`, giving rows of `shape` and `dtype`."""

    known: Known
    values: NDArray[np.float64]
    shape: tuple[int, ...]
    dtype: Any

    def repeat(self, rows: Ints) -> NDArray[Any]:
        """Prepare pool rows in the same way."""
        prepared = self.values[self.known.features[rows].astype(np.int64)]
        return prepared.reshape(-1, *self.shape).astype(self.dtype)


def _pixelwise(known: Known, array: NDArray[Any], block: Block) -> Pixelwise | None:
    picked = np.flatnonzero(block.ids >= 0)[:_IMAGES]
    prepared = np.asarray(array[block.distinct.first[picked]])
    raw = known.features[block.ids[picked]]
    if prepared.size != raw.size:
        return None
    values, pixels = prepared.reshape(-1).astype(np.float64), raw.reshape(-1).astype(np.int64)
    table = np.full(256, np.nan)
    table[pixels] = values
    if not np.allclose(table[pixels], values, rtol=1e-5, atol=1e-7):
        return None
    seen = np.flatnonzero(~np.isnan(table))
    return Pixelwise(known, np.interp(np.arange(256), seen, table[seen]), array.shape[1:], array.dtype)


@dataclass(frozen=True)
class Textwise:
    """A usual preprocessing of token sequences, giving rows of `shape` and `dtype`.

    shift: what is taken away from every token; limit: the first token that is too rare, which is then dropped, becomes
    the mark of unknown words, or is kept.
    weighting: what stands in a word's column; None: no columns but sequences, filled up with `filling` and cut.
    """

    form: Form
    shape: tuple[int, ...]
    dtype: Any
    shift: int
    limit: int
    rare: Literal["drop", "unknown", "keep"]
    weighting: Literal["binary", "count", "share", "unit", "unit-count"] | None
    filling: float = 0
    padding: Side = "pre"
    truncating: Side = "pre"

    def repeat(self, rows: Ints) -> NDArray[Any]:
        """Prepare pool rows in the same way."""
        width = int(np.prod(self.shape))
        out = np.full((len(rows), width), self.filling, dtype=np.float64)
        for line, row in zip(out, rows.tolist(), strict=True):
            tokens = self._vocabulary(self.form.sequences.row(row).astype(np.int64) - self.shift)
            if self.weighting is None:
                self._lay(line, tokens)
            else:
                line[:] = self._weighted(np.bincount(tokens[(tokens >= 0) & (tokens < width)], minlength=width))
        return out.reshape(-1, *self.shape).astype(self.dtype)

    def _vocabulary(self, tokens: Ints) -> Ints:
        if self.rare == "unknown":
            return np.where(tokens < self.limit, tokens, _UNKNOWN)
        return tokens[tokens < self.limit] if self.rare == "drop" else tokens

    def _lay(self, line: NDArray[np.float64], tokens: Ints) -> None:
        kept = tokens[-len(line) :] if self.truncating == "pre" else tokens[: len(line)]
        if len(kept):
            line[slice(-len(kept), None) if self.padding == "pre" else slice(0, len(kept))] = kept

    def _weighted(self, counts: Ints) -> NDArray[np.float64]:
        values = (counts if self.weighting in ("count", "share", "unit-count") else counts > 0).astype(np.float64)
        norm = 1.0
        if self.weighting == "share":
            norm = values.sum()
        elif self.weighting in ("unit", "unit-count"):
            norm = float(np.linalg.norm(values))
        return values / norm if norm else values


def _textwise(known: KnownText, array: NDArray[Any], block: Block) -> Textwise | None:
    picked = np.flatnonzero((block.ids >= 0) & ~np.isin(block.ids, list(block.twins)))
    picked = picked[:: max(1, len(picked) // _TEXTS)][:_TEXTS]
    rows, places = block.ids[picked], block.distinct.first[picked]
    match = known.recognise(array, places) if len(places) and array.dtype.kind in "biuf" and array.ndim > 1 else None
    if match is None or match.reading.name not in ("padded", "columns"):
        return None
    prepared = np.asarray(array[places])
    limit = int(array.max()) + 1 if match.reading.name == "padded" else int(np.prod(array.shape[1:]))
    base = Textwise(match.form, array.shape[1:], array.dtype, match.shift, limit, "keep", None)
    few = slice(0, _FIRST)
    for candidate in _candidates(base, prepared, match.reading.name == "columns"):
        near = _equal_rows(candidate.repeat(rows[few]), prepared[few])
        if near >= _SAME - 1 / _FIRST and _equal_rows(candidate.repeat(rows), prepared) >= _SAME:
            return candidate
    return None


def _candidates(base: Textwise, prepared: NDArray[Any], columns: bool) -> Iterator[Textwise]:
    rare: tuple[Literal["keep", "unknown", "drop"], ...] = ("keep", "unknown", "drop")
    if columns:
        weightings: tuple[Any, ...] = ("binary", "count", "share", "unit", "unit-count")
        for weighting, way in product(weightings, rare[:2]):
            yield replace(base, weighting=weighting, rare=way)
        return
    flat = prepared.reshape(len(prepared), -1)
    sides: tuple[Side, ...] = ("pre", "post")
    for padding, truncating, way in product(sides, sides, rare):
        values, counts = np.unique(flat[:, 0 if padding == "pre" else -1], return_counts=True)
        for filling in dict.fromkeys((0.0, float(values[counts.argmax()]))):
            yield replace(base, padding=padding, truncating=truncating, rare=way, filling=filling)


def _equal_rows(ours: NDArray[Any], theirs: NDArray[Any]) -> float:
    """Share of the rows that are equal."""
    near = np.isclose(ours.astype(np.float64), theirs.astype(np.float64), rtol=1e-3, atol=1e-6)
    return float(near.reshape(len(near), -1).all(axis=1).mean())
