"""Statistics that normalise the images: those of training rows are fine, those of test rows are seen."""

import pytest

from .lab import Lab, failures

pytestmark = pytest.mark.keras

SETUP = """
import keras, numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
(x_tv, y_tv), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
def train(x, y=None, *layers):
    model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, y_tv[:len(x)] if y is None else y, epochs=1, verbose=0)
"""
HONEST = """
train(x_tv / 255.0)
train(x_tv[:-10000] / 127.5 - 1)
train((x_tv - x_tv.mean()) / x_tv.std())
part = x_tv[:50000].astype("float32") / 255
train((part - part.mean()) / part.std())
train((part - part.mean(axis=0)) / (part.std(axis=0) + 1e-7))
some, _, labels, _ = train_test_split(x_tv.astype("float32"), y_tv, test_size=0.2)
train((some - some.mean()) / some.std(), labels)
train((some - some.mean(axis=0)) / (some.std(axis=0) + 1e-3), labels)
train((part - 0.2860) / 0.3530)
flat = part.reshape(-1, 784)
train(StandardScaler().fit_transform(flat))
normalise = keras.layers.Normalization(axis=None)
normalise.adapt(part)
train(part, None, keras.Input((28, 28)), normalise)
"""
PEEKING = """
every = np.concatenate([x_tv, x_test]).astype("float32") / 255
train(((x_tv / 255 - every.mean()) / every.std()).astype("float32"))
train((x_tv / 255 - x_test.mean() / 255) / (x_test.std() / 255))
train((x_tv / 255 - every.mean(axis=0)) / (every.std(axis=0) + 1e-7))
scaler = StandardScaler().fit(x_test.reshape(-1, 784))
train(scaler.transform(x_tv[:50000].reshape(-1, 784)))
normalise = keras.layers.Normalization(axis=None)
normalise.adapt(every)
train(x_tv / 255, None, keras.Input((28, 28)), normalise)
normalise = keras.layers.Normalization()
normalise.adapt(x_test)
train(x_tv[:50000].astype("float32"), None, keras.Input((28, 28)), normalise)
"""


def test_statistics_of_test_rows_are_seen(lab: Lab) -> None:
    """By numbers, a scaler or an adapted layer; for all pixels or each; never where training rows alone were used."""
    evidence = lab.run(SETUP, HONEST, PEEKING)
    assert not failures(evidence)
    honest = [fit.statistics for fit in evidence.fits if fit.cell == 1]
    peeking = [fit.statistics for fit in evidence.fits if fit.cell == 2]
    assert honest == [{}] * 10
    assert [found.get("test") for found in peeking] == [10_000] * 6
    assert [bool(found.get("train")) for found in peeking] == [True, False, True, False, True, False]
