"""What the first trace would make is made before it: one trace less, and the same bits."""

import pytest

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

TRAININGS = """
traced = []
dense = keras.layers.Dense.call
def call(layer, inputs, training=None):
    traced.append(layer.name)
    return dense(layer, inputs, training)
keras.layers.Dense.call = call

class Own(keras.Sequential):
    pass

def train(kind, optimizer):
    keras.utils.set_random_seed(7)
    model = kind([
        keras.Input((784,)), keras.layers.Dense(8, "relu", name="first"), keras.layers.Dropout(0.4),
        keras.layers.BatchNormalization(), keras.layers.Dense(10, "softmax"),
    ])
    model.compile(optimizer(), "sparse_categorical_crossentropy", metrics=["accuracy"])
    traced.clear()
    found = model.fit(x_train, y_train, batch_size=32, epochs=2, validation_data=(x_val, y_val), verbose=0)
    count = traced.count("first")
    return count, found.history, [weight.tobytes() for weight in model.get_weights()]

for optimizer in (keras.optimizers.Adam, keras.optimizers.SGD, keras.optimizers.RMSprop):
    ahead, usual = train(keras.Sequential, optimizer), train(Own, optimizer)
    print(ahead[0], usual[0], ahead[1:] == usual[1:])
"""


def test_one_trace_is_enough_and_gives_the_same_bits(lab: Lab) -> None:
    """Beside a subclass of the student's own, which is left to Keras: equal history and weights, one trace less."""
    evidence = lab.run(SETUP, TRAININGS, rows=200, epochs=None)

    assert not failures(evidence)
    lines = [line.split() for line in evidence.cells[1].output.splitlines()]
    assert [line[2] for line in lines] == ["True"] * 3
    assert [int(usual) - int(ahead) for ahead, usual, _ in lines] == [1, 1, 1]
