"""Predictions on the holdout reach the grader whichever way the notebook prepares its data."""

import numpy as np
import pytest

from autograder.runner import score

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

MODEL = """
model = build(16, rate=0.005)
model.fit(x_train, y_train, batch_size=50, epochs=6, validation_data=(x_val, y_val), verbose=0)
"""
SHOWN = """
import json
outputs = model.predict(x_test, verbose=0)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
dataset = __import__("tensorflow").data.Dataset.from_tensor_slices(x_test).batch(64)
piped = model.predict(dataset, verbose=0)
few = model.predict(x_test[:10], verbose=0)
print(json.dumps([outputs.shape, float((outputs.argmax(1) == y_test).mean()), accuracy, piped.shape, few.shape,
                  float((piped.argmax(1) == y_test).mean())]))
"""
NO_TEST_ARRAY = """
import keras, numpy as np
(x, y), _ = keras.datasets.fashion_mnist.load_data()
x = (x.astype("float32") - 127.5) / 127.5
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=50, epochs=6, verbose=0)
"""


def test_predict_and_evaluate_agree_and_the_holdout_is_scored(lab: Lab) -> None:
    """The notebook sees 10,000 outputs that agree with its labels; the grader scores what it never saw."""
    evidence = lab.run(SETUP, MODEL, SHOWN, epochs=6, rows=1000)
    assert failures(evidence) == []
    shape, by_argmax, accuracy, piped, few, by_pipe = np.array(
        __import__("json").loads(evidence.cells[2].output), dtype=object
    )
    assert (shape, piped, few) == ([10_000, 10], [10_000, 10], [10, 10])
    assert by_argmax == pytest.approx(accuracy, abs=0.02)
    assert by_pipe == pytest.approx(by_argmax, abs=1e-6)
    (prediction,) = evidence.predictions
    assert (prediction.route, prediction.shape) == ("evaluated", (500, 10))
    scored = score(evidence, "fashion_mnist", lab.data.holdout)
    assert scored[prediction.id] == pytest.approx(accuracy, abs=0.1)
    assert scored[prediction.id] > 0.5


def test_prepared_inputs_are_found_or_made(lab: Lab) -> None:
    """A notebook that prepares a test set and never uses it, and one that has none, are scored as well."""
    prepared = lab.run(SETUP, MODEL, epochs=6, rows=1000)
    repeated = lab.run(NO_TEST_ARRAY, epochs=6, rows=1000)
    for evidence, route in ((prepared, "namespace"), (repeated, "repeated")):
        assert failures(evidence) == []
        (prediction,) = evidence.predictions
        assert prediction.route == route
        assert prediction.after_fits == (evidence.fits[0].id,)
        assert score(evidence, "fashion_mnist", lab.data.holdout)[prediction.id] > 0.5


def test_a_best_model_that_nobody_asked_for_is_predicted_with(lab: Lab) -> None:
    """A search without `get_best_models` still shows what it found."""
    evidence = lab.run(
        SETUP,
        """
        import keras_tuner
        tuner = keras_tuner.RandomSearch(lambda hp: build(8, hp.Float("r", 1e-3, 1e-2)), "val_accuracy", max_trials=2)
        tuner.search(x_train, y_train, epochs=2, validation_data=(x_val, y_val), verbose=0)
        """,
    )
    assert failures(evidence) == []
    (prediction,) = evidence.predictions
    best = evidence.model(prediction.model)
    assert best is not None
    assert (best.search, best.rank, prediction.after_fits) == (evidence.searches[0].id, 0, ())
