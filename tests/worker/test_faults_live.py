"""Errors that notebooks really cause while they train are theirs, however Keras shortens their tracebacks."""

import pytest

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

OUT_OF_RANGE = """
narrow = keras.Sequential([keras.Input((784,)), keras.layers.Dense(9, "softmax")])
narrow.compile("sgd", "sparse_categorical_crossentropy")
narrow.fit(x_train, y_train, verbose=0)
"""
OTHER_SHAPE = """
two = keras.Sequential([keras.Input((784,)), keras.layers.Dense(2, "softmax")])
two.compile("sgd", "categorical_crossentropy")
two.fit(x_train, keras.utils.to_categorical(y_train), verbose=0)
"""
OTHER_INPUT = "build().fit(x_train.reshape(-1, 28, 28), y_train, verbose=0)"
EVALUATED = "narrow.evaluate(x_test, y_test, verbose=0)"
PREDICTED = "narrow.predict(x_test[:, :700], verbose=0)"
OWN_STEP = """
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(10)

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        return data["x"]

own = Own()
own.compile("sgd", "mse")
own.fit(x_train, y_train, verbose=0)
"""
OWN_LOOP = """
import tensorflow as tf
small, rate = build(), keras.optimizers.SGD(0.1)

@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y + 5, small(x)))
    rate.apply(tape.gradient(loss, small.trainable_variables), small.trainable_variables)
    return loss

step(x_train[:32], y_train[:32])
"""
EAGER = """
import tensorflow as tf
with tf.GradientTape() as tape:
    loss = keras.losses.mean_squared_error(y_train[:32, None], build()(x_train[:31]))
"""
IN_CALLBACK = """
class Broken(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["nothing"]

build().fit(x_train, y_train, verbose=0, callbacks=[Broken()])
"""
IN_ROWS = """
def rows():
    yield x_train[:10], y_train[:10]
    raise OSError("no more")

build().fit(rows(), verbose=0)
"""
SAVED = 'build().save("model.txt")'
UNKNOWN_ARGUMENT = "build().fit(x_train, y_train, epoch=3)"
CELLS = (
    *(OUT_OF_RANGE, OTHER_SHAPE, OTHER_INPUT, EVALUATED, PREDICTED, OWN_STEP, OWN_LOOP, EAGER, IN_CALLBACK, IN_ROWS),
    *(SAVED, UNKNOWN_ARGUMENT),
)


def test_what_a_notebook_breaks_never_blinds_the_recorder(lab: Lab) -> None:
    """Labels out of range, shapes, own steps and loops, callbacks, generators: each an error, none the recorder's."""
    evidence = lab.run(SETUP, *CELLS)

    assert [cell.status for cell in evidence.cells] == ["ok", *["error"] * len(CELLS)]
    assert not [item for item in evidence.tripwires if item.code == "not-understood"]


ALL_ALIKE = """
blank = np.zeros_like(x_train)
found = build().fit(blank, y_train, validation_data=(np.zeros_like(x_val), y_val), epochs=1, verbose=0)
print(sorted(found.history))
"""


def test_a_validation_like_the_training_still_gives_a_loss(lab: Lab) -> None:
    """A broken preparation makes all rows alike: `val_loss` stays, so that no later cell breaks where it had not."""
    evidence = lab.run(SETUP, ALL_ALIKE)

    assert not failures(evidence)
    assert evidence.cells[1].output.split() == ["['accuracy',", "'loss',", "'val_accuracy',", "'val_loss']"]
