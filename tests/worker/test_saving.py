"""What the notebook saves is recorded with the model it belongs to, wherever it was meant to go."""

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
    assert set(saved) == {*names, "best.keras"}
    assert saved["tl04.keras"].format == "keras"
    assert saved["tl04.weights.h5"].format == "weights"
    assert saved["again.h5"].format == "h5"
    assert saved["tl04.keras"].weights == saved["again.h5"].weights != saved["untrained.keras"].weights
    assert saved["tl04.keras"].model == evidence.fits[0].model != saved["untrained.keras"].model
    best = evidence.model(str(saved["best.keras"].model))
    assert best is not None
    assert (best.search, best.rank) == ("search-1", 0)
    assert all(file.size > 1000 for file in evidence.saved)


def test_files_that_avoid_keras_are_found(lab: Lab) -> None:
    """A model file that appeared otherwise is reported without a model."""
    evidence = lab.run("open('handmade.keras', 'wb').write(b'not a model')")
    assert [(file.path, file.model, file.size) for file in evidence.saved] == [("handmade.keras", None, 11)]
