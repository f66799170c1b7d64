"""Texts are found again by content in whatever form they reach a model, and never mistaken."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data.pools import Ragged
from autograder.worker.identity import distinct_rows
from autograder.worker.texts import KnownText

from .texts import RNG, VOCABULARY, counts, known_text, lists, multi_hot, padded, sequences

Forms = Callable[[Any], NDArray[Any]]


@pytest.fixture(scope="module")
def x() -> Ragged:
    """Give the pool rows."""
    return sequences()


@pytest.fixture(scope="module")
def known(x: Ragged) -> KnownText:
    """Give them prepared for recognition."""
    return known_text(x)


def tf_idf(rows: Any) -> NDArray[np.float64]:
    """Weigh words by rarity and scale rows to unit length."""
    values = counts(rows) * np.log(len(rows) / (1 + (counts(rows) > 0).sum(axis=0)))
    values[:, 0:4] = 0
    scaled: NDArray[np.float64] = values / np.linalg.norm(values, axis=1, keepdims=True)
    return scaled


def standardised(rows: Any) -> NDArray[np.float64]:
    """Scale columns as StandardScaler does."""
    values = multi_hot(rows)
    spread = values.std(axis=0)
    scaled: NDArray[np.float64] = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return scaled


def as_objects(rows: list[Any]) -> NDArray[np.object_]:
    """Return items as an array of objects, whatever they are."""
    out = np.empty(len(rows), dtype=object)
    for place, row in enumerate(rows):
        out[place] = row
    return out


def decoded(rows: Any) -> list[str]:
    """Spell the words out as the course's decoding does, without the offset of 3."""
    return [" ".join("?" if token < 4 else f"word{token - 3}" for token in row) for row in rows]


FORMS: dict[str, Forms] = {
    "lists": lambda rows: rows,
    "arrays": lambda rows: as_objects([np.array(row, dtype="float32") for row in rows]),
    "without start": lambda rows: as_objects([row[1:] for row in rows]),
    "offset taken away": lambda rows: as_objects([[token - 3 for token in row] for row in rows]),
    "multi-hot": multi_hot,
    "multi-hot float16": lambda rows: multi_hot(rows, dtype="float16"),
    "multi-hot bool": lambda rows: multi_hot(rows).astype(bool),
    "wide multi-hot": lambda rows: multi_hot(rows, 3000),
    "narrow multi-hot": lambda rows: multi_hot(rows, 400),
    "with a constant column": lambda rows: np.maximum(multi_hot(rows), np.eye(1, VOCABULARY)),
    "as a series": lambda rows: multi_hot(rows)[:, None, :],
    "counts": counts,
    "tf-idf": tf_idf,
    "standardised": standardised,
    "padded": lambda rows: padded(rows, 80),
    "padded after, cut after": lambda rows: padded(rows, 80, padding="post", truncating="post"),
    "padded after, cut before": lambda rows: padded(rows, 100, padding="post"),
    "padded long": lambda rows: padded(rows, 500),
    "padded with another number": lambda rows: padded(rows, 120, value=VOCABULARY + 7),
    "padded with minus one": lambda rows: padded(rows, 120, value=-1, padding="post"),
    "padded float": lambda rows: padded(rows, 60).astype("float32")[..., None],
    "padded, rare words unknown": lambda rows: padded([[t if t < 200 else 2 for t in row] for row in rows], 90),
    "padded, frequent words dropped": lambda rows: padded([[t for t in row if t > 9] for row in rows], 300),
    "one-hot of padded": lambda rows: np.eye(VOCABULARY, dtype="float32")[padded(rows, 60)],
    "strings": lambda rows: np.array(decoded(rows)),
    "string objects": lambda rows: np.array(decoded(rows), dtype=object),
    "bytes": lambda rows: np.array([text.encode() for text in decoded(rows)], dtype=object),
}


@pytest.mark.parametrize("form", FORMS)
def test_rows_are_found_in_every_form(form: str, x: Ragged, known: KnownText) -> None:
    """At least 99 of 100 are found as themselves, in any order, and none as another."""
    chosen = RNG.permutation(len(x))[:200]
    array = FORMS[form](lists(x, chosen))
    found = known.find(array, np.arange(len(chosen)))
    assert found is not None
    assert (found.ids == chosen).mean() >= 0.99
    assert ((found.ids >= 0) & (found.ids != chosen)).sum() == 0


@pytest.mark.parametrize("form", ["lists", "multi-hot", "padded", "tf-idf", "strings"])
def test_other_texts_are_nobody(form: str, known: KnownText) -> None:
    """Texts of the same vocabulary that are in no pool are not recognised."""
    strangers = sequences()
    assert known.find(FORMS[form](lists(strangers, np.arange(100))), np.arange(100)) is None


def test_arrays_that_hold_no_texts_are_nobody(known: KnownText) -> None:
    """Pictures, measurements, labels and empty arrays pass without a match or an error."""
    for array in (
        RNG.random((50, 28, 28)),
        RNG.normal(size=(50, 13)),
        np.full((50, 20), np.nan),
        RNG.integers(0, 2, 50),
        np.zeros((50, 40)),
        np.array(["a text", "another"]),
        as_objects([None, {"a": 1}, [1, "b"]]),
        RNG.random((4, 3, 3, 3)),
    ):
        assert known.find(array, np.arange(len(array))) is None
    assert known.find(np.zeros((0, 10)), np.arange(0)) is None


def test_rows_that_lost_some_words_are_found(x: Ragged, known: KnownText) -> None:
    """A tenth of the words missing at random, as word dropout does, leaves most rows clearly nearest to themselves."""
    chosen = np.arange(150)
    rows = [[token for token in row if RNG.random() > 0.1] for row in lists(x, chosen)]
    found = known.find(multi_hot(rows), chosen)
    assert found is not None
    assert (found.ids == chosen).mean() > 0.8
    assert ((found.ids >= 0) & (found.ids != chosen)).mean() < 0.02


def test_rows_given_in_another_form_are_found(x: Ragged) -> None:
    """`load_data` with other marks and another offset changes every token; it is told beforehand."""
    known = known_text(x)
    moved = Ragged(np.where(x.tokens == 1, 7, x.tokens + 50).astype(np.int32), x.offsets)
    assert known.find(multi_hot(lists(moved, np.arange(90)), 2000), np.arange(90)) is None
    known.given(moved, (7, None))
    found = known.find(multi_hot(lists(moved, np.arange(90)), 2000), np.arange(90))
    assert found is not None
    assert (found.ids == np.arange(90)).all()


def test_a_single_batch_is_recognised(x: Ragged, known: KnownText) -> None:
    """Sixteen rows, or one, are as certain as thousands."""
    for size in (16, 1):
        found = known.find(padded(lists(x, np.arange(size)), 50), np.arange(size))
        assert found is not None
        assert found.ids.tolist() == list(range(size))


def test_rows_alike_after_cutting_are_twins(x: Ragged) -> None:
    """Two pool rows of which only the first words differ are told apart whole, and are twins once these are cut."""
    rows = [x.row(row).tolist() for row in range(len(x))]
    rows[7] = [1, 31, 32, 33, 34, 35, *rows[400][6:]]
    known = known_text(Ragged.from_rows(rows))
    given = [rows[row] for row in (7, 400, 20, 21, 22)]
    whole = known.find(multi_hot(given), np.arange(5))
    cut = known.find(padded(given, 20), np.arange(5))
    assert whole is not None
    assert cut is not None
    assert (whole.ids.tolist(), whole.twins) == ([7, 400, 20, 21, 22], {})
    assert (cut.ids.tolist(), cut.twins) == ([7, 7, 20, 21, 22], {7: (7, 400)})


def test_a_row_without_words_is_the_pool_s_own(x: Ragged) -> None:
    """Among recognised rows an empty one can only be the pool row that has no words; among others it is nobody."""
    rows = lists(x, np.arange(len(x))).tolist()
    rows[9] = [1, 2, 2]
    known = known_text(Ragged.from_rows(rows))
    found = known.find(multi_hot(rows[:20]), np.arange(20))
    assert found is not None
    assert found.ids.tolist() == list(range(20))
    assert known.find(np.zeros((20, VOCABULARY)), np.arange(20)) is None


def test_wide_matrices_are_read_in_pieces(x: Ragged, known: KnownText) -> None:
    """Thousands of columns make several pieces; positions are kept."""
    places = np.tile(np.arange(300), 3)
    array = multi_hot(lists(x, places), 10_000, "float32")
    distinct = distinct_rows(array)
    assert len(distinct.first) == 300
    found = known.find(array, distinct.first)
    assert found is not None
    assert (found.ids == np.arange(300)).all()
