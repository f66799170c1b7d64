"""Texts in the row book: twins accuse nobody, the holdout is found among them, labels that moved are counted."""

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data.pools import Ragged
from autograder.worker.found import Found, Twins
from autograder.worker.identity import Ints
from autograder.worker.rows import HOLDOUT, RowBook, describe, separate, usable

from .texts import SIZES, known_text, lists, multi_hot, padded, sequences

TRAIN, TEST, HELD = np.split(np.arange(sum(SIZES)), np.cumsum(SIZES)[:-1])


@pytest.fixture(scope="module")
def x() -> Ragged:
    """Give pool rows of which some end alike: two in train, train and test, test and holdout, two in holdout."""
    rows = list(lists(sequences(), np.arange(sum(SIZES))))
    for row, other in ((3, 4), (5, 310), (320, 400), (401, 402)):
        rows[row] = [1, 30 + row % 7, *rows[other][-25:]]
    return Ragged.from_rows(rows)


def book_of(x: Ragged, copies: int = 1) -> RowBook:
    """Give a book that knows the rows, each standing so often in the data."""
    return RowBook([known_text(x)], {"wires": np.full(len(x), copies)}, {"wires": {}})


def cut(x: Ragged, rows: Ints) -> NDArray[np.int32]:
    """Keep the last 25 words."""
    return padded(lists(x, rows), 25)


def test_twins_on_one_side_are_no_repetition(x: Ragged) -> None:
    """Training on both twins and validating on neither is no leak; validating on one of two looks like either."""
    book = book_of(x)
    apart = separate(book.look(cut(x, TRAIN[:200])), book.look(cut(x, TRAIN[200:])), book)
    divided = separate(book.look(cut(x, np.delete(TRAIN, 4))), book.look(cut(x, np.array([4, *TEST]))), book)
    assert (apart.shared, divided.shared) == (0, 0)


def test_a_leak_among_texts_is_counted(x: Ragged) -> None:
    """Rows that stand on both sides more often than the data hold them, twins included, are shared.

    Of the first fifty, cut, two look alike, and one could be the test row that it looks like.
    """
    book = book_of(x)
    parts = separate(book.look(multi_hot(lists(x, TRAIN))), book.look(multi_hot(lists(x, TRAIN[:50]))), book)
    assert parts.shared == 50
    short = separate(book.look(cut(x, TRAIN)), book.look(cut(x, TRAIN[:50])), book)
    assert short.shared == 48


def test_a_twin_of_the_test_set_is_no_test_row(x: Ragged) -> None:
    """A training array holds training rows, a test array test rows, whichever was seen first."""
    for order in ((TRAIN, TEST), (TEST, TRAIN)):
        book = book_of(x)
        for rows in order:
            block = book.look(cut(x, rows))
            told = describe(block, usable(block, None), None, np.zeros(1))
            assert list(told.pools) == ["train" if rows is TRAIN else "test"]


def test_every_holdout_row_is_found_although_it_has_twins(x: Ragged) -> None:
    """A holdout row that looks like a test row or another holdout row is shown where that one stands."""
    block = book_of(x).look(cut(x, np.concatenate([TEST, HELD])))
    shown = block.places()
    assert set(HELD.tolist()) <= set(shown)
    assert shown[320] == shown[400]
    assert shown[401] == shown[402]
    assert block.is_holdout().sum() == SIZES[2] - 2


@pytest.mark.parametrize("form", ["sparse", "column", "one-hot"])
def test_labels_of_twins_are_not_judged(x: Ragged, form: str) -> None:
    """Which of two rows with other labels was meant cannot be told; all others are compared."""
    block = book_of(x).look(cut(x, TRAIN))
    chosen = usable(block, None)
    labels = (block.distinct.first[chosen] % 5)[:, None]
    given = {"sparse": labels[:, 0], "column": labels.astype("float32"), "one-hot": np.eye(5)[labels[:, 0]]}[form]
    told = describe(block, chosen, given, np.zeros(1))
    assert (told.labels_right, told.labels_wrong) == (SIZES[0] - 2, 0)
    moved = describe(block, chosen, np.roll(given, 1, axis=0), np.zeros(1))
    assert moved.labels_wrong > 250


def test_twins_are_settled_by_the_company_they_keep() -> None:
    """Of twins in several pools the one is taken whose pool the other rows are from; holdout rows count as test."""
    pool = np.array([0, 0, 0, 2, 2, HOLDOUT, HOLDOUT])
    twins: Twins = {0: (0, 3, 5)}
    assert Found(np.array([0, 1, 2]), twins).settled(pool, HOLDOUT).ids.tolist() == [0, 1, 2]
    assert Found(np.array([0, 4, 6]), twins).settled(pool, HOLDOUT).ids.tolist() == [3, 4, 6]
    assert Found(np.array([0, 4, 6]), twins).settled(pool, HOLDOUT).twins == {3: (0, 3, 5)}
    assert Found(np.array([-1, 4])).settled(pool, HOLDOUT).ids.tolist() == [-1, 4]
