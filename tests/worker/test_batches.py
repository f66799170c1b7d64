"""Batches from the pipeline that starts at once are those of Keras' own, in every epoch."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.keras

COMPARE = """
import itertools, sys
import keras, numpy as np, pandas, tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from autograder.worker import batches

keras.utils.set_random_seed(5)
tf.config.experimental.enable_op_determinism()
rng = np.random.default_rng(3)
x, y = rng.random((100, 7)), np.arange(100)
original, orders = ArrayDataAdapter.get_tf_dataset, {}
batches.install()

def flat(dataset):
    return [[(leaf.dtype, leaf.shape, leaf.numpy().tobytes()) for leaf in tf.nest.flatten(batch)] for batch in dataset]

ARRAYS = {
    "x and y": dict(x=x, y=y), "alone": dict(x=x), "float32": dict(x=x.astype("float32"), y=y[:, None]),
    "tensors": dict(x=tf.constant(x), y=tf.constant(y)), "images": dict(x=rng.random((100, 4, 4, 1)), y=y),
    "bytes": dict(x=(255 * x).astype("uint8"), y=y > 50), "weights": dict(x=x, y=y, sample_weight=rng.random(100)),
    "classes": dict(x=x, y=y % 2, class_weight={0: 1.0, 1: 2.0}), "names": dict(x={"a": x, "b": x[:, :2]}, y=y),
    "frame": dict(x=pandas.DataFrame(x), y=pandas.Series(y)),
}
taken = 0
KINDS = [(name, 32, shuffle) for name in ARRAYS for shuffle in (True, False)]
SIZES = itertools.product(["x and y"], (1, 25, 100, 200), (True, False))
for name, size, shuffle in [*KINDS, *SIZES, ("alone", 25, "batch")]:
    arrays = ARRAYS[name]
    make = lambda: ArrayDataAdapter(**arrays, batch_size=size, shuffle=shuffle)
    taken += batches._laid_out(make(), original, orders) is not None
    theirs, ours = original(make()), make().get_tf_dataset()
    assert theirs.element_spec == ours.element_spec, (name, size, shuffle)
    for epoch in range(1 if shuffle == "batch" else 3):
        assert flat(theirs) == flat(ours), (name, size, shuffle, epoch)
print("taken", taken)
"""


def test_every_epoch_has_keras_own_batches() -> None:
    """Types, shapes and bytes, for arrays of many kinds, batches that fit and do not, shuffled and not."""
    done = subprocess.run([sys.executable, "-c", COMPARE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == ["taken", "28"]
