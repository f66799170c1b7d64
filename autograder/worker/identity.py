"""Which pool row is this? Recognise rows by content after whatever honest preprocessing did to them.

Distinct rows are found by a multiply-sum hash of their bytes. A distinct row is then matched to the pools:

1. by ratios of zero-sum projections: unchanged by reshaping, scaling, shifting, dtype, and per-image standardising;
2. failing that, by correlation after standardising every column, which undoes scaling per pixel and tolerates noise;
   what looks like pool rows but is not (flipped, shifted, other images) is recognised by how it matches as a whole.

Text rows are matched in `texts`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from autograder.worker.found import Found
from autograder.worker.tokens import sums_by_row

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SIDE = 28
_PROJECTIONS = 6
_RATIO_TOLERANCE = 2e-3
"""Float16 keeps 11 bits; a ratio of sums over 784 pixels of it errs by a few 1e-4, distinct images differ by 1e-1."""
_FEW = 8
"""So few rows without a match are changed or foreign ones among many that matched."""
_NEAR = 0.93
"""Median correlation with the nearest pool row: ≥ .97 after scaling per pixel, ≤ .92 for flips, shifts, other data."""
_DIFFERENT = 0.97
"""Share of rows whose nearest pool row is nobody else's: ≥ .98 under noise, ≤ .92 for flips, shifts, other data."""
_MANY = 200
_CORRELATION = 0.5
_MARGIN = 0.01
"""The nearest row must be clearly nearer than the next: true matches lead by ≥ .013, duplicates by < .01."""
_CHUNK = 4096
_CHUNK_BYTES = 2**20
"""Rows hashed at a time, at most: what fits the processor's cache is hashed twice as fast."""
_SPARSE = 0.1
_SAMPLE = 256
_LEAST = 0.5
"""At least half of a sample must be pool rows for an array to hold a data set's rows."""
_PAIRS = 2**26
"""Rows compared with rows at a time, 256 MB: the official arrays have 4 billion pairs, reduced pools fit at once."""


@dataclass(frozen=True)
class Known:
    """The pools' rows of one data set: pixels (rows, features), labels (−1 where unknown), pool number per row."""

    dataset: str
    features: NDArray[Any]
    labels: Ints
    pool: Ints
    keys: Floats
    tree: Any
    """A search tree of the keys."""

    @cached_property
    def standardised(self) -> NDArray[np.float32]:
        """The rows with every column standardised, of unit length; made only where an array needs it."""
        return _standardised(self.features.astype(np.float32))

    def find(self, array: NDArray[Any], places: Ints) -> Found | None:
        """The pool rows of an array's rows at `places`; None where most are none."""
        if array.dtype == object or array.ndim < 2 or not len(places) or as_images(array[:1]) is None:
            return None
        images = as_images(array[places])
        if images is None or (match_images(images[:: max(1, len(images) // _SAMPLE)], self) >= 0).mean() < _LEAST:
            return None
        return Found(match_images(images, self))


@dataclass(frozen=True)
class Distinct:
    """The distinct rows of an array: positions of first copies, copies of each, and for every row its distinct one."""

    first: Ints
    copies: Ints
    inverse: Ints
    hashes: NDArray[np.uint64]


def projections(features: NDArray[Any]) -> Floats:
    """Scale- and shift-free keys of rows, shape (rows, projections − 1)."""
    rng = np.random.Generator(np.random.PCG64(7))
    weights = rng.standard_normal((features.shape[1], _PROJECTIONS))
    weights -= weights.mean(axis=0)
    # In pieces: the official arrays as float64 would be half a gigabyte.
    sums = np.empty((len(features), _PROJECTIONS))
    for start in range(0, len(features), _CHUNK):
        sums[start : start + _CHUNK] = features[start : start + _CHUNK].astype(np.float64) @ weights
    norm = np.linalg.norm(sums, axis=1, keepdims=True)
    norm[norm == 0] = 1.0
    unit = sums / norm
    sign = np.sign(unit[:, :1])
    sign[sign == 0] = 1.0
    keys: Floats = unit * sign
    return keys


def known_images(dataset: str, x: NDArray[Any], labels: Ints, pool: Ints) -> Known:
    """Prepare the pools of an image data set for recognition."""
    features = x.reshape(len(x), -1)
    keys = projections(features)
    return Known(dataset, features, labels, pool, keys, cKDTree(keys))


def hash_rows(rows: NDArray[Any]) -> NDArray[np.uint64]:
    """A 64-bit hash of each row's bytes, shape (rows,)."""
    out = np.empty(len(rows), dtype=np.uint64)
    weights = np.empty((0, 0), dtype=np.uint64)
    step = min(_CHUNK, max(1, _CHUNK_BYTES // max(1, rows[:1].nbytes)))
    for start in range(0, len(rows), step):
        chunk = np.ascontiguousarray(rows[start : start + step]).reshape(len(rows[start : start + step]), -1)
        data = chunk.view(np.uint8).reshape(len(chunk), -1)
        pad = -data.shape[1] % 8
        words = (np.pad(data, ((0, 0), (0, pad))) if pad else data).view(np.uint64)
        if not len(weights):
            weights = np.tile(_odd_numbers(words.shape[1]), (len(words), 1))
        out[start : start + step] = _weighted_sums(words, weights[: len(words)])
    return out


def _weighted_sums(words: NDArray[np.uint64], weights: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The sum over each row of its mixed words times the weights, which every row repeats.

    Zeros, most of a multi-hot row, are passed over.
    """
    used = words != 0
    if np.count_nonzero(used) > _SPARSE * used.size:
        mixed: NDArray[np.uint64] = words ^ (words >> np.uint64(29))
        row: NDArray[np.uint64] = weights[0]
        return mixed @ row
    places = np.flatnonzero(used)
    values = words.reshape(-1)[places]
    terms = (values ^ (values >> np.uint64(29))) * weights.reshape(-1)[places]
    return sums_by_row(terms, places // words.shape[1], len(words))


def _odd_numbers(count: int) -> NDArray[np.uint64]:
    drawn: NDArray[np.uint64] = np.random.Generator(np.random.PCG64(11)).integers(1, 2**63, count, dtype=np.uint64)
    return drawn * np.uint64(2) + np.uint64(1)


def distinct_rows(rows: NDArray[Any]) -> Distinct:
    """Find the distinct rows of an array, in order of first appearance."""
    hashes = hash_rows(rows) if rows.dtype != object else hash_lists(rows)
    _, first, inverse, copies = np.unique(hashes, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Distinct(
        first=first[order].astype(np.int64),
        copies=copies[order].astype(np.int64),
        inverse=rank[inverse.reshape(-1)].astype(np.int64),
        hashes=hashes[first[order]],
    )


def hash_lists(rows: NDArray[Any]) -> NDArray[np.uint64]:
    """A hash of each ragged row."""
    return np.array([hash(np.asarray(row).tobytes()) & (2**64 - 1) for row in rows], dtype=np.uint64)


def as_images(rows: NDArray[Any]) -> NDArray[np.float32] | None:
    """Rows as (rows, 784) grey images, or None where they cannot be: colour is averaged, padding cropped."""
    size = int(np.prod(rows.shape[1:]))
    if not np.issubdtype(rows.dtype, np.number) and rows.dtype != bool:
        return None
    if size == _SIDE * _SIDE:
        return rows.reshape(len(rows), -1).astype(np.float32)
    shape = rows.shape[1:]
    if len(shape) == 3 and shape[-1] == 3:
        rows, shape = rows.mean(axis=-1), shape[:-1]
    elif len(shape) == 3 and shape[-1] == 1:
        rows, shape = rows[..., 0], shape[:-1]
    if len(shape) == 2 and shape[0] >= _SIDE and shape[1] >= _SIDE:
        top, left = (shape[0] - _SIDE) // 2, (shape[1] - _SIDE) // 2
        cropped = rows[:, top : top + _SIDE, left : left + _SIDE]
        return np.ascontiguousarray(cropped).reshape(len(rows), -1).astype(np.float32)
    return None


def match_images(images: NDArray[np.float32], known: Known) -> Ints:
    """The pool row of each image, or −1; images float32 (rows, 784)."""
    images = np.nan_to_num(images)
    distance, nearest = known.tree.query(projections(images), workers=1)
    found = np.where(distance < _RATIO_TOLERANCE, nearest, -1).astype(np.int64)
    missing = np.flatnonzero(found < 0)
    if len(missing) > _FEW:
        found[missing] = _match_by_correlation(_standardised(images)[missing], known)
    return found


def _match_by_correlation(query: NDArray[np.float32], known: Known) -> Ints:
    """Match standardised rows as a whole: each has a nearest pool row, but only true ones are near or all different."""
    nearest, best, margin = _nearest(query, known.standardised)
    scaled = float(np.median(best)) > _NEAR
    noisy = len(query) >= _MANY and len(np.unique(nearest)) >= _DIFFERENT * len(query)
    if not (scaled or noisy):
        return np.full(len(query), -1, dtype=np.int64)
    return np.where((best > _CORRELATION) & (margin > _MARGIN), nearest, -1).astype(np.int64)


def _nearest(
    query: NDArray[np.float32], rows: NDArray[np.float32]
) -> tuple[Ints, NDArray[np.float32], NDArray[np.float32]]:
    """For each query the row with the largest product, that product, and its lead over the next row's."""
    nearest = np.empty(len(query), dtype=np.int64)
    best, next_best = np.empty((2, len(query)), dtype=np.float32)
    step = max(1, _PAIRS // len(rows))
    for start in range(0, len(query), step):
        part = slice(start, start + step)
        scores = query[part] @ rows.T
        nearest[part] = scores.argmax(axis=1)
        place = np.arange(len(scores)), nearest[part]
        best[part] = scores[place]
        scores[place] = -np.inf
        next_best[part] = scores.max(axis=1)
    return nearest, best, best - next_best


def _standardised(features: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = features.std(axis=0)
    columns: NDArray[np.float32] = features - features.mean(axis=0)
    columns /= np.where(spread > 1e-6 * max(spread.max(), 1e-30), spread, np.float32(np.inf))
    norm = np.linalg.norm(columns, axis=1, keepdims=True)
    columns /= np.where(norm > 0, norm, np.float32(1))
    return columns
