"""What the record says of a model's layers."""

import pytest

from autograder.checks.layer_values import value

from .lab import SETUP, Lab

NESTED = """
normal = keras.initializers.RandomNormal(stddev=0.07)
inner = keras.Sequential([keras.layers.Dense(9, "relu", kernel_initializer=normal),
                          keras.layers.Dropout(0.25)])
model = keras.Sequential([keras.Input((784,)), keras.layers.Reshape((28, 28, 1)),
                          keras.layers.RandomZoom((-0.1, 0.2)), keras.layers.Flatten(), inner,
                          keras.layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x_train, y_train, epochs=1, batch_size=64, verbose=0)
"""


@pytest.mark.keras
def test_layers_stand_in_their_order_with_their_settings(lab: Lab) -> None:
    """Also those of a model within a model, which Keras itself lists the other way round."""
    run = lab.run(SETUP, NESTED)
    layers = run.models[0].layers
    assert [layer.kind for layer in layers] == ["Reshape", "RandomZoom", "Flatten", "Dense", "Dropout", "Dense"]
    assert value(layers, 1, "height_factor") == 0.2
    assert (value(layers, 3, "kernel_initializer"), value(layers, 3, "activation")) == ("RandomNormal", "relu")
    assert value(layers, 3, "kernel_initializer.stddev") == pytest.approx(0.07)
    assert value(layers, 5, "kernel_initializer") == "GlorotUniform"
