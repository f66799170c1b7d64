"""The official cut: the stand-in is the official data, copies do not mislead, every label is shown."""

import numpy as np
import pytest

from autograder.data.cutting import cut_pools, every_label_shown
from autograder.data.layout import LAYOUTS
from autograder.data.official import OFFICIAL, layout_of, reduced_parts
from autograder.data.pools import Pool, Ragged, concatenate
from autograder.data.standins import TextOptions, build_stand_in

from .build import images, parts_of, texts

SIZES = {
    "imdb": (25_000, 0, 12_500, 12_500),
    "reuters": (8982, 0, 1123, 1123),
}


def _lists(x: Ragged, count: int) -> list[list[int]]:
    return [x.row(i).tolist() for i in range(count)]


@pytest.mark.parametrize("dataset", ["imdb", "reuters"])
def test_text_pools_are_all_official_rows(dataset: str) -> None:
    """The course's training rows, and a half of the test rows each for test and holdout."""
    pools = cut_pools(OFFICIAL[dataset], "test", parts_of(OFFICIAL[dataset]))
    assert tuple(pools.sizes.values()) == SIZES[dataset]


def test_images_stand_at_their_own_places() -> None:
    """A stand-in of the official cut is the official arrays but for the labels of every second test row."""
    parts = parts_of(OFFICIAL["mnist"])
    pools = cut_pools(OFFICIAL["mnist"], "test", parts)
    assert list(pools.sizes.values()) == [50_000, 10_000, 5000, 5000]
    stand_in = build_stand_in(pools.without_holdout_labels())
    assert np.array_equal(stand_in.x_train, parts["train"].x[:60_000])
    assert np.array_equal(stand_in.y_train, parts["train"].y[:60_000])
    assert np.array_equal(stand_in.x_test, parts["test"].x[:10_000])
    assert np.array_equal(stand_in.y_test[0::2], parts["test"].y[0:10_000:2])
    assert np.array_equal(stand_in.holdout_positions, np.arange(1, 10_000, 2))
    assert np.array_equal(stand_in.y_test[1::2], stand_in.y_test[0::2])


def test_texts_stand_at_their_own_places() -> None:
    """Reuters too is the official arrays, cut where the student's `test_split` cuts them."""
    parts = {"train": texts(8982, 46), "test": Pool(texts(2246, first=8982).x, np.arange(2246) // 2 % 46)}
    worker = cut_pools(OFFICIAL["reuters"], "test", parts).without_holdout_labels()
    stand_in = build_stand_in(worker)
    assert isinstance(parts["train"].x, Ragged)
    assert isinstance(parts["test"].x, Ragged)
    assert stand_in.x_train.tolist() == _lists(parts["train"].x, 8982)
    assert stand_in.x_test.tolist() == _lists(parts["test"].x, 2246)
    assert np.array_equal(stand_in.y_test[0::2], parts["test"].y[0::2])
    assert len(build_stand_in(worker, TextOptions(test_split=0.1)).x_train) == 10_105


def test_an_image_that_occurs_twice_is_in_one_pool() -> None:
    """Later copies leave their pool, wherever they stand, no other row changes pool, and no place stays empty."""
    parts = {"train": images(60_000), "test": images(10_000, 60_000)}
    for part, place in (("train", 100), ("train", 55_000), ("test", 0), ("test", 1)):
        x, y = parts[part].x, parts[part].y
        assert not isinstance(x, Ragged)
        x[place], y[place] = images(1).x[0], 0
    pools = cut_pools(OFFICIAL["fashion_mnist"], "test", parts)
    assert list(pools.sizes.values()) == [49_999, 9999, 4999, 4999]
    stand_in = build_stand_in(pools.without_holdout_labels())
    assert (len(stand_in.x_train), len(stand_in.x_test)) == (60_000, 10_000)
    copies = np.bincount(np.concatenate([stand_in.train_rows, stand_in.test_rows]))
    assert len(copies) == 69_996
    assert (copies.min(), copies.max()) == (1, 2)
    assert (stand_in.train_rows[:50_000].max(), stand_in.train_rows[50_000:].min()) == (49_998, 49_999)


def test_text_keeps_its_copies() -> None:
    """The same wire under two topics stays as it is: without such rows Reuters would be another task."""
    train, test = texts(8982, 46), texts(2246, 46, first=8982)
    twice = Pool(concatenate([train.x.take(np.zeros(1)), train.x.take(np.arange(8981))]), train.y)  # type: ignore[union-attr]
    assert len(cut_pools(OFFICIAL["reuters"], "test", {"train": twice, "test": test}).train) == 8982


def test_every_label_is_among_the_shown() -> None:
    """A label that only hidden rows have changes places with a neighbour, or one-hot labels would lose a column."""
    y = np.array([0, 2, 1, 3, 0, 3, 0, 2])
    shown, hidden = every_label_shown(y, np.array([0, 2, 4, 6]), np.array([1, 3, 5, 7]))
    assert (shown.tolist(), hidden.tolist()) == ([1, 2, 5, 6], [0, 3, 4, 7])


@pytest.mark.parametrize("dataset", ["mnist", "fashion_mnist"])
def test_the_reduced_pools_are_in_the_official_parts(dataset: str) -> None:
    """From the official parts come the very pools that a reduced file gives, which tells official rows from others."""
    layout, parts = LAYOUTS[dataset], parts_of(OFFICIAL[dataset])
    reduced = cut_pools(layout, "test", reduced_parts(layout, parts))
    assert reduced.fingerprint == cut_pools(layout, "test", parts).fingerprint


def test_the_reduced_vocabulary_is_cut_as_keras_cuts_it() -> None:
    """Words at and beyond the limit become the unknown word."""
    layout = LAYOUTS["imdb"]
    parts = reduced_parts(layout, parts_of(OFFICIAL["imdb"]))
    assert {name: len(part) for name, part in parts.items()} == layout.reach
    x = parts["train"].x
    assert isinstance(x, Ragged)
    assert (x.row(399).tolist(), x.row(400).tolist()) == ([1, 4, 5, 499], [1, 4, 5, 2])


def test_the_cut_is_chosen_by_a_word() -> None:
    """Reduced unless the official cut is asked for."""
    assert layout_of("mnist", official=False) is LAYOUTS["mnist"]
    assert layout_of("mnist", official=True) is OFFICIAL["mnist"]
