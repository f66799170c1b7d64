"""The grader's seed decides, and nothing else: not the notebook's own seeds, not the process."""

import pytest

from autograder.model.evidence import Evidence

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

TRAIN = """
import random, tensorflow as tf, keras_tuner
order = np.random.permutation(len(x_train))

def hyper(hp):
    layers = [keras.Input((784,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dropout(0.3)]
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    rate = hp.Float("lr", 1e-4, 1e-2)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

tuner = keras_tuner.RandomSearch(hyper, "val_accuracy", max_trials=1, seed=SEED)
tuner.search(x_train[order], y_train[order], epochs=1, batch_size=100, validation_data=(x_val, y_val), verbose=0)
best = tuner.get_best_models()[0]
best.evaluate(x_test, y_test, verbose=0)
print(random.random(), np.random.rand(), float(tf.random.uniform(())))
"""
OWN = """
keras.utils.set_random_seed(SEED)
tf.random.set_seed(SEED); np.random.seed(SEED); random.seed(SEED)
from numpy.random import seed; seed(SEED)
build().fit(x_train, y_train, batch_size=100, epochs=1, verbose=0)
"""


def run(lab: Lab, seed: int, own: int) -> Evidence:
    """Run the notebook with the grader's seed and one of its own."""
    evidence = lab.run(SETUP, f"SEED = {own}\n{TRAIN}", f"SEED = {own}\n{OWN}", seed=seed, rows=100)
    assert failures(evidence) == []
    return evidence


def test_the_same_seed_gives_the_same_evidence_and_another_seed_another(lab: Lab) -> None:
    """To the last byte, through forks; the notebook's own seeds have no say."""
    first, again, other_own = run(lab, 101, 1), run(lab, 101, 1), run(lab, 101, 2)
    assert first.without_clocks() == again.without_clocks()
    assert first.without_clocks() == other_own.without_clocks()
    other = run(lab, 202, 1)
    assert [fit.history for fit in other.fits] != [fit.history for fit in first.fits]
    assert other.searches[0].trials[0].values != first.searches[0].trials[0].values
