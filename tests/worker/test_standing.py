"""Arrays of which nothing can be recognised are known by which of their rows are equal."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data.layout import LAYOUTS
from autograder.data.standins import rows_for_test, rows_for_training
from autograder.worker.identity import Ints, distinct_rows
from autograder.worker.rows import RowBook

from .texts import SIZES, known_text, lists, multi_hot, sequences

TRAIN = rows_for_training(LAYOUTS["imdb"], SIZES[0], 0, 2000)
TEST, OWNERS = rows_for_test(SIZES[0], SIZES[1], SIZES[2], 1500)
EMBEDDED = multi_hot(lists(sequences(), np.arange(sum(SIZES)))) @ np.random.default_rng(2).normal(size=(800, 12))
"""What a layer made of the rows: twelve numbers each."""


@pytest.fixture
def book() -> RowBook:
    """Give a book that has seen both stand-ins being loaded, and knows other texts."""
    copies = np.bincount(np.concatenate([TRAIN, TEST]), minlength=sum(SIZES)).astype(np.int64)
    made = RowBook([known_text(sequences())], {"wires": copies}, {"wires": {}})
    made.standing.note("wires", TRAIN)
    made.standing.note("wires", TEST)
    return made


def ids(book: RowBook, array: NDArray[Any]) -> Ints:
    """Give the pool row at each position."""
    block = book.look(array)
    return block.ids[block.distinct.inverse]


def test_a_whole_stand_in_is_known_by_its_repetitions(book: RowBook) -> None:
    """Training and test arrays repeat differently; the holdout rows of the test array are found."""
    assert (ids(book, EMBEDDED[TRAIN]) == TRAIN).all()
    assert (ids(book, EMBEDDED[TEST]) == TEST).all()


def test_a_part_is_known_where_the_whole_is_at_hand(book: RowBook) -> None:
    """A slice has its base, a shuffled copy the variable it was drawn from."""
    whole, order = EMBEDDED[TRAIN], np.random.default_rng(3).permutation(2000)
    assert (ids(book, whole[500:900]) == TRAIN[500:900]).all()
    other = EMBEDDED[TRAIN] * 2
    assert (ids(book, other[order[:700]]) < 0).all()
    book.standing.look_among(lambda: [3, "text", other])
    assert (ids(book, other[order[:600]]) == TRAIN[order[:600]]).all()


def test_what_repeats_otherwise_is_unknown(book: RowBook) -> None:
    """Shuffled wholes, other lengths and rows that never repeat are not taken for a stand-in."""
    order = np.random.default_rng(4).permutation(2000)
    for array in (EMBEDDED[TRAIN][order], EMBEDDED[TRAIN[:1999]], np.random.default_rng(5).normal(size=(2000, 12))):
        assert (ids(book, array) < 0).all()


def test_data_without_repetitions_have_no_pattern(book: RowBook) -> None:
    """Any array of as many different rows would look like them."""
    book.standing.note("wires", np.arange(200))
    array = EMBEDDED[:200]
    assert book.standing.identify(array, distinct_rows(array)) is None
