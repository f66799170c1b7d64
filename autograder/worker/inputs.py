"""Bring whatever a student passes to Keras into one form: arrays with rows.

`tf.data` pipelines, Keras' `PyDataset`s and Python generators are read once in full (one epoch). Where their rows are
the data set's own, they are replaced by arrays and treated like any other; where they are not, because they augment
at random for example, the pipeline is kept and only its length is capped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

_MOST_ROWS = 200_000
"""An epoch of any of the course's data sets has at most 60,000 rows; a pipeline longer than this repeats itself."""


_MOST_INPUTS = 16


@dataclass(frozen=True)
class Streamed:
    """One epoch of a pipeline as arrays: inputs, targets, sample weights, and its batch size; `x` None if unusable.

    `pipeline` yields everything again from the start, including what a generator gave up while it was read.
    """

    x: Any
    y: Any
    weights: Any
    batch_size: int
    pipeline: Any


def is_pipeline(value: Any) -> bool:
    """Whether Keras would take its own batches from this instead of slicing it."""
    return isinstance(value, tf.data.Dataset | keras.utils.PyDataset | Iterator)


def to_arrays(value: Any) -> Any:
    """Tensors, lists and data frames as NumPy arrays; nested structures keep their shape."""
    if isinstance(value, dict):
        return {key: to_arrays(item) for key, item in value.items()}
    if isinstance(value, tuple | list) and _holds_arrays(value):
        return type(value)(to_arrays(item) for item in value)
    if isinstance(value, np.ndarray) or value is None or _stays(value):
        return value
    convert = getattr(value, "numpy", None) or getattr(value, "to_numpy", None)
    return np.asarray(value) if convert is None else convert()


def _holds_arrays(values: Any) -> bool:
    """Whether a sequence is several inputs of equally many rows, not one input row by row."""
    if not 0 < len(values) <= _MOST_INPUTS or not all(getattr(item, "ndim", 0) or 0 for item in values):
        return False
    return len({len(item) for item in values}) == 1


def leaf(value: Any) -> NDArray[Any] | None:
    """The first array in a structure of inputs."""
    if isinstance(value, dict):
        return next((found for item in value.values() if (found := leaf(item)) is not None), None)
    if isinstance(value, tuple | list):
        return next((found for item in value if (found := leaf(item)) is not None), None)
    if _stays(value):
        return _sequences(value) if isinstance(value, tf.RaggedTensor) else value.numpy()
    return value if isinstance(value, np.ndarray) else None


def _stays(value: Any) -> bool:
    """Whether these are tensors that Keras takes and whose arrays it does not: ragged ones, and texts."""
    return isinstance(value, tf.RaggedTensor) or (isinstance(value, tf.Tensor) and value.dtype == tf.string)


def _sequences(value: tf.RaggedTensor) -> NDArray[Any]:
    rows = np.empty(int(value.nrows()), dtype=object)
    for place, row in enumerate(value.to_list()):
        rows[place] = row
    return rows


def take(value: Any, positions: NDArray[np.int64]) -> Any:
    """The rows at `positions` of every array in a structure."""
    if isinstance(value, dict):
        return {key: take(item, positions) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(take(item, positions) for item in value)
    if _stays(value):
        return tf.gather(value, positions)
    if isinstance(value, np.ndarray) and len(positions) == len(value) and (np.diff(positions) == 1).all():
        return value  # all of them in order: a copy of a multi-hot matrix is gigabytes
    return value if value is None else value[positions]


def read_epoch(pipeline: Any, steps: int | None) -> Streamed:
    """Read one epoch of `steps` batches (None: to its end)."""
    batches, endless = [], False
    rows = 0
    for batch in _batches(pipeline, steps):
        batches.append(batch)
        first = leaf(_triple(batch)[0])
        rows += 1 if first is None or first.ndim == 0 else len(first)
        endless = rows > _MOST_ROWS
        if endless:
            break
    again = chain(batches, pipeline) if isinstance(pipeline, Iterator) else pipeline
    parts = [_triple(batch) for batch in batches]
    if not parts or endless:
        return Streamed(None, None, None, 0, again)
    try:
        x, y, weights = (_joined([part[index] for part in parts]) for index in range(3))
    except (ValueError, TypeError, KeyError):
        return Streamed(None, None, None, 0, again)
    first = leaf(parts[0][0])
    return Streamed(x, y, weights, 0 if first is None else len(first), again)


def _batches(pipeline: Any, steps: int | None) -> Iterable[Any]:
    if isinstance(pipeline, keras.utils.PyDataset):
        count = pipeline.num_batches if steps is None else steps
        return () if count is None else (pipeline[index] for index in range(count))
    if isinstance(pipeline, tf.data.Dataset):
        if steps is None and int(pipeline.cardinality()) == tf.data.INFINITE_CARDINALITY:
            return ()
        pipeline = pipeline if steps is None else pipeline.take(steps)
    return islice(pipeline, steps)


def _triple(batch: Any) -> tuple[Any, Any, Any]:
    items = tuple(to_arrays(item) for item in batch) if isinstance(batch, tuple | list) else (to_arrays(batch),)
    return (*items, None, None)[:3]


def _joined(values: list[Any]) -> Any:
    first = values[0]
    if first is None:
        return None
    if isinstance(first, dict):
        return {key: _joined([value[key] for value in values]) for key in first}
    if isinstance(first, tuple | list):
        return type(first)(_joined(list(column)) for column in zip(*values, strict=True))
    return tf.concat(values, axis=0) if _stays(first) else np.concatenate(values)
