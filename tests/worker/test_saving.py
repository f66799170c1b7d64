"""What the notebook saves is recorded with the model it belongs to, wherever it was meant to go."""

from pathlib import Path

import pytest

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

SAVE = """
model = build()
model.fit(x_train, y_train, epochs=1, batch_size=100, verbose=0)
model.save("tl04.keras")
model.save_weights("tl04.weights.h5")
keras.saving.save_model(model, "again.h5")
untrained = build()
untrained.save("untrained.keras")
"""
FAR = """
import os, json
os.makedirs("/kaggle/working/models/deep", exist_ok=True)
model.save("/kaggle/working/models/deep/best.keras")
again = keras.models.load_model("/kaggle/working/models/deep/best.keras")
assert np.allclose(again.get_weights()[0], model.get_weights()[0])
model.save_weights("../far.weights.h5")
model.load_weights("../far.weights.h5")
with open("/home/ana/results.json", "w") as file:
    json.dump({"lr": 1}, file)
assert json.load(open("/home/ana/results.json")) == {"lr": 1}
"""
MISSING = "keras.models.load_model('/kaggle/input/absent.keras')"
CHECKPOINT = """
best = keras.callbacks.ModelCheckpoint("/kaggle/working/epoch.keras", monitor="val_loss", save_best_only=True)
model.fit(x_train, y_train, epochs=1, batch_size=100, validation_data=(x_val, y_val), callbacks=[best], verbose=0)
"""
TUNER = """
import keras_tuner
def hyper(hp):
    return build(rate=hp.Float("lr", 1e-4, 1e-2))
tuner = keras_tuner.RandomSearch(
    hyper, objective="val_accuracy", max_trials=1, directory="/kaggle/working/tuner", project_name="a"
)
tuner.search(x_train, y_train, epochs=1, validation_data=(x_val, y_val), verbose=0)
tuner.get_best_models()[0].save("best.keras")
"""


def test_saved_files_and_their_models(lab: Lab) -> None:
    """Formats, weights and models of saved files are known; places that do not exist here wrong nobody."""
    evidence = lab.run(SETUP, SAVE, FAR, MISSING, CHECKPOINT, TUNER)
    assert [failure[:6] for failure in failures(evidence)] == ["cell 3"]
    error = evidence.cells[3].error
    assert error is not None
    assert "/kaggle/input/absent.keras" in error.message
    saved = {file.path: file for file in evidence.saved}
    names = ["tl04.keras", "tl04.weights.h5", "again.h5", "untrained.keras", "far.weights.h5", "epoch.keras"]
    assert {Path(path).name for path in saved} == {*names, "best.keras"}
    assert saved["tl04.keras"].format == "keras"
    assert saved["tl04.weights.h5"].format == "weights"
    assert saved["again.h5"].format == "h5"
    assert saved["tl04.keras"].weights == saved["again.h5"].weights != saved["untrained.keras"].weights
    assert saved["tl04.keras"].model == evidence.fits[0].model != saved["untrained.keras"].model
    best = evidence.model(str(evidence.saved[-1].model))
    assert best is not None
    assert (best.search, best.rank) == ("search-1", 0)
    assert all(file.size > 1000 for file in evidence.saved)


LATER = """
import os, pickle, shutil

@keras.saving.register_keras_serializable()
class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs

class Thrice(keras.layers.Layer):
    def call(self, inputs):
        return 3 * inputs

def shifted(x):
    return x + 1

def special():
    model = keras.Sequential([
        keras.Input((784,)), Twice(), Thrice(),
        keras.layers.Dense(8, activation=shifted), keras.layers.Dropout(0.5), keras.layers.BatchNormalization(),
        keras.layers.Dense(10, "softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

model = special()
model.save("before.keras")
model.fit(x_train, y_train, epochs=1, batch_size=100, verbose=0)
model.evaluate(x_test, y_test, verbose=0)
model.save("after.keras")
special().save("clone.keras")
again = keras.models.load_model("after.keras", custom_objects={"Thrice": Thrice, "shifted": shifted})
again.save("copy.h5")
shutil.copy("before.keras", "swapped.keras")
model.save("swapped.keras")
shutil.copy("before.keras", "swapped.keras")
model.fit(x_train, y_train, epochs=1, batch_size=100, verbose=0)
model.save("later.keras")
model.export("exported", verbose=0)
pickle.dump({"a": 1}, open("values.pkl", "wb"))
os.makedirs("deep", exist_ok=True)
build().save("deep/later.keras")

class Hostile(keras.layers.Layer):
    @classmethod
    def from_config(cls, config):
        raise SystemExit(3)

keras.Sequential([keras.Input((784,)), Hostile()]).save("hostile.keras")
keras.Sequential([keras.Input((784,)), keras.layers.Lambda(lambda x: x[:, :10])]).save("lambda.keras")
"""


def test_files_are_loaded_at_the_end(lab: Lab) -> None:
    """What stands in a file answers the holdout inputs; what it has behind it is known, whoever wrote it."""
    evidence = lab.run(SETUP, LATER)
    assert failures(evidence) == []
    assert evidence.tripwires == ()
    saved = {file.path: file for file in evidence.saved}
    first, second = (fit.id for fit in evidence.fits)
    after = {"before.keras": (), "after.keras": (first,), "clone.keras": (), "copy.h5": (first,), "swapped.keras": ()}
    for path, fits in {**after, "later.keras": (first, second), "exported": (first, second)}.items():
        assert (path, saved[path].after_fits) == (path, fits)
    assert (saved["exported"].format, saved["exported"].loads, saved["values.pkl"].format) == ("export", None, "pickle")
    assert (saved["hostile.keras"].loads, saved["hostile.keras"].error) == (False, "SystemExit: 3")
    assert saved["swapped.keras"].model is None
    assert saved["deep/later.keras"].loads
    assert saved["lambda.keras"].loads
    values = {item.id: item.values for item in evidence.predictions}
    held = {path: values[str(file.prediction)] for path, file in saved.items() if file.prediction is not None}
    assert set(held) == {*after, "later.keras", "deep/later.keras", "lambda.keras"}
    own = {item.after_fits: item.values for item in evidence.predictions if item.model == saved["after.keras"].model}
    assert held["after.keras"] == held["copy.h5"] == own[first,]
    assert held["later.keras"] == own[first, second] != own[first,]
    assert held["before.keras"] == held["swapped.keras"] != held["clone.keras"]


def test_a_models_behaviour_is_seen_and_nothing_left_of_it(lab: Lab) -> None:
    """Dropout acts in training only, unless it is told otherwise; looking changes no weight."""
    evidence = lab.run(
        SETUP,
        """
        def net(random):
            parts = [keras.layers.BatchNormalization(), random, keras.layers.Dense(10, "softmax")]
            model = keras.Sequential([keras.Input((784,)), *parts])
            model.compile("adam", "sparse_categorical_crossentropy")
            return model

        always = keras.layers.Lambda(lambda x: keras.random.dropout(x, 0.5))
        for model in (build(), net(keras.layers.Dropout(0.5, seed=1)), net(always)):
            model.fit(x_train, y_train, epochs=1, batch_size=100, verbose=0)
        """,
    )
    assert failures(evidence) == []
    models = [evidence.model(fit.model) for fit in evidence.fits]
    assert [(model.repeats, model.varies) for model in models if model] == [(True, False), (True, True), (False, True)]


def test_files_that_avoid_keras_are_found(lab: Lab) -> None:
    """A model file that appeared otherwise is reported without a model."""
    evidence = lab.run("open('handmade.keras', 'wb').write(b'not a model')")
    assert [(file.path, file.model, file.size) for file in evidence.saved] == [("handmade.keras", None, 11)]
