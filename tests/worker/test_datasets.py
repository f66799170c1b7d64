"""`load_data` gives stand-ins of the official shape however it was imported."""

import pytest

from .lab import Lab, failures

pytestmark = pytest.mark.keras

STYLES = [
    "from tensorflow import keras\ndata = keras.datasets.fashion_mnist.load_data()",
    "import tensorflow as tf\ndata = tf.keras.datasets.fashion_mnist.load_data()",
    "from keras.datasets import fashion_mnist\ndata = fashion_mnist.load_data()",
    "from tensorflow.keras.datasets import fashion_mnist as fm\ndata = fm.load_data()",
    "from keras.datasets.fashion_mnist import load_data as load\ndata = load()",
    "import keras.datasets.fashion_mnist as f\ndata = f.load_data()",
    "from keras.src.datasets import fashion_mnist as inner\ndata = inner.load_data()",
]
CHECK = """
(x_train_val, y_train_val), (x_test, y_test) = data
assert x_train_val.shape == (60000, 28, 28) and x_test.shape == (10000, 28, 28), x_train_val.shape
assert y_train_val.shape == (60000,) and y_test.shape == (10000,)
assert {str(part.dtype) for part in (x_train_val, y_train_val, x_test, y_test)} == {"uint8"}
x_train, x_val = x_train_val[:-10000], x_train_val[-10000:]
assert len(x_train) == 50000 and x_train.max() == 255
import numpy as np
assert sorted(np.unique(y_test)) == list(range(10))
x_train_val[0] = 7
"""
OTHERS = """
import keras
(a, b), (c, d) = keras.datasets.mnist.load_data()
(e, f), (g, h) = keras.datasets.mnist.load_data(path="my.npz")
assert a.shape == e.shape == (60000, 28, 28) and (a == e).all() and a is not e
try:
    keras.datasets.mnist.load_data(paht="my.npz")
except TypeError as error:
    print(error)
"""


def test_every_way_to_import_load_data_gives_the_stand_in(lab: Lab) -> None:
    """Official shapes and dtypes, all labels, arrays that the notebook may write to."""
    evidence = lab.run(*(style + CHECK for style in STYLES), OTHERS)
    assert failures(evidence) == []
    assert "load_data() got an unexpected keyword argument 'paht'" in evidence.cells[-1].output


def test_worked_examples_train_on_a_token(lab: Lab) -> None:
    """Data that the assignment does not grade get few rows, epochs and trials, and no predictions."""
    evidence = lab.run(
        """
        import keras
        (x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
        x, x_test = x.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x[:-10000], y[:-10000], validation_data=(x[-10000:], y[-10000:]), epochs=20, verbose=0)
        model.evaluate(x_test, y_test, verbose=0)
        """,
    )
    assert failures(evidence) == []
    (fit,) = evidence.fits
    assert (fit.rows.dataset, fit.rows.asked, fit.rows.kept) == ("mnist", 50_000, 64)
    assert (fit.epochs_asked, fit.epochs_run, fit.stopped_by) == (20, 1, "budget")
    assert evidence.evaluations[0].rows.asked_pools == {"test": 10_000}
    assert evidence.predictions == ()
