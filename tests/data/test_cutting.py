"""Cutting pools: duplicates out, ranges in order, every label dealt."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.data.cutting import cut_pools, dealt, distinct_rows
from autograder.data.layout import LAYOUTS, Cut
from autograder.data.pools import Pool, Ragged

from .build import images, parts_of, texts


@pytest.mark.parametrize("dataset", LAYOUTS)
def test_pools_have_the_layout_s_sizes(dataset: str) -> None:
    """Without duplicates every pool is as large as its cuts say."""
    layout = LAYOUTS[dataset]
    pools = cut_pools(layout, "test", parts_of(layout))
    assert pools.sizes == {name: sum(c.stop - c.start for c in cuts) for name, cuts in layout.cuts.items()}


def test_rows_beyond_the_reach_do_not_count() -> None:
    """A whole file and one reduced to the reach give the same pools."""
    layout = LAYOUTS["fashion_mnist"]
    whole = parts_of(layout)
    reduced = {part: whole[part].take(np.arange(size)) for part, size in layout.reach.items()}
    assert cut_pools(layout, "test", whole).fingerprint == cut_pools(layout, "test", reduced).fingerprint


def test_later_copies_and_conflicting_groups_go() -> None:
    """Of equal rows the first stays; if their labels differ none does; word order and repetition do not matter."""
    x = Ragged.from_rows([[1, 5], [1, 6], [1, 5, 5], [1, 7, 8], [1, 8, 7], [1, 9]])
    assert distinct_rows(x, np.array([0, 1, 0, 0, 1, 1])).tolist() == [0, 1, 5]


def test_equal_images_are_found() -> None:
    """Images are compared pixel by pixel."""
    pool = images(3)
    twice = np.concatenate([pool.x, pool.x[:1]])
    assert distinct_rows(twice, np.array([0, 1, 2, 0])).tolist() == [0, 1, 2]


def test_duplicates_are_out_before_ranges_are_cut() -> None:
    """A row that is left out is replaced by the next one, in the part it was in."""
    layout = replace(
        LAYOUTS["imdb"],
        reach={"train": 4, "test": 3},
        cuts={
            "train": (Cut("train", 0, 2),),
            "validation": (),
            "test": (Cut("test", 0, 1),),
            "holdout": (Cut("train", 2, 3), Cut("test", 1, 2)),
        },
    )
    train = Pool(Ragged.from_rows([[1, 4], [1, 4], [1, 5], [1, 6]]), np.zeros(4, np.int64))
    test = Pool(Ragged.from_rows([[1, 6], [1, 7], [1, 8]]), np.ones(3, np.int64))
    pools = cut_pools(layout, "test", {"train": train, "test": test})
    words = {name: [pool.x.row(i)[1] for i in range(len(pool))] for name, pool in pools.named.items()}
    assert words == {"train": [4, 5], "validation": [], "test": [7], "holdout": [8]}


def test_every_label_is_dealt_to_every_range() -> None:
    """Each range begins with one row of each label, as long as there are some; all rows occur once."""
    y = np.array([0] * 12 + [1, 1, 2])
    order = dealt(y, [6, 4])
    assert y[order[:6]].tolist() == [0, 1, 2, 0, 0, 0]
    assert y[order[6:10]].tolist() == [0, 1, 0, 0]
    assert sorted(order.tolist()) == list(range(15))


def test_rare_topics_are_in_all_of_reuters_pools() -> None:
    """The last of 46 topics is in the test pool too, or one-hot labels would lose a column."""
    layout = LAYOUTS["reuters"]
    rows = texts(layout.reach["all"])
    y = np.where(np.arange(len(rows)) < 46 * 4, np.arange(len(rows)) % 46, 3)
    pools = cut_pools(layout, "test", {"all": Pool(rows.x, y)})
    assert [len(np.unique(pool.y)) for pool in pools.named.values()] == [46, 0, 46, 46]


@pytest.mark.parametrize(
    ("rows", "labels", "message"),
    [(3614, 0, "train has 3614 rows, 3615 are needed"), (3615, 10, "labels go from 10 to 10, expected 0 to 9")],
)
def test_unfit_parts_are_refused(rows: int, labels: int, message: str) -> None:
    """Too few rows and labels out of range are named."""
    part = Pool(images(rows).x, np.full(rows, labels))
    with pytest.raises(ValueError, match=message):
        cut_pools(LAYOUTS["fashion_mnist"], "test", {"train": part})
