"""Splits of repeated rows: honest ones share nothing, leaks do; labels, pools and the holdout are told apart."""

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.worker.identity import Ints, known_images
from autograder.worker.rows import HOLDOUT, Block, RowBook, class_numbers, describe, separate, thin, usable

RNG = np.random.default_rng(5)
POOL_ROWS, COPIES = 60, 10
SPARSE: NDArray[np.float32] = (RNG.random((POOL_ROWS + 20, 784)) * (RNG.random((POOL_ROWS + 20, 784)) > 0.5)).astype(
    "float32"
)


@pytest.fixture
def book() -> RowBook:
    """Know 60 rows, the last 10 of them holdout, each standing ten times in the data."""
    pool = np.repeat([0, 1, 2, HOLDOUT], [30, 10, 10, 10])
    labels = np.where(pool == HOLDOUT, -1, np.arange(POOL_ROWS) % 10)
    known = known_images("garments", SPARSE[:POOL_ROWS], labels, pool)
    return RowBook([known], {"garments": np.full(POOL_ROWS, COPIES)}, {"garments": {}})


def tiled(rows: Ints) -> NDArray[np.float32]:
    """Give the images of these pool rows."""
    return SPARSE[rows]


def test_rows_are_recognised_with_their_copies(book: RowBook) -> None:
    """Each distinct row has its pool row, its number of copies and its data set."""
    block = book.look(tiled(np.tile(np.arange(30), 3)))
    assert block.dataset == "garments"
    assert block.ids.tolist() == list(range(30))
    assert set(block.copies().values()) == {3}


def test_an_array_changed_in_place_is_looked_at_again(book: RowBook) -> None:
    """Students normalise in place; what was remembered of the old content must not be used."""
    array = tiled(np.arange(30))
    assert book.look(array).ids.tolist() == list(range(30))
    array[:] = tiled(np.arange(20, 50))
    assert book.look(array).ids.tolist() == list(range(20, 50))


def test_unknown_rows_are_unknown(book: RowBook) -> None:
    """Foreign images have negative keys, equal for equal rows."""
    block = book.look(SPARSE[POOL_ROWS:])
    assert block.known is None
    assert (block.keys() < 0).all()
    assert len(set(block.keys().tolist())) == 20


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_an_honest_random_split_shares_nothing(book: RowBook, share: float) -> None:
    """Copies of a row on both sides are no leak while there are no more than the data hold; one side gets the row."""
    order = RNG.permutation(np.tile(np.arange(50), COPIES))
    cut = int(len(order) * share)
    train, validation = book.look(tiled(order[cut:])), book.look(tiled(order[:cut]))
    parts = separate(train, validation, book)
    assert parts.shared == 0
    both = set(train.ids[parts.train].tolist()) & set(validation.ids[parts.validation].tolist())
    assert both == set()
    assert abs(parts.validation.sum() / 50 - share) < 0.2


def test_using_a_position_twice_is_a_leak(book: RowBook) -> None:
    """Training on everything and validating on a part of it shares the part."""
    order = RNG.permutation(np.tile(np.arange(50), COPIES))
    train, validation = book.look(tiled(order)), book.look(tiled(order[:100]))
    parts = separate(train, validation, book)
    assert parts.shared == len(validation.ids)
    assert parts.train.all()
    assert parts.validation.all()


def test_a_leak_of_unknown_rows_is_seen_where_nothing_is_repeated(book: RowBook) -> None:
    """Rows that no pool knows can only be compared with each other."""
    foreign = SPARSE[POOL_ROWS:]
    leak = separate(book.look(foreign), book.look(foreign[:5].copy()), book)
    honest = separate(book.look(foreign[5:].copy()), book.look(foreign[:5].copy()), book)
    assert (leak.shared, honest.shared) == (5, 0)


def test_the_holdout_is_never_used(book: RowBook) -> None:
    """Its rows are recognised and left out; in what was asked they count as test rows, whose places they took."""
    block = book.look(tiled(np.arange(POOL_ROWS)))
    chosen = usable(block, None)
    assert block.ids[chosen].tolist() == list(range(50))
    rows = describe(block, chosen, None, SPARSE[:POOL_ROWS])
    assert rows.asked_pools == {"train": 30, "validation": 10, "test": 20}
    assert rows.pools == {"train": 30, "validation": 10, "test": 10}


@pytest.mark.parametrize("form", ["sparse", "column", "one-hot", "float"])
def test_labels_that_moved_are_counted(book: RowBook, form: str) -> None:
    """Labels in any usual form are compared with their rows' own."""
    right = np.arange(50) % 10
    shapes = {
        "sparse": lambda y: y,
        "column": lambda y: y.reshape(-1, 1),
        "one-hot": lambda y: np.eye(10)[y],
        "float": lambda y: y.astype("float32"),
    }
    block = book.look(tiled(np.arange(50)))
    chosen = usable(block, None)
    good = describe(block, chosen, shapes[form](right), SPARSE[:50])
    shifted = describe(block, chosen, shapes[form](np.roll(right, 1)), SPARSE[:50])
    assert (good.labels_right, good.labels_wrong) == (50, 0)
    assert (shifted.labels_right, shifted.labels_wrong) == (0, 50)


def test_labels_of_another_kind_are_not_compared() -> None:
    """Texts, images and labels of another length are no class numbers."""
    assert class_numbers(np.array(["a", "b"]), 2) is None
    assert class_numbers(np.zeros((2, 28, 28)), 2) is None
    assert class_numbers(np.zeros(3), 2) is None
    assert class_numbers(np.zeros(0), 0) is not None


def test_thinning_spreads_evenly_and_keeps_the_order() -> None:
    """A cap takes every n-th row, not the first ones."""
    assert thin(np.arange(10), 5).tolist() == [0, 2, 4, 6, 8]
    assert thin(np.arange(3), 5).tolist() == [0, 1, 2]
    assert thin(np.arange(10), None).tolist() == list(range(10))


def test_the_range_of_values_is_told(book: RowBook) -> None:
    """Low, high and mean show whether the student scaled the images."""
    block: Block = book.look(tiled(np.arange(30)))
    rows = describe(block, np.arange(30), None, SPARSE[:30])
    assert rows.low == pytest.approx(SPARSE[:30].min())
    assert rows.high == pytest.approx(SPARSE[:30].max())
    assert rows.mean == pytest.approx(SPARSE[:30].mean(), abs=1e-5)


def test_the_same_memory_is_a_leak_even_where_copies_would_be_honest(book: RowBook) -> None:
    """The data hold ten copies of a row: four and four of two slices can be others, those of one slice twice cannot."""
    rows = tiled(np.tile(np.arange(30), 4))
    block = book.look(rows)
    assert separate(block, block, book).shared == 0
    assert separate(block, block, book, slice(0, 120)).shared == 30
    assert separate(block, block, book, slice(0, 7)).shared == 7
