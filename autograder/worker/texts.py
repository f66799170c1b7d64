"""Which pool row is this text? Recognise token rows by content after whatever preprocessing did to them.

1. An array is read as tokens in the ways its form allows (`readings`): lists, decoded words, padded matrices, columns
   of a multi-hot, count or tf-idf matrix.
2. Its rows' signatures are looked up among those of the pool rows, cut alike: to the width of columns, or tightly to
   the least and largest word the array holds (enough for any limit: the rows' originals, so cut, hold no other), and
   to the first or last tokens that padding keeps.
3. Rows without a match are compared by the share of their words, rare ones counting more, that a pool row holds: this
   finds rows that lost or gained a few tokens.

Pool rows that look alike once they are cut are twins: nobody can tell them apart, so none is accused for the other.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from autograder.data.pools import Ragged
from autograder.worker.found import Found
from autograder.worker.readings import Reading, readings
from autograder.worker.tokens import Ints, TokenRows, Window

_SAMPLE = 64
_ENOUGH = 0.9
_LEAST = 0.5
_MARKS = (0, 1, 2, 3)
"""Padding, start, unknown and an index nobody uses: their number says nothing of a text and is the first to change."""
_MOST_FORMS = 4
_MOST_TABLES = 24
_HELD = 0.8
_LEAD = 0.1
"""A row must hold 80 % of the words (by weight) and a tenth more than the next one."""
_PATIENCE = 8
"""After so many arrays of one form that hold no texts, others are looked at briefly: a loop of one's own has thousands
of batches."""
_CHUNK = 256
_ANY = 2**31


@dataclass(frozen=True)
class Match:
    """How an array's rows were made from pool rows of one form."""

    reading: Reading
    form: "Form"
    window: Window
    shift: int
    tight: bool = False
    """Whether the pool rows are cut to the least and largest word the rows hold: they lost rare or frequent words."""

    @property
    def without(self) -> tuple[int, ...]:
        """Tokens that are no words."""
        filling = (token + self.shift for token in self.reading.without)
        return tuple(sorted({*self.form.marks, *filling}))

    def words(self, tokens: TokenRows) -> TokenRows:
        """The words of the rows as their pool rows hold them."""
        return tokens.shifted(self.shift).words(0, _ANY, self.without)


@dataclass(frozen=True)
class Form:
    """The pools' rows as one `load_data` call gave them; `marks` are its tokens that are no words."""

    sequences: Ragged
    marks: tuple[int, ...]
    _tables: dict[Any, tuple[NDArray[np.uint64], Ints, dict[int, tuple[int, ...]]]] = field(default_factory=dict)

    def holds(self, sequences: Ragged, marks: tuple[int, ...]) -> bool:
        """Whether it is the form of these rows."""
        return marks == self.marks and np.array_equal(sequences.tokens, self.sequences.tokens)

    @cached_property
    def rows(self) -> TokenRows:
        """The rows' tokens."""
        return TokenRows.of(self.sequences.tokens, self.sequences.offsets)

    @cached_property
    def words(self) -> "csr_matrix[Any]":
        """The distinct words of each row as a sparse matrix of ones, (rows, vocabulary)."""
        words = self.rows.distinct.words(0, _ANY, self.marks)
        shape = (words.count, int(words.tokens.max(initial=0)) + 1)
        return csr_matrix((np.ones(len(words.rows), np.float32), (words.rows, words.tokens)), shape=shape)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """The weight of each word: rare ones tell more, (vocabulary,)."""
        spread = np.asarray(self.words.sum(axis=0)).reshape(-1)
        weights: NDArray[np.float32] = np.log((1 + self.words.shape[0]) / (1 + spread)).astype(np.float32)
        return weights

    @cached_property
    def by_word(self) -> "csr_matrix[Any]":
        """The rows of each word, (vocabulary, rows)."""
        return self.words.T.tocsr()

    def look_up(self, query: TokenRows, match: "Match", empty: bool = False) -> Found:
        """The pool row of each row of `query` (its words only), by signature; rows without words only if `empty`."""
        ids = np.full(query.count, -1, dtype=np.int64)
        if not len(query.tokens):
            return Found(ids)
        low, high = 0, match.reading.width - 1 + match.shift if match.reading.width else _ANY
        if match.tight:
            low, high = int(query.tokens.min()), int(query.tokens.max())
        hashes, first, twins = self._table(match.reading.kind, match.window, low, high, match.without)
        signatures = query.signatures()
        place = np.minimum(np.searchsorted(hashes, signatures), len(hashes) - 1)
        same = (hashes[place] == signatures) & (empty | (signatures != 0))
        ids[same] = first[place[same]]
        return Found(ids, {row: twins[row] for row in set(ids[same].tolist()) if row in twins})

    def _table(
        self, kind: str, window: Window, low: int, high: int, without: tuple[int, ...]
    ) -> tuple[NDArray[np.uint64], Ints, dict[int, tuple[int, ...]]]:
        key = (kind, window, low, high, without)
        if key not in self._tables:
            while len(self._tables) >= _MOST_TABLES:
                self._tables.pop(next(iter(self._tables)))
            rows = self.rows.within(window)
            signatures = (rows.distinct if kind == "set" else rows).words(low, high, without).signatures()
            hashes, first, inverse, counts = np.unique(
                signatures, return_index=True, return_inverse=True, return_counts=True
            )
            twins = {}
            for group in np.flatnonzero(counts > 1).tolist():
                twins[int(first[group])] = tuple(np.flatnonzero(inverse == group).tolist())
            self._tables[key] = hashes, first.astype(np.int64), twins
        return self._tables[key]


class KnownText:
    """The pools' rows of one text data set, prepared for recognition.

    labels: −1 where unknown; pool: pool number per row; both int64 (rows,).
    """

    def __init__(self, dataset: str, x: Ragged, labels: Ints, pool: Ints) -> None:
        self.dataset = dataset
        self.labels = labels
        self.pool = pool
        self._forms = [Form(x, _MARKS)]
        self._strange: Counter[Any] = Counter()

    def given(self, sequences: Ragged, marks: tuple[int | None, ...]) -> None:
        """Note a form in which the notebook was given the rows; `marks` are its start and unknown tokens."""
        known = tuple(sorted({*_MARKS, *(mark for mark in marks if mark is not None)}))
        self._forms = [Form(sequences, known), *(form for form in self._forms if not form.holds(sequences, known))]
        del self._forms[_MOST_FORMS:]

    def find(self, array: NDArray[Any], places: Ints) -> Found | None:
        """The pool rows of an array's rows at `places`; None where it holds something else."""
        match = self.recognise(array, places) if len(places) else None
        if match is None:
            return None
        tokens = match.reading.read(array, places)
        found = match.form.look_up(match.words(tokens), match, empty=True)
        for window in match.reading.windows:
            found = _completed(found, tokens, replace(match, window=window))
        missing = found.ids < 0
        if missing.any():
            found.ids[missing] = overlap(match, tokens.of_rows(missing))
        return found

    def recognise(self, array: NDArray[Any], places: Ints) -> Match | None:
        """How these rows were made; None where most are no pool rows."""
        sample = places[:: max(1, len(places) // _SAMPLE)]
        best, how = 0.0, None
        kind = (array.shape[1:], array.dtype.str)
        thorough = self._strange[kind] < _PATIENCE
        for match, tokens in self._possible(array, sample):
            if match.tight and not thorough:
                continue
            share = match.form.look_up(match.words(tokens), match).telling
            if share > best:
                best, how = share, match
            if share >= _ENOUGH:
                return how
        if best < _LEAST:
            how = self._alike(array, sample) if thorough else None
        self._strange[kind] += how is None
        return how

    def _possible(self, array: NDArray[Any], sample: Ints) -> Iterator[tuple[Match, TokenRows]]:
        for reading in readings(array, sample):
            tokens = reading.read(array, sample)
            for tight, shift, form, window in product((False, True), reading.shifts, self._forms, reading.windows):
                yield Match(reading, form, window, shift, tight), tokens

    def _alike(self, array: NDArray[Any], sample: Ints) -> Match | None:
        best, how = _LEAST, None
        for match, tokens in self._possible(array, sample):
            if match.window == match.reading.windows[0] and not match.tight:
                share = float((overlap(match, tokens) >= 0).mean())
                if share > best:
                    best, how = share, match
        return how


def _completed(found: Found, tokens: TokenRows, match: Match) -> Found:
    """Look the missing rows up in another way."""
    missing = found.ids < 0
    if not missing.any():
        return found
    more = match.form.look_up(match.words(tokens.of_rows(missing)), match)
    ids = found.ids.copy()
    ids[missing] = more.ids
    return Found(ids, {**more.twins, **found.twins})


def overlap(match: Match, tokens: TokenRows) -> Ints:
    """The pool row that clearly holds most of each row's words, or −1."""
    pool = match.form.words
    words = match.words(tokens).words(0, pool.shape[1] - 1, ()).distinct
    found = np.full(tokens.count, -1, dtype=np.int64)
    values = (match.form.weights[words.tokens], (words.rows, words.tokens))
    query = csr_matrix(values, shape=(tokens.count, pool.shape[1]))
    for start in range(0, tokens.count, _CHUNK):
        part = query[start : start + _CHUNK]
        total = np.asarray(part.sum(axis=1)).reshape(-1)
        held = (part @ match.form.by_word).toarray()
        nearest = held.argmax(axis=1)
        lines = np.arange(len(held))
        best = held[lines, nearest]
        held[lines, nearest] = -1
        clear = (total > 0) & (best >= _HELD * total) & (best - held.max(axis=1) >= _LEAD * total)
        found[start : start + _CHUNK] = np.where(clear, nearest, -1)
    return found
