"""A preprocessing learnt from training rows and repeated gives what the student's own code would have given."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data.pools import Ragged
from autograder.worker.preparing import learn
from autograder.worker.rows import RowBook
from autograder.worker.texts import KnownText

from .texts import SIZES, counts, known_text, lists, multi_hot, padded, sequences

X: Ragged = sequences()
FORMS: dict[str, Callable[[Any], NDArray[Any]]] = {
    "multi-hot": multi_hot,
    "narrow multi-hot": lambda rows: multi_hot(rows, 300, "float32"),
    "multi-hot, rare words unknown": lambda rows: multi_hot([[t if t < 300 else 2 for t in row] for row in rows], 300),
    "as a series": lambda rows: multi_hot(rows)[:, None, :],
    "counts": counts,
    "shares": lambda rows: counts(rows) / counts(rows).sum(axis=1, keepdims=True),
    "unit length": lambda rows: multi_hot(rows) / np.linalg.norm(multi_hot(rows), axis=1, keepdims=True),
    "padded": lambda rows: padded(rows, 80),
    "padded after": lambda rows: padded(rows, 120, padding="post"),
    "cut after": lambda rows: padded(rows, 60, truncating="post"),
    "padded and cut after": lambda rows: padded(rows, 60, padding="post", truncating="post").astype("float32"),
    "another filling": lambda rows: padded(rows, 150, value=-1),
    "rare words dropped": lambda rows: padded([[t for t in row if t < 300] for row in rows], 70),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_holdout_is_prepared_as_the_training_rows_were(form: str) -> None:
    """Type, shape and values agree with the student's own preparation."""
    known, held = known_text(X), np.arange(len(X))[-SIZES[2] :]
    array = FORMS[form](lists(X, np.arange(SIZES[0])))
    block = RowBook([known], {"wires": np.ones(len(X), dtype=np.int64)}, {"wires": {}}).look(array)
    preparation = learn(known, array, block)
    assert preparation is not None
    wanted, given = FORMS[form](lists(X, held)), preparation.repeat(held)
    assert (given.dtype, given.shape) == (wanted.dtype, wanted.shape)
    assert given == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("change", [lambda x: x * np.linspace(0.5, 2, x.shape[1]), lambda x: x - x.mean(axis=0)])
def test_what_cannot_be_repeated_is_not_guessed(change: Callable[[Any], Any]) -> None:
    """Weights of the columns are known for the words seen only."""
    known: KnownText = known_text(X)
    array = change(multi_hot(lists(X, np.arange(SIZES[0]))))
    block = RowBook([known], {"wires": np.ones(len(X), dtype=np.int64)}, {"wires": {}}).look(array)
    assert block.dataset == "wires"
    assert learn(known, array, block) is None
