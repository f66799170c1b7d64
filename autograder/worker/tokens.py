"""Token rows as flat arrays, and signatures that tell at once which of thousands of rows another one is.

A signature is the sum of one random 64-bit number per token, so it does not depend on order. Over all tokens of a row
it stands for the row's words with their numbers (sequences), over its distinct tokens for the set of its words
(columns of a multi-hot, count or tf-idf matrix).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Window = tuple[Literal["all", "last", "first"], int]
"""Which tokens of each row count: all, or its last or first so many."""

WHOLE: Window = ("all", 0)
_SPACE = 2**32
"""More tokens than any vocabulary has: a pair of row and token fits one number."""


@dataclass(frozen=True)
class TokenRows:
    """Rows of tokens: `tokens[i]` belongs to row `rows[i]` (rising) of `count`; both int64."""

    tokens: Ints
    rows: Ints
    count: int

    @classmethod
    def of(cls, tokens: NDArray[np.integer], offsets: Ints) -> "TokenRows":
        """From sequences stored flat: row i is `tokens[offsets[i]:offsets[i + 1]]`."""
        count = len(offsets) - 1
        return cls(tokens.astype(np.int64), np.repeat(np.arange(count), np.diff(offsets)), count)

    @cached_property
    def lengths(self) -> Ints:
        """Number of tokens of each row, (count,)."""
        return np.bincount(self.rows, minlength=self.count).astype(np.int64)

    @cached_property
    def places(self) -> Ints:
        """Place of each token in its row, from 0."""
        starts = np.cumsum(self.lengths) - self.lengths
        return np.arange(len(self.rows)) - starts[self.rows]

    def within(self, window: Window) -> "TokenRows":
        """The tokens inside a window of each row."""
        side, size = window
        if side == "all":
            return self
        inside = self.places < size if side == "first" else self.places >= self.lengths[self.rows] - size
        return self.where(inside)

    def where(self, keep: NDArray[np.bool_]) -> "TokenRows":
        """Some of the tokens; rows keep their numbers."""
        return TokenRows(self.tokens[keep], self.rows[keep], self.count)

    def of_rows(self, chosen: NDArray[np.bool_]) -> "TokenRows":
        """The rows where `chosen`, (count,), is true, numbered anew."""
        keep = chosen[self.rows]
        number = np.cumsum(chosen) - 1
        return TokenRows(self.tokens[keep], number[self.rows[keep]], int(chosen.sum()))

    def words(self, low: int, high: int, without: tuple[int, ...]) -> "TokenRows":
        """The tokens from `low` to `high` that are no marks."""
        keep = (self.tokens >= low) & (self.tokens <= high)
        for mark in without:
            keep &= self.tokens != mark
        return self.where(keep)

    def shifted(self, by: int) -> "TokenRows":
        """Every token moved by a number."""
        return TokenRows(self.tokens + by, self.rows, self.count) if by else self

    @cached_property
    def distinct(self) -> "TokenRows":
        """Every row's distinct tokens, rising."""
        pairs = np.sort(self.rows * _SPACE + self.tokens)  # `np.unique` hashes, which takes five times as long
        pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
        return TokenRows(pairs % _SPACE, pairs // _SPACE, self.count)

    def signatures(self) -> Hashes:
        """One number for each row, (count,); 0 for a row without tokens."""
        return sums_by_row(mixed(self.tokens), self.rows, self.count)


def sums_by_row(values: Hashes, rows: Ints, count: int) -> Hashes:
    """The sum, modulo 2^64, of the values of each of `count` rows; `rows`, rising, says whose each value is."""
    out = np.zeros(count, dtype=np.uint64)
    if len(rows):
        starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
        out[rows[starts]] = np.add.reduceat(values, starts)
    return out


def mixed(tokens: NDArray[np.integer]) -> Hashes:
    """A fixed random-looking 64-bit number for each token (the finaliser of SplitMix64, Steele et al. 2014)."""
    z = tokens.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x632BE59BD9B4E019)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
