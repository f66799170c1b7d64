"""The batches that Keras would make of arrays, in its order, from a pipeline that starts at once.

Keras makes the batches of an epoch by functions in a `tf.data` pipeline, for which TensorFlow needs 20 ms whenever it
starts one: two for each epoch's training and two for its validation, more than a small network's epoch takes. Under a
forced seed every start draws the same order: the shuffling operation gets the seed of its place in its function, and
begins anew with each iterator. So the order is asked once, from Keras' own pipeline, and the rows are laid out in it;
`tests/worker/test_batches.py` holds the batches of several epochs against Keras'.
"""

import copy
from typing import Any

import numpy as np
import tensorflow as tf
from keras.src import tree
from keras.src.trainers.data_adapters import array_slicing
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from numpy.typing import NDArray
from tensorflow.python.eager import context
from tensorflow.python.framework import config

from autograder.worker.patching import Wrapper, wrap_method

MOST_BYTES = 256 << 20
"""Of the arrays of one training: they are laid out in a copy."""


def install() -> None:
    """Put the pipeline in the place of Keras'."""
    wrap_method(ArrayDataAdapter, "get_tf_dataset", _hook)


def _hook(original: Wrapper) -> Wrapper:
    orders: dict[tuple[int, int], NDArray[np.int64]] = {}

    def get_tf_dataset(adapter: Any) -> Any:
        try:
            laid_out = _laid_out(adapter, original, orders)
        except Exception:  # noqa: BLE001  arrays may be of any kind: Keras shall see them as they are
            laid_out = None
        return original(adapter) if laid_out is None else laid_out

    return get_tf_dataset


def _laid_out(adapter: Any, original: Wrapper, orders: dict[tuple[int, int], NDArray[np.int64]]) -> Any:
    """The data set, or None where the batches could differ from Keras' or the arrays are too large."""
    rows, size, seed = adapter._num_samples, adapter._batch_size, context.global_seed()
    if not isinstance(adapter._shuffle, bool) or seed is None or not config.is_op_determinism_enabled():
        return None
    inputs = tree.lists_to_tuples(array_slicing.convert_to_sliceable(adapter._inputs, target_backend="tensorflow"))
    if not all(isinstance(leaf, np.ndarray | tf.Tensor) for leaf in tree.flatten(inputs)):
        return None
    inputs = tree.map_structure(np.asarray, inputs)
    if any(leaf.dtype.kind not in "biuf" for leaf in tree.flatten(inputs)) or _bytes(inputs) > MOST_BYTES:
        return None
    if adapter._shuffle:
        key = rows, seed
        if key not in orders:
            orders[key] = _order(adapter, original)
        inputs = tree.map_structure(lambda leaf: leaf[orders[key]], inputs)
    whole = rows // size * size
    full = tree.map_structure(lambda leaf: leaf[:whole].reshape(-1, size, *leaf.shape[1:]), inputs)
    batches = tf.data.Dataset.from_tensor_slices(full)
    if whole < rows:
        rest = tree.map_structure(lambda leaf: leaf[whole:], inputs)
        batches = batches.concatenate(tf.data.Dataset.from_tensors(rest))
    return batches.with_options(_options())


def _order(adapter: Any, original: Wrapper) -> NDArray[np.int64]:
    """The order of an epoch's rows, from Keras' pipeline for as many numbers."""
    numbers = copy.copy(adapter)
    numbers._inputs = (np.arange(adapter._num_samples),)
    return np.concatenate([batch.numpy() for (batch,) in original(numbers)])


def _options() -> Any:
    """Keras' own: nothing is rewritten."""
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return options


def _bytes(inputs: Any) -> int:
    return sum(leaf.nbytes for leaf in tree.flatten(inputs))
