"""What reaches `fit` and `evaluate`: any form Keras accepts runs, and what it refuses it refuses in its own words."""

import pytest

from autograder.model.evidence import CellRun, Evidence

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

REFUSED = """
def why(function, **arguments):
    try:
        function(**arguments, verbose=0)
    except Exception as error:
        print(type(error).__name__, str(error)[:160].replace(chr(10), " "))
    else:
        print("it ran")

why(build().fit, x=x_train, y=y_train[:100])
why(build().fit, x=x_train, y=y_train, epochs="3")
why(build().fit, x=x_train, y=y_train, epochs=2.5)
why(build().fit, x=x_train, y=y_train, bogus=1)
why(build().fit, x=x_train, y=y_train, validation_data=(x_val, y_val[:3]))
why(build().fit, x="no", y=3)
why(build().fit, x=x_train[:, :5], y=y_train)
why(build().fit, x=x_train, y=y_train, callbacks=[3])
why(build().evaluate, x=x_test, y=y_test[:5])
why(build().evaluate, x=x_test, y=y_test, bogus=1)
why(build().predict)
why(keras.Sequential([keras.layers.Dense(1)]).fit, x=x_train, y=y_train)
"""
REFUSALS = [
    "ValueError Data cardinality is ambiguous",
    "TypeError 'str' object cannot be interpreted as an integer",
    "TypeError 'float' object cannot be interpreted as an integer",
    "TypeError TensorFlowTrainer.fit() got an unexpected keyword argument 'bogus'",
    "ValueError Data cardinality is ambiguous",
    "ValueError Unrecognized data type: x=no",
    "ValueError Exception encountered when calling Sequential.call()",
    "AttributeError 'int' object has no attribute",
    "ValueError Data cardinality is ambiguous",
    "ValueError Arguments not recognized: {'bogus': 1}",
    "TypeError TensorFlowTrainer.predict() missing 1 required positional argument: 'x'",
    "ValueError You must call `compile()` before",
]
CALLBACKS = """
class InEpoch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.evaluate(x_val, y_val, verbose=0)
        self.model.predict(x_test[:600], verbose=0)

callbacks = [
    InEpoch(),
    keras.callbacks.EarlyStopping("val_loss", patience=1, min_delta=100, restore_best_weights=True),
    keras.callbacks.ReduceLROnPlateau("val_loss", patience=0, min_delta=100),
    keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True),
    keras.callbacks.CSVLogger("log.csv"),
]
history = build().fit(x_train, y_train, batch_size=100, validation_split=0.1, epochs=9, callbacks=callbacks, verbose=0)
assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"}
assert callbacks[1].stopped_epoch == 1 and callbacks[1].best_epoch == 0
assert len(open("log.csv").read().splitlines()) == 3
"""
WEIGHTS = """
onehot = keras.utils.to_categorical(y_train)
model = build(loss="categorical_crossentropy")
model.fit(x_train, onehot, sample_weight=np.linspace(0, 1, len(x_train)), epochs=1, batch_size=50, verbose=0)
model.fit(x_train, onehot, class_weight={i: 1.0 + i for i in range(10)}, epochs=1, steps_per_epoch=3, verbose=0)
model = build()
model.fit(
    x_train, y_train.reshape(-1, 1), validation_data=(x_val, y_val.reshape(-1, 1), np.ones(len(x_val))),
    validation_steps=2, validation_batch_size=50, validation_freq=2, epochs=2, batch_size=50, verbose=0,
)
import pandas as pd, tensorflow as tf
build().fit(pd.DataFrame(x_train[:500]), pd.Series(y_train[:500]), verbose=0)
build().fit(tf.constant(x_train[:500]), tf.constant(y_train[:500]), verbose=0)
"""
INPUTS = """
a, b = keras.Input((784,), name="a"), keras.Input((784,), name="b")
out = keras.layers.Dense(10, activation="softmax")(keras.layers.Concatenate()([a, b]))
named = keras.Model({"a": a, "b": b}, out)
named.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
named.fit({"a": x_train, "b": x_train}, y_train, validation_data=({"a": x_val, "b": x_val}, y_val), verbose=0)
listed = keras.Model([a, b], [out, out])
listed.compile("adam", ["sparse_categorical_crossentropy"] * 2, metrics=[["accuracy"], ["accuracy"]])
listed.fit([x_train, x_train], [y_train, y_train], validation_split=0.1, verbose=0)
assert len(listed.evaluate([x_test, x_test], [y_test, y_test], verbose=0)) > 2
assert [part.shape for part in listed.predict([x_test, x_test], verbose=0)] == [(10000, 10)] * 2
assert named.predict({"a": x_test, "b": x_test}, verbose=0).shape == (10000, 10)
"""
OWN = """
import tensorflow as tf
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(10, activation="softmax")
    def call(self, x):
        return self.dense(x)
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return {"loss": loss}

stepping = Own()
stepping.compile("adam", "sparse_categorical_crossentropy")
stepping.fit(x_train, y_train, epochs=1, verbose=0)

class NoSuper(Own):
    def fit(self, x, y):
        optimizer = keras.optimizers.SGD(0.1)
        for start in range(0, 1000, 250):
            rows = slice(start, start + 250)
            with tf.GradientTape() as tape:
                losses = keras.losses.sparse_categorical_crossentropy(y[rows], self(x[rows]))
            optimizer.apply(tape.gradient(losses, self.trainable_variables), self.trainable_variables)

NoSuper().fit(x_train, y_train)
"""
MISTAKES = """
build().fit(x_train, y_train, batch_size=100, epochs=1, validation_data=(x_test, y_test), verbose=0)
build().fit(np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]), batch_size=100, verbose=0)
build().fit(x_train[1:], y_train[:-1], batch_size=100, verbose=0)
build().fit(x_train * 255, y_train, batch_size=100, verbose=0)
"""


@pytest.fixture(scope="module")
def trained(lab: Lab) -> Evidence:
    """Run every form of training in one notebook."""
    return lab.run(SETUP, REFUSED, CALLBACKS, WEIGHTS, INPUTS, OWN, MISTAKES)


def cell(evidence: Evidence, index: int) -> CellRun:
    """Return a cell that must have run without an error."""
    found = evidence.cell(index)
    assert found is not None
    assert found.error is None, found.error
    return found


def test_keras_refuses_in_its_own_words(trained: Evidence) -> None:
    """Grading mode adds no error and hides none."""
    told = cell(trained, 1).output.splitlines()
    for line, expected in zip([line for line in told if "Warning" not in line], REFUSALS, strict=False):
        assert line.startswith(expected)


def test_callbacks_see_the_training_they_expect(trained: Evidence) -> None:
    """Restoring, logging, reducing, evaluating inside: all as without grading mode."""
    cell(trained, 2)
    fit = next(fit for fit in trained.fits if fit.cell == 2)
    assert (fit.stopped_by, fit.epochs_asked, fit.epochs_run) == ("EarlyStopping", 9, 2)
    assert fit.validation_from == "split"
    inside = [use for use in trained.evaluations if use.cell == 2]
    assert [use.via for use in inside] == ["evaluate", "predict"] * 2
    assert fit.shared_rows == 0


def test_weights_and_label_forms(trained: Evidence) -> None:
    """Sample and class weights, one-hot, columns, frames and tensors are reduced row by row, labels with them."""
    cell(trained, 3)
    fits = [fit for fit in trained.fits if fit.cell == 3]
    assert len(fits) == 5
    assert all(fit.rows.dataset == "fashion_mnist" and fit.rows.kept == 200 for fit in fits)
    assert all((fit.rows.labels_right, fit.rows.labels_wrong) == (200, 0) for fit in fits)
    assert all(fit.error is None for fit in fits)


def test_several_inputs_and_outputs(trained: Evidence) -> None:
    """Dictionaries and lists of inputs, lists of outputs."""
    cell(trained, 4)
    fits = [fit for fit in trained.fits if fit.cell == 4]
    assert [fit.rows.kept for fit in fits] == [200, 200]
    assert all(fit.validation is not None and fit.shared_rows == 0 for fit in fits)


def test_own_steps_and_own_fit(trained: Evidence) -> None:
    """An own `train_step` is a fit; an own `fit` that never calls Keras' is a loop of the student's own."""
    cell(trained, 5)
    fits = [fit for fit in trained.fits if fit.cell == 5]
    assert [fit.via for fit in fits] == ["fit", "custom"]
    assert fits[1].history == {"steps": (4.0,)}
    assert fits[1].rows.dataset == "fashion_mnist"
    assert (fits[1].optimizer is not None and fits[1].optimizer.kind) == "SGD"


def test_mistakes_with_the_data_are_seen(trained: Evidence) -> None:
    """Test rows in validation or training, labels off by one, pixels not scaled."""
    cell(trained, 6)
    validated, trained_on, shifted, raw = [fit for fit in trained.fits if fit.cell == 6]
    assert validated.validation is not None
    assert validated.validation.asked_pools == {"test": 10_000}
    assert "holdout" not in validated.validation.pools
    assert trained_on.rows.asked_pools == {"train": 50_000, "test": 10_000}
    assert "holdout" not in trained_on.rows.pools
    assert shifted.rows.labels_wrong > shifted.rows.labels_right
    assert raw.rows.high == 255.0
    assert raw.rows.labels_wrong == 0


def test_a_loop_of_fits_has_one_epoch_budget(lab: Lab) -> None:
    """One epoch a call costs no more than all at once; the history goes on so that the notebook does."""
    evidence = lab.run(
        SETUP,
        """
        model, seen = build(), []
        for epoch in range(20):
            history = model.fit(x_train, y_train, validation_data=(x_val, y_val), batch_size=100, epochs=1, verbose=0)
            seen.append(history.history["val_accuracy"][-1])
        print(len(seen), history.epoch, sorted(history.history))
        fresh = build().fit(x_train, y_train, batch_size=100, epochs=1, verbose=0)
        """,
        epochs=3,
    )
    assert failures(evidence) == []
    assert [fit.epochs_run for fit in evidence.fits] == [1, 1, 1, *[0] * 17, 1]
    assert {fit.stopped_by for fit in evidence.fits[3:-1]} == {"budget"}
    assert evidence.cells[1].output.startswith("20 [0] ['accuracy', 'loss', 'val_accuracy', 'val_loss']")


HALVES = """
first, second = slice(0, 5000), slice(5000, 10000)
for part in (second, first):
    build().fit(x_train[first], y_train[first], validation_data=(x_train[part], y_train[part]), epochs=1, verbose=0)
"""


def test_validating_on_the_training_slice_is_told_from_validating_on_the_next(lab: Lab) -> None:
    """Both hold the same distinct rows here, where the data repeat theirs; the second is the very same memory."""
    evidence = lab.run(SETUP, HALVES)

    assert not failures(evidence)
    assert [fit.shared_rows > 0 for fit in evidence.fits] == [False, True]
