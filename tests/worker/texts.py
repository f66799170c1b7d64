"""Small pools of token sequences for tests, and what students make of such sequences."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.data.pools import Ragged
from autograder.worker.identity import Ints
from autograder.worker.rows import HOLDOUT
from autograder.worker.texts import KnownText

RNG = np.random.default_rng(17)
VOCABULARY = 800
SIZES = (300, 60, 100)
"""Rows of the train, test and holdout pools."""


def sequences() -> Ragged:
    """Return rows of 30 to 200 words, common ones more often, each after a start mark."""
    lengths = RNG.integers(30, 200, sum(SIZES))
    words = np.minimum(4 + RNG.pareto(0.6, lengths.sum()) * 5, VOCABULARY - 1).astype(np.int64)
    rows = np.split(words, np.cumsum(lengths)[:-1])
    return Ragged.from_rows([[1, *row.tolist()] for row in rows])


def known_text(x: Ragged) -> KnownText:
    """Prepare the rows for recognition; labels follow the row's number."""
    pool = np.repeat([0, 2, HOLDOUT], SIZES)
    return KnownText("wires", x, np.where(pool == HOLDOUT, -1, np.arange(len(x)) % 5), pool)


def lists(x: Ragged, rows: Ints) -> NDArray[np.object_]:
    """Return the rows as an array of lists."""
    out = np.empty(len(rows), dtype=object)
    for place, row in enumerate(rows.tolist()):
        out[place] = x.row(row).tolist()
    return out


def multi_hot(rows: Any, width: int = VOCABULARY, dtype: str = "float64") -> NDArray[Any]:
    """Vectorise as the course does."""
    out = np.zeros((len(rows), width), dtype=dtype)
    for place, row in enumerate(rows):
        out[place, [token for token in row if token < width]] = 1
    return out


def counts(rows: Any, width: int = VOCABULARY) -> NDArray[np.float64]:
    """Count each word."""
    return np.array([np.bincount(row, minlength=width)[:width] for row in rows], dtype=np.float64)


def padded(rows: Any, length: int, value: int = 0, padding: str = "pre", truncating: str = "pre") -> NDArray[np.int32]:
    """Fill up and cut as `keras.utils.pad_sequences` does."""
    out = np.full((len(rows), length), value, dtype=np.int32)
    for line, row in zip(out, rows, strict=True):
        kept = row[-length:] if truncating == "pre" else row[:length]
        line[slice(-len(kept), None) if padding == "pre" else slice(len(kept))] = kept
    return out
