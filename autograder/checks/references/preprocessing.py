"""Texts and labels as vectors, and columns put on one scale."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]


def multi_hot(sequences: Sequence[Sequence[int]], dimension: int = 10_000) -> Floats:
    """1 at each index that occurs in a sequence, shape (sequences, dimension)."""
    out = np.zeros((len(sequences), dimension))
    for row, sequence in enumerate(sequences):
        out[row, np.asarray(sequence, dtype=np.int64)] = 1.0
    return out


def multi_hot_counts(sequences: Sequence[Sequence[int]], dimension: int = 10_000) -> Floats:
    """The slip: how often each index occurs."""
    out = np.zeros((len(sequences), dimension))
    for row, sequence in enumerate(sequences):
        np.add.at(out[row], np.asarray(sequence, dtype=np.int64), 1.0)
    return out


def multi_hot_shifted(sequences: Sequence[Sequence[int]], dimension: int = 10_000) -> Floats:
    """The slip: each index one too low."""
    return np.roll(multi_hot(sequences, dimension), -1, axis=1)


def multi_hot_first(sequences: Sequence[Sequence[int]], dimension: int = 10_000) -> Floats:
    """The slip: only the first sequence is encoded."""
    out = multi_hot(sequences, dimension)
    out[1:] = 0.0
    return out


def one_hot(labels: Sequence[int], dimension: int = 46) -> Floats:
    """A row with one 1, at the label; shape (labels, dimension)."""
    return np.eye(dimension)[np.asarray(labels, dtype=np.int64)]


def standardize(x_train: Floats, x_test: Floats) -> Pair:
    """Both with the mean and the deviation of the training columns; a constant column is only centred."""
    deviation = x_train.std(axis=0)
    return _standardized(x_train, x_test, x_train.mean(axis=0), deviation)


def standardize_with_all(x_train: Floats, x_test: Floats) -> Pair:
    """The slip: statistics of training and test rows together."""
    whole = np.concatenate([x_train, x_test])
    return _standardized(x_train, x_test, whole.mean(axis=0), whole.std(axis=0))


def standardize_each(x_train: Floats, x_test: Floats) -> Pair:
    """The slip: each with its own statistics."""
    return standardize(x_train, x_train)[0], standardize(x_test, x_test)[0]


def standardize_globally(x_train: Floats, x_test: Floats) -> Pair:
    """The slip: one mean and one deviation for all columns."""
    return _standardized(x_train, x_test, x_train.mean(), x_train.std())


def standardize_centred(x_train: Floats, x_test: Floats) -> Pair:
    """The slip: centred and not scaled."""
    return x_train - x_train.mean(axis=0), x_test - x_train.mean(axis=0)


def standardize_not(x_train: Floats, x_test: Floats) -> Pair:
    """The slip: handed back as they were."""
    return x_train, x_test


def _standardized(x_train: Floats, x_test: Floats, mean: Any, deviation: Any) -> Pair:
    scale = np.where(np.asarray(deviation) > 1e-12, deviation, 1.0)
    return (x_train - mean) / scale, (x_test - mean) / scale
