"""Stand-ins: arrays of the official shape and dtype, filled from the small pools.

Runs in the grader and inside the sandbox; imports nothing beyond NumPy.

Training positions hold train rows (and, where the course validates on the last ones, validation rows there). The test
array holds the test rows again and again, with the holdout rows among them at evenly spaced positions: so whatever the
student does to `x_test` is done to the holdout inputs too. Their labels are not known here; such a position shows the
label of the test row before it. Pools of the official cut fill the arrays without a repetition, each row at its own
place.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autograder.data.layout import LAYOUTS, Layout
from autograder.data.pools import Ragged, WorkerPools, concatenate

Rows = NDArray[np.int64]
_OUT_OF_VOCABULARY, _FIRST_WORD, _INDEX_FROM = 2, 4, 3  # in pool tokens, which follow Keras' defaults


@dataclass(frozen=True)
class TextOptions:
    """Arguments of `keras.datasets.{imdb,reuters}.load_data` with Keras' defaults; test_split is Reuters' alone.

    `path` and `seed` have no counterpart: which rows there are and their order is the grader's business.
    """

    num_words: int | None = None
    skip_top: int = 0
    maxlen: int | None = None
    start_char: int | None = 1
    oov_char: int | None = 2
    index_from: int = 3
    test_split: float = 0.2


@dataclass(frozen=True, eq=False)
class StandIn:
    """What `load_data` returns in grading mode, and which pool row is where.

    x_train, x_test: uint8 (n, 28, 28), or object (n,) of lists of int.
    y_train, y_test: uint8 (n,) for images, int64 (n,) for text.
    train_rows, test_rows: global pool-row id at each position, int64 (n,).
    test_displaced: global id of the test row whose label each test position has, int64 (n,); differs from `test_rows`
        where a holdout row stands.
    given: the text rows in the order of the global row ids, as they are given here; None for images.
    """

    x_train: NDArray[np.generic]
    y_train: NDArray[np.generic]
    x_test: NDArray[np.generic]
    y_test: NDArray[np.generic]
    train_rows: Rows
    test_rows: Rows
    test_displaced: Rows
    given: Ragged | None = None

    @property
    def holdout_positions(self) -> Rows:
        """Test positions at which holdout rows stand, rising; the i-th of them holds the i-th holdout row shown."""
        return np.flatnonzero(self.test_rows != self.test_displaced)


def build_stand_in(pools: WorkerPools, options: TextOptions | None = None) -> StandIn:
    """Build the stand-in of a data set from what the worker may see; `options` matter to text alone."""
    layout = LAYOUTS[pools.dataset]
    if layout.kind == "images":
        return _images(pools, layout)
    return _text(pools, layout, options or TextOptions())


def rows_for_training(layout: Layout, n_train: int, n_validation: int, size: int) -> Rows:
    """Return the global row id at each of `size` official training positions, int64 (size,).

    Without a validated range, or without validation rows, the train pool fills all.
    """
    validated = layout.validated if n_validation else 0
    trained = size - validated
    position = np.arange(trained)
    stretched = layout.repeat == "stretch" and n_train < trained
    rows = position * n_train // trained if stretched else position % n_train
    return np.concatenate([rows, n_train + np.arange(validated) % max(n_validation, 1)])


def rows_for_test(first_test: int, n_test: int, n_holdout: int, size: int) -> tuple[Rows, Rows]:
    """Return global row ids at each of `size` test positions, and those of the rows that own the labels there.

    Holdout row i stands at position floor((i + 1/2) * size / n_holdout). If there are more holdout rows than
    positions, the last ones are not shown. The test rows go in order through the positions left, and the last one
    before a holdout row lends it its label.
    """
    shown = min(n_holdout, size)
    free = np.ones(size, bool)
    free[(2 * np.arange(shown) + 1) * size // (2 * max(shown, 1))] = False
    owners = first_test + np.maximum(np.cumsum(free) - 1, 0) % n_test
    rows = owners.copy()
    rows[~free] = first_test + n_test + np.arange(shown)
    return rows, owners


def _images(pools: WorkerPools, layout: Layout) -> StandIn:
    first_test = pools.first_ids["test"]
    train_rows = rows_for_training(layout, len(pools.train), len(pools.validation), layout.train_size)
    test_rows, owners = rows_for_test(first_test, len(pools.test), len(pools.holdout_x), layout.test_size)
    x, y = _all_inputs(pools), _known_labels(pools).astype(np.uint8)
    if isinstance(x, Ragged):
        raise TypeError(f"{pools.dataset}: images expected, token sequences found")
    return StandIn(
        np.take(x, train_rows, axis=0), y[train_rows], np.take(x, test_rows, axis=0), y[owners],
        train_rows, test_rows, owners,
    )  # fmt: skip


def _text(pools: WorkerPools, layout: Layout, options: TextOptions) -> StandIn:
    x, y = _all_inputs(pools), _known_labels(pools)
    if not isinstance(x, Ragged):
        raise TypeError(f"{pools.dataset}: token sequences expected, images found")
    train_size, test_size = _text_sizes(layout, options)
    train_rows = rows_for_training(layout, len(pools.train), len(pools.validation), train_size)
    test_rows, owners = rows_for_test(pools.first_ids["test"], len(pools.test), len(pools.holdout_x), test_size)
    if options.maxlen:
        lengths = x.lengths - (options.start_char is None)
        train_rows = train_rows[lengths[train_rows] < options.maxlen]
        fits = lengths[test_rows] < options.maxlen
        test_rows, owners = test_rows[fits], owners[fits]
    given = _with_options(x, options)
    with _collector_paused():
        lists = _as_lists(given)
        x_train, x_test = _objects(lists, train_rows), _objects(lists, test_rows)
    return StandIn(x_train, y[train_rows], x_test, y[owners], train_rows, test_rows, owners, given)


def _text_sizes(layout: Layout, options: TextOptions) -> tuple[int, int]:
    total = layout.train_size + layout.test_size
    if "all" not in layout.reach:
        return layout.train_size, layout.test_size
    train_size = int(total * (1 - options.test_split))  # Keras' own rounding
    return train_size, total - train_size


def _all_inputs(pools: WorkerPools) -> NDArray[np.uint8] | Ragged:
    return concatenate([pools.train.x, pools.validation.x, pools.test.x, pools.holdout_x])


def _known_labels(pools: WorkerPools) -> NDArray[np.int64]:
    return np.concatenate([pools.train.y, pools.validation.y, pools.test.y])


def _with_options(x: Ragged, options: TextOptions) -> Ragged:
    """Redo with other arguments what Keras did with its defaults: marks, offset and the vocabulary's limits.

    A word that the pool already holds as unknown stays unknown: its rank is lost.
    """
    tokens, starts = x.tokens, x.offsets[:-1]
    word = tokens >= _FIRST_WORD
    shifted = np.where(word, tokens - _INDEX_FROM + options.index_from, tokens)
    if options.start_char is not None:
        shifted[starts] = options.start_char
    limit = options.num_words or np.iinfo(np.int32).max
    known = (shifted >= options.skip_top) & (shifted < limit) & (tokens != _OUT_OF_VOCABULARY)
    keep = np.ones(len(tokens), bool) if options.oov_char is not None else known
    if options.start_char is None:
        keep[starts] = False
    if options.oov_char is not None:
        shifted[~known] = options.oov_char
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return Ragged(shifted[keep].astype(np.int32), kept_before[x.offsets])


def _as_lists(x: Ragged) -> list[list[int]]:
    flat, bounds = x.tokens.tolist(), x.offsets.tolist()
    return [flat[start:stop] for start, stop in pairwise(bounds)]


def _objects(lists: list[list[int]], rows: Rows) -> NDArray[np.object_]:
    """One list per position: copies of a row are different lists, as a student who edits one in place expects."""
    array = np.empty(len(rows), object)
    for position, row in enumerate(rows.tolist()):
        array[position] = lists[row].copy()
    return array


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking all of TensorFlow's objects while tens of thousands of lists appear."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
