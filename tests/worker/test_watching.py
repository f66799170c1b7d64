"""What a training does inside its model: weights that move, units that fall silent, and nothing left behind."""

import numpy as np
import pytest

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

TRAINED = """
keras.utils.set_random_seed(7)
model = build()
model.fit(x_train, y_train, epochs=2, batch_size=50, verbose=0)
stuck = build(rate=0.0)
stuck.fit(x_train, y_train, epochs=2, batch_size=50, verbose=0)

Constant = keras.initializers.Constant

class Branches(keras.Model):
    def __init__(self):
        super().__init__()
        self.dead = keras.layers.Dense(4, activation="relu", bias_initializer=Constant(-1e6), name="a")
        self.half = keras.layers.Dense(2, activation=keras.activations.relu, name="b")
        self.out = keras.layers.Dense(10, activation="softmax")
    def call(self, x):
        return self.out(keras.ops.concatenate([self.dead(x), self.half(x)], axis=1))

own = Branches()
own.compile("sgd", "sparse_categorical_crossentropy")
own.fit(x_train, y_train, epochs=1, verbose=0)
print(keras.random.uniform(()), np.random.rand())
"""


def test_a_training_is_watched(lab: Lab) -> None:
    """Moves and updates of each epoch, the share of silent units, in subclassed models too; stuck weights stay."""
    evidence = lab.run(SETUP, TRAINED)
    assert not failures(evidence)
    model, stuck, own = (fit.inside for fit in evidence.fits)
    assert model is not None
    assert stuck is not None
    assert own is not None
    assert model.steps == (4, 4)
    assert all(move is not None and 1e-3 < move < 1 for move in model.moves)
    assert stuck.moves == (0.0, 0.0)
    assert model.sample == 200
    assert len(model.silent) == 1
    assert own.silent["a"] == 1.0
    assert own.silent["b"] <= 0.5


def test_searches_are_not_watched_and_random_numbers_stay(lab: Lab) -> None:
    """Trials carry no such record, and what is drawn after a training is what is drawn without a watch."""
    source = """
    class Plain(keras.Model):
        pass
    keras.utils.set_random_seed(3)
    build().fit(x_train, y_train, epochs=1, batch_size=50, verbose=0)
    print(float(keras.random.uniform(())), np.random.rand())
    """
    graded = lab.run(SETUP, source)
    other = lab.run(SETUP, source, graded="mnist")
    assert not failures(graded)
    assert not failures(other)
    assert graded.fits[0].inside is not None
    assert np.isfinite(graded.fits[0].inside.moves[0] or np.nan)
    assert graded.cells[1].output == other.cells[1].output
