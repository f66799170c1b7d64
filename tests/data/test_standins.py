"""Stand-ins: official shapes, known rows, holdout inputs in place, Keras' text arguments."""

import gc
import time
from itertools import product

import numpy as np
import pytest

from autograder.data.embedded import EmbeddedData
from autograder.data.layout import LAYOUTS
from autograder.data.pools import Pools, Ragged
from autograder.data.standins import StandIn, TextOptions, build_stand_in, rows_for_test, rows_for_training


@pytest.fixture
def stand_in(image_pools: Pools) -> StandIn:
    """The stand-in of the small image pools."""
    return build_stand_in(image_pools.without_holdout_labels())


def test_images_have_official_shape_and_dtype(stand_in: StandIn) -> None:
    """The arrays are those of `fashion_mnist.load_data()` in shape and dtype."""
    arrays = (stand_in.x_train, stand_in.y_train, stand_in.x_test, stand_in.y_test)
    assert [a.shape for a in arrays] == [(60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,)]
    assert {a.dtype for a in arrays} == {np.dtype(np.uint8)}


def test_the_course_s_ranges_come_from_their_pools(stand_in: StandIn) -> None:
    """The first 50,000 rows tile the train pool, the last 10,000 the validation pool."""
    assert stand_in.train_rows[:41].tolist() == [*range(20), *range(20), 0]
    assert stand_in.train_rows[-10_000:-4_990].tolist() == [20, 21, 22, 23, 24] * 1002
    assert set(stand_in.train_rows[:-10_000]) == set(range(20))


def test_rows_and_labels_are_where_the_maps_say(stand_in: StandIn, image_pools: Pools) -> None:
    """Every image is the pool row of its global id, with that row's label."""
    number = stand_in.x_train[:, 0, 0].astype(int)
    assert (number == stand_in.train_rows).all()
    assert (stand_in.y_train == number % 10).all()
    assert (stand_in.x_test[:, 0, 0] == stand_in.test_rows).all()
    assert (stand_in.y_test == stand_in.test_displaced % 10).all()


def test_each_holdout_row_takes_one_place(stand_in: StandIn) -> None:
    """Holdout row i stands once, at floor((i + 1/2) N / H), and shows the label of the test row before it."""
    places = stand_in.holdout_positions
    assert places.tolist() == [1250, 3750, 6250, 8750]
    assert stand_in.test_rows[places].tolist() == [32, 33, 34, 35]
    assert (stand_in.test_rows >= 32).sum() == 4
    assert stand_in.test_displaced[places].tolist() == stand_in.test_rows[places - 1].tolist()
    assert np.bincount(stand_in.test_rows - 25)[:7].tolist() == [1428] * 7


def test_more_holdout_rows_than_places_are_not_shown() -> None:
    """With three places for five holdout rows, the first three are shown."""
    rows, owners = rows_for_test(first_test=10, n_test=2, n_holdout=5, size=3)
    assert rows.tolist() == [12, 13, 14]
    assert owners.tolist() == [10, 10, 10]


def test_pools_that_fill_the_array_stand_each_at_its_own_place() -> None:
    """With as many rows as positions each row stands once, the holdout's at every second place."""
    rows, owners = rows_for_test(first_test=10, n_test=3, n_holdout=3, size=6)
    assert rows.tolist() == [10, 13, 11, 14, 12, 15]
    assert owners.tolist() == [10, 10, 11, 11, 12, 12]


def test_stretched_rows_lie_side_by_side() -> None:
    """Copies of a row are neighbours in text, so that no contiguous cut but at its edge shares a row with the rest."""
    rows = rows_for_training(LAYOUTS["imdb"], n_train=4000, n_validation=0, size=25_000)
    assert (np.diff(rows) >= 0).all()
    assert set(rows) == set(range(4000))
    assert not set(rows[:10_000]) & set(rows[10_000:])


def test_a_large_pool_is_not_repeated() -> None:
    """With as many rows as positions every row stands once, in order."""
    assert rows_for_training(LAYOUTS["reuters"], 8982, 0, 8982).tolist() == list(range(8982))


def test_text_is_lists_in_object_arrays(text_pools: Pools) -> None:
    """Reviews are Python lists of int, labels int64, and copies of a row are lists of their own."""
    stand_in = build_stand_in(text_pools.without_holdout_labels())
    assert (stand_in.x_train.shape, stand_in.x_train.dtype) == ((25_000,), np.dtype(object))
    assert (stand_in.y_test.shape, stand_in.y_test.dtype) == ((25_000,), np.dtype(np.int64))
    first, second = stand_in.x_train[:2]
    assert first == second == [1, 4, 5, 100]
    assert first is not second
    assert {type(token) for token in first} == {int}


def test_text_rows_are_where_the_maps_say(text_pools: Pools) -> None:
    """Every review is the pool row of its global id, with its label or that of the row it displaced."""
    stand_in = build_stand_in(text_pools.without_holdout_labels())
    assert [row[-1] - 100 for row in stand_in.x_train] == stand_in.train_rows.tolist()
    assert [row[-1] - 100 for row in stand_in.x_test] == stand_in.test_rows.tolist()
    assert (stand_in.y_test == stand_in.test_displaced % 2).all()
    assert len(stand_in.holdout_positions) == 4


def _as_keras_does(ranks: list[int], options: TextOptions) -> list[int]:
    """Keras' documented treatment of one sequence of frequency ranks, word by word."""
    row = [rank + options.index_from for rank in ranks]
    if options.start_char is not None:
        row = [options.start_char, *row]
    known = [options.skip_top <= word < (options.num_words or 10**9) for word in row]
    if options.oov_char is None:
        return [word for word, ok in zip(row, known, strict=True) if ok]
    return [word if ok else options.oov_char for word, ok in zip(row, known, strict=True)]


@pytest.mark.parametrize("start_char", [None, 0, 1, 7])
def test_text_arguments_work_as_in_keras(start_char: int | None, text_pools: Pools) -> None:
    """The vocabulary limits, marks and offset that a student passes change the sequences as they do in Keras."""
    worker = text_pools.without_holdout_labels()
    for num_words, skip_top, oov_char, index_from in product((None, 105), (0, 5), (None, 3), (0, 5)):
        options = TextOptions(num_words, skip_top, None, start_char, oov_char, index_from)
        stand_in = build_stand_in(worker, options)
        ranks = [1, 2, 97 + int(stand_in.train_rows[-1])]
        assert stand_in.x_train[-1] == _as_keras_does(ranks, options), options


def test_unknown_words_stay_unknown(text_pools: Pools) -> None:
    """A word that the pool holds as unknown becomes the caller's mark, or goes if there is none."""
    x = Ragged.from_rows([[1, 2, 5]] * 10)
    train = type(text_pools.train)(x, text_pools.train.y)
    worker = Pools("imdb", "test", train, text_pools.validation, text_pools.test, text_pools.holdout)
    marked = build_stand_in(worker.without_holdout_labels(), TextOptions(oov_char=9, index_from=5))
    dropped = build_stand_in(worker.without_holdout_labels(), TextOptions(oov_char=None))
    assert (marked.x_train[0], dropped.x_train[0]) == ([1, 9, 7], [1, 5])


def test_maxlen_drops_long_rows_everywhere(text_pools: Pools) -> None:
    """Rows of `maxlen` tokens or more leave the data, the labels and the maps."""
    x = Ragged.from_rows([[1, 4], [1, 4, 5, 6, 7]] * 5)
    train = type(text_pools.train)(x, text_pools.train.y)
    pools = Pools("imdb", "test", train, text_pools.validation, text_pools.test, text_pools.holdout)
    stand_in = build_stand_in(pools.without_holdout_labels(), TextOptions(maxlen=5))
    assert len(stand_in.x_train) == len(stand_in.y_train) == len(stand_in.train_rows) == 12_500
    assert set(stand_in.train_rows) == {0, 2, 4, 6, 8}
    assert len(build_stand_in(pools.without_holdout_labels(), TextOptions(maxlen=4)).x_test) == 0


@pytest.mark.parametrize(("split", "sizes"), [(0.2, (8982, 2246)), (0.3, (7859, 3369))])
def test_reuters_honours_the_test_split(split: float, sizes: tuple[int, int]) -> None:
    """The two parts have the sizes that Keras gives them."""
    worker = EmbeddedData().load("reuters").without_holdout_labels()
    stand_in = build_stand_in(worker, TextOptions(test_split=split))
    assert (len(stand_in.x_train), len(stand_in.x_test)) == sizes


def test_building_leaves_the_collector_as_it_was(text_pools: Pools) -> None:
    """Garbage collection is on again afterwards, and stays off for those who had it off."""
    worker = text_pools.without_holdout_labels()
    build_stand_in(worker)
    assert gc.isenabled()
    gc.disable()
    try:
        build_stand_in(worker)
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize("dataset", ["fashion_mnist", "imdb"])
def test_building_takes_no_time_a_student_notices(dataset: str) -> None:
    """A stand-in is there in well under two seconds of processor time (measured: 0.03 and 0.3)."""
    worker = EmbeddedData().load(dataset).without_holdout_labels()
    start = time.process_time()
    build_stand_in(worker)
    assert time.process_time() - start < 2
