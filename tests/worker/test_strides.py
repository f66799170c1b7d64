"""Many steps in one call of Keras: the same bits, and only where nobody listens."""

import pytest

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

TRAININGS = """
class Listening(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass

class Strided(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(self.model.steps_per_execution > 1, end=" ")

class OwnStep(keras.Sequential):
    def train_step(self, data):
        return super().train_step(data)

def train(*callbacks, kind=keras.Sequential, batch_size=2):
    keras.utils.set_random_seed(7)
    model = kind([
        keras.Input((784,)), keras.layers.Dense(8, "relu"), keras.layers.Dropout(0.4),
        keras.layers.BatchNormalization(), keras.layers.Dense(10, "softmax"),
    ])
    rate = keras.optimizers.schedules.ExponentialDecay(0.01, 50, 0.9)
    model.compile(keras.optimizers.SGD(rate, momentum=0.9), "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping("val_loss", patience=30, restore_best_weights=True)
    found = model.fit(
        x_train, y_train, batch_size=batch_size, epochs=10, validation_data=(x_val, y_val), verbose=0,
        callbacks=[stop, Strided(), *callbacks],
    )
    print()
    after = model.steps_per_execution, model.evaluate(x_val, y_val, verbose=0)
    return found.history, [weight.tobytes() for weight in model.get_weights()], after

plain, fast, own = train(Listening()), train(), train(kind=OwnStep)
short = train(batch_size=100)
print("same", plain == fast, plain[1] == own[1])
"""


def test_many_steps_in_one_call_give_the_same_bits(lab: Lab) -> None:
    """History, weights and later results are equal to those of one step a call; listeners and own steps are left."""
    evidence = lab.run(SETUP, TRAININGS, rows=200, epochs=None)

    assert not failures(evidence)
    lines = [line.split() for line in evidence.cells[1].output.splitlines()]
    assert lines[0] == ["False"] * 10
    assert lines[1] == ["True"] * 10
    assert lines[2] == lines[3] == ["False"] * 10
    assert lines[4] == ["same", "True", "True"]


COUNTED = """
import tensorflow as tf

class Listening(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass

def train(*callbacks):
    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    few = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(10).repeat()
    return model.fit(
        x_train, y_train, batch_size=2, epochs=10, validation_data=few, validation_steps=3, verbose=0,
        callbacks=list(callbacks),
    ).history

print(train() == train(Listening()))
"""


def test_counted_validation_steps_are_never_overrun(lab: Lab) -> None:
    """Of an endless dataset three batches validate, with and without a callback that forbids long calls."""
    evidence = lab.run(SETUP, COUNTED, rows=None, epochs=None)

    assert not failures(evidence)
    assert evidence.cells[1].output.split() == ["True"]
