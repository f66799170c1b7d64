"""Models of every honest make: asked again outside the notebook, or believed for a reason that the record bears out."""

# ruff: noqa: E501  a table with programs in it

from typing import Final

import pytest

from autograder.model.evidence import Evidence

from .lab import Lab

pytestmark = pytest.mark.keras
_SETUP: Final = """
import keras, numpy as np
from keras import layers, ops
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
flat, flat_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0
images, images_test = x[..., None] / 255.0, x_test[..., None] / 255.0
def train(model, x=flat, x_test=flat_test):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:200], y[:200], epochs=1, validation_data=(x[200:248], y[200:248]))
    model.evaluate(x_test, y_test)
"""
MODELS: Final = {
    "functional": """
a = keras.Input((784,)); train(keras.Model(a, layers.Dense(10, "softmax")(layers.Dense(8, "relu")(a))))""",
    "operations": """
a = keras.Input((784,)); b = ops.relu(layers.Dense(8)(a) * 2.0 + 0.1)
b = ops.exp(b) / ops.sqrt(ops.mean(b, axis=1, keepdims=True) + 1.0); b = ops.cast(ops.reshape(b, (-1, 8)), "float32")[..., :6] + np.arange(6.0)
train(keras.Model(a, ops.softmax(layers.Dense(10)(b))))""",
    "two branches": """
a = keras.Input((784,)); b = layers.Concatenate()([layers.Dense(4)(a), layers.Dense(4, "relu")(a)])
train(keras.Model(a, layers.Dense(10, "softmax")(b)))""",
    "nested": """
inner = keras.Sequential([keras.Input((784,)), layers.Dense(8, "relu")])
train(keras.Sequential([keras.Input((784,)), inner, layers.Dense(10, "softmax")]))""",
    "built late": """
train(keras.Sequential([layers.Dense(8, "relu"), layers.Dense(10, "softmax")]))""",
    "convolutional": """
train(keras.Sequential([keras.Input((28, 28, 1)), layers.RandomFlip(), layers.Conv2D(4, 3), layers.BatchNormalization(),
    layers.LeakyReLU(), layers.MaxPooling2D(4), layers.Flatten(), layers.Dense(10, "softmax")]), images, images_test)""",
    "rescaling inside": """
train(keras.Sequential([keras.Input((784,)), layers.Rescaling(2.0), layers.Normalization(mean=0.3, variance=0.1),
    layers.Dense(10, "softmax", kernel_regularizer="l2", kernel_constraint="max_norm")]))""",
    "recurrent": """
train(keras.Sequential([keras.Input((28, 28)), layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
    layers.RNN(layers.GRUCell(4)), layers.Dense(10, "softmax")]), images[..., 0], images_test[..., 0])""",
    "a layer of one's own": """
class Twice(layers.Layer):
    def call(self, inputs):
        return 2 * inputs
train(keras.Sequential([keras.Input((784,)), Twice(), layers.Dense(10, "softmax")]))""",
    "a registered layer": """
@keras.saving.register_keras_serializable("course")
class Half(layers.Layer):
    def call(self, inputs):
        return inputs / 2
train(keras.Sequential([keras.Input((784,)), Half(), layers.Dense(10, "softmax")]))""",
    "a subclassed model": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = layers.Dense(10, "softmax")
    def call(self, inputs):
        return self.out(inputs)
train(Net())""",
    "a subclass of Sequential": """
class Net(keras.Sequential):
    pass
train(Net([keras.Input((784,)), layers.Dense(10, "softmax")]))""",
    "an activation of one's own": """
def mine(z):
    return ops.tanh(z) + 0.1 * z
train(keras.Sequential([keras.Input((784,)), layers.Dense(8, mine), layers.Dense(10, "softmax")]))""",
    "a lambda": """
train(keras.Sequential([keras.Input((784,)), layers.Lambda(lambda z: z * 2), layers.Dense(10, "softmax")]))""",
    "an initialiser of one's own": """
class Small(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return 0.01 * keras.random.normal(shape, dtype=dtype)
train(keras.Sequential([keras.Input((784,)), layers.Dense(8, kernel_initializer=Small()), layers.Dense(10, "softmax")]))""",
    "a loss of one's own": """
model = keras.Sequential([keras.Input((784,)), layers.Dense(10, "softmax")])
model.compile("adam", loss=lambda t, p: keras.losses.sparse_categorical_crossentropy(t, p), metrics=["accuracy"])
model.fit(flat[:200], y[:200], epochs=1, validation_data=(flat[200:248], y[200:248])); model.evaluate(flat_test, y_test)""",
    "images made smaller": """
small, small_test = images[:, ::2, ::2], images_test[:, ::2, ::2]
train(keras.Sequential([keras.Input((14, 14, 1)), layers.Flatten(), layers.Dense(10, "softmax")]), small, small_test)""",
    "images normalised one by one": """
own = (flat - flat.mean(1, keepdims=True)) / (flat.std(1, keepdims=True) + 1e-6)
own_test = (flat_test - flat_test.mean(1, keepdims=True)) / (flat_test.std(1, keepdims=True) + 1e-6)
train(keras.Sequential([keras.Input((784,)), layers.Dense(10, "softmax")]), own, own_test)""",
    "too large to be sent": """
train(keras.Sequential([keras.Input((784,)), layers.Dense(3900, "relu"), layers.Dense(10, "softmax")]))""",
}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """One run that trains them all, a cell each."""
    with Lab(("fashion_mnist",)) as lab:
        return lab.run(_SETUP, *MODELS.values(), rows=248, epochs=1, wall_seconds=400)


@pytest.mark.parametrize(("cell", "name"), list(enumerate(MODELS, start=1)), ids=list(MODELS))
def test_each_predicts(evidence: Evidence, cell: int, name: str) -> None:
    """No error, and there is something to be asked again."""
    assert evidence.cells[cell].error is None, name
    assert [item for item in evidence.predictions if item.cell == cell]


def test_nothing_is_held_against_them(evidence: Evidence) -> None:
    """The tripwire's cell would say against which."""
    assert [(list(MODELS)[wire.cell - 1], wire.detail) for wire in evidence.tripwires] == []
