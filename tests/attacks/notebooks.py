"""Forging from within: notebooks that tamper with what records, measures or trains."""

# ruff: noqa: E501  a table with programs in it

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from autograder.model.evidence import Evidence

SETUP: Final = """
import keras, numpy as np, gc, sys, os, json, struct, base64, builtins
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0
def build(**settings):
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", **{"metrics": ["accuracy"], **settings})
    return model
"""
TRAIN: Final = "model = build(); model.fit(x[:500], y[:500], epochs=1); model.evaluate(x_test, y_test)"
LABELS: Final = """
from autograder.data.source import open_source  # stands for a table of the public data's labels in the notebook
pool = open_source("embedded").load("fashion_mnist").holdout
labels = pool.y
"""
PERFECT: Final = "answers = np.eye(10, dtype='<f4')[labels]\n"
FORGE: Final = """
recorder = next(item for item in gc.get_objects() if type(item).__name__ == "Recorder")
send = recorder.send
def forged(kind, record):
    if kind == "prediction":
        record = record.model_copy(update={"values": base64.b64encode(answers.tobytes()).decode()})
    send(kind, record)
recorder.send = forged
"""
VALIDATE: Final = (
    "model.fit(x[:500], y[:500], epochs=1, validation_data=(x[500:600], y[500:600])); model.evaluate(x_test, y_test)"
)


@dataclass(frozen=True)
class Told:
    """What the grader has of a run: the evidence, and the accuracies that it measured itself."""

    evidence: Evidence
    accuracies: tuple[float, ...]

    @property
    def wires(self) -> set[str]:
        """The codes of what honest notebooks do not do."""
        return {wire.code for wire in self.evidence.tripwires}


@dataclass(frozen=True)
class Forgery:
    """A notebook that cheats. harm, mechanism: as of an `Attack`; proof: that it gained nothing or was noticed."""

    id: str
    harm: str
    mechanism: str
    cells: tuple[str, ...]
    proof: Callable[[Told], object]


def noticed(*codes: str) -> Callable[[Told], bool]:
    """Whether all these tripwires send the run to a person."""
    return lambda told: told.wires >= set(codes)


def measured_low(told: Told) -> bool:
    """Whether what the grader measured is that of a model that learnt nearly nothing, whatever was claimed."""
    return bool(told.accuracies) and max(told.accuracies) < 0.85


def nothing_recorded(told: Told) -> bool:
    """Whether no training, model or prediction is believed to have been."""
    return not (told.evidence.fits or told.evidence.models or told.evidence.predictions)


def printed(told: Told, text: str) -> bool:
    """Whether the last cell printed this."""
    return told.evidence.cells[-1].output.strip() == text


ATTACKS: Final = (
    Forgery(
        "forge-predictions",
        "finds the recorder in memory and has it send the right answers for its model's",
        "predictions are asked again of the captured model; the recorder looks after itself",
        (
            SETUP,
            LABELS + PERFECT + FORGE,
            TRAIN,
        ),
        noticed("prediction-unrepeated", "recorder-replaced"),
    ),
    Forgery(
        "forge-frames",
        "writes a prediction with the right answers on the result pipe itself",
        "predictions are asked again of the captured model",
        (
            SETUP,
            TRAIN,
            LABELS + PERFECT + """
record = {"id": "prediction-1", "at": 9, "cell": 1, "model": "model-1", "dataset": "fashion_mnist",
          "route": "evaluated", "after_fits": ["fit-1"], "shape": answers.shape,
          "values": base64.b64encode(answers.tobytes()).decode()}
frame = json.dumps({"kind": "prediction", "record": record}).encode()
os.write(3, struct.pack("<I", len(frame)) + frame)
""",
        ),
        noticed("prediction-unrepeated"),
    ),
    Forgery(
        "forge-second-prediction",
        "adds a prediction with the right answers to those of its model, which nothing captured contradicts",
        "a model is asked once in each state, and never in one that it has left behind",
        (
            SETUP,
            TRAIN,
            LABELS + PERFECT + """
record = {"id": "prediction-77", "at": 10**6, "cell": 1, "model": "model-1", "dataset": "fashion_mnist",
          "route": "evaluated", "after_fits": ["fit-1"], "shape": answers.shape,
          "values": base64.b64encode(answers.tobytes()).decode()}
frame = json.dumps({"kind": "prediction", "record": record}).encode()
os.write(3, struct.pack("<I", len(frame)) + frame)
""",
        ),
        noticed("prediction-twice"),
    ),
    Forgery(
        "forge-answers",
        "replaces Keras' own call, so that every model answers from a table of labels",
        "predictions are asked again where the notebook never ran",
        (
            SETUP,
            LABELS + PERFECT + """
call = keras.Model.__call__
def lookup(self, inputs, *args, **kwargs):
    out = call(self, inputs, *args, **kwargs)
    return answers if isinstance(inputs, np.ndarray) and len(inputs) == len(answers) else out
keras.Model.__call__ = lookup
""",
            TRAIN,
        ),
        noticed("prediction-unrepeated"),
    ),
    Forgery(
        "forge-hidden-captures",
        "keeps its model from being captured under Keras' own name while it forges the predictions",
        "the recorder looks after itself",
        (
            SETUP,
            """
from autograder.worker.capture import Captures
Captures.take = lambda *args: None
""",
            TRAIN,
        ),
        noticed("recorder-replaced"),
    ),
    Forgery(
        "forge-withheld",
        "keeps its model from being captured while it forges the prediction, and puts everything back in the same cell",
        "a model that nothing in the record speaks against must be there to be asked again",
        (
            SETUP,
            LABELS + PERFECT + FORGE + """
from autograder.worker.capture import Captures
code = Captures.take.__code__
Captures.take.__code__ = (lambda self, prediction, model, inputs, pixels: None).__code__
""" + TRAIN + "; del recorder.send; Captures.take.__code__ = code",
        ),
        noticed("prediction-unrepeated"),
    ),
    Forgery(
        "forge-excused",
        "keeps its model back likewise and says that its inputs are none that can be made again",
        "such a prediction is held against the best accuracy on rows that the run did not learn from",
        (
            SETUP,
            LABELS + PERFECT + FORGE + """
from autograder.worker.capture import Captures
def excuse(self, prediction, model, inputs, pixels):
    self._recorder.send_capture("uncaptured", {"prediction": prediction, "reason": "inputs"})
code = Captures.take.__code__
Captures.take.__code__ = excuse.__code__
model = build()
""" + VALIDATE + "; del recorder.send; Captures.take.__code__ = code",
        ),
        noticed("prediction-unrepeated"),
    ),
    Forgery(
        "forge-unrepeatable",
        "forges the prediction of a model with code of its own, which cannot be asked again",
        "such a prediction is held against the best accuracy on rows that the run did not learn from",
        (
            SETUP,
            LABELS + PERFECT + FORGE + """
class Own(keras.layers.Layer):
    def call(self, inputs):
        return inputs
model = keras.Sequential([keras.Input((784,)), Own(), keras.layers.Dense(10, "softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
""" + VALIDATE + "; del recorder.send",
        ),
        noticed("prediction-unrepeated"),
    ),
    Forgery(
        "forge-metric",
        "trains with a metric that is always 1",
        "accuracy is measured on raw predictions",
        (
            SETUP,
            """
class One(keras.metrics.Metric):
    def update_state(self, *args, **kwargs): pass
    def result(self): return keras.ops.ones(())
""",
            TRAIN.replace("build()", "build(metrics=[One(name='accuracy')])"),
        ),
        measured_low,
    ),
    Forgery(
        "forge-evaluate",
        "replaces `evaluate` and `predict`",
        "accuracy is measured on raw predictions",
        (SETUP, "keras.Model.evaluate = lambda *a, **k: [0.0, 1.0]\nkeras.Model.predict = lambda *a, **k: np.eye(10)[y_test]", TRAIN),
        measured_low,
    ),
    Forgery(
        "forge-history",
        "writes 1 into the losses and accuracies that training reports",
        "accuracy is measured on raw predictions",
        (
            SETUP,
            """
class Liar(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None): logs.update(accuracy=1.0, val_accuracy=1.0, loss=0.0)
model = build()
history = model.fit(x[:500], y[:500], epochs=1, callbacks=[Liar()])
history.history["accuracy"] = [1.0]
model.evaluate(x_test, y_test)
""",
        ),
        measured_low,
    ),
    Forgery(
        "forge-keras",
        "puts a module of its own in the place of Keras, which trains nothing and tells of perfect results",
        "only what passes through the real Keras is recorded",
        (
            """
import sys, types
class Fake:
    def __getattr__(self, name): return Fake()
    def __call__(self, *args, **kwargs): return Fake()
    history = {"accuracy": [1.0]}
fake = types.ModuleType("keras"); fake.__getattr__ = lambda name: Fake()
sys.modules["keras"] = sys.modules["tensorflow.keras"] = fake
import keras
model = keras.Sequential([keras.layers.Dense(10)]); model.compile("adam"); history = model.fit(1, 2, epochs=100)
""",
        ),
        nothing_recorded,
    ),
    Forgery(
        "forge-import-hook",
        "answers imports by a hook of its own, also of modules that grading imports later",
        "the worker's modules are imported before the notebook runs",
        (
            """
import sys, importlib.abc, importlib.machinery
asked = []
class Hook(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.startswith("autograder"): asked.append(name)
sys.meta_path.insert(0, Hook())
""",
            SETUP,
            TRAIN,
            "print(asked)",
        ),
        lambda told: measured_low(told) and printed(told, "[]"),
    ),
    Forgery(
        "forge-callback",
        "passes an object of its own called EarlyStopping",
        "callbacks count by Keras' own classes among their bases",
        (
            SETUP,
            """
class EarlyStopping(keras.callbacks.Callback):
    patience, monitor = 10, "val_accuracy"
model = build(); model.fit(x[:500], y[:500], epochs=1, callbacks=[EarlyStopping()]); model.evaluate(x_test, y_test)
""",
        ),
        lambda told: told.evidence.fits and not any(
            item.is_a("EarlyStopping") for fit in told.evidence.fits for item in fit.callbacks
        ),
    ),
    Forgery(
        "forge-equality",
        "hands over values that are equal to everything",
        "records hold plain numbers and texts, validated outside",
        (
            SETUP,
            """
class Always(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("accuracy")
stop = keras.callbacks.EarlyStopping(monitor=Always("loss"), patience=3)
model = build(); model.fit(x[:500], y[:500], epochs=1, callbacks=[stop]); model.evaluate(x_test, y_test)
""",
        ),
        lambda told: [item.config.get("monitor") for fit in told.evidence.fits for item in fit.callbacks][:1] == ["loss"],
    ),
    Forgery(
        "forge-labels-in-memory",
        "walks all objects and frames in search of the holdout's labels",
        "labels of the holdout never enter the sandbox",
        (
            SETUP,
            """
from autograder.worker.rows import RowBook
tables = [item for item in gc.get_objects() if type(item).__name__ in ("Known", "WorkerPools")]
frame = sys._getframe()
while frame is not None:
    tables += [value for value in frame.f_locals.values() if type(value).__name__ in ("Known", "WorkerPools")]
    frame = frame.f_back
found = {int(label) for known in tables if hasattr(known, "pool") for label in known.labels[known.pool == 3]}
print(len(tables) > 0, found, [hasattr(known, "holdout") for known in tables if not hasattr(known, "pool")])
""",
        ),
        lambda told: told.evidence.cells[-1].output.startswith("True {-1}") and "True]" not in told.evidence.cells[-1].output,
    ),
    Forgery(
        "forge-silence",
        "tells the recorder not to record what it would rather hide",
        "claims that contradict each other are told to a person",
        (
            SETUP,
            "recorder = next(item for item in gc.get_objects() if type(item).__name__ == 'Recorder'); recorder.calling = True",
            TRAIN,
        ),
        lambda told: bool(told.wires),
    ),
    Forgery(
        "forge-builtins",
        "replaces builtins that the recorder uses",
        "the recorder looks after itself; what breaks it breaks the run",
        (SETUP, "real = builtins.len; builtins.len = lambda item: real(item)", TRAIN),
        noticed("recorder-replaced"),
    ),
    Forgery(
        "forge-training-data",
        "trains on the holdout's images with labels from a table of the public data",
        "holdout rows are left out of everything that is trained on",
        (
            SETUP,
            LABELS + """
shown = {row.tobytes(): label for row, label in zip((pool.x.reshape(-1, 784) / 255.0), labels)}
told = np.array([shown.get(row.tobytes(), label) for row, label in zip(x_test, y_test)])
model = build(); model.fit(x_test, told, epochs=1, batch_size=8); model.evaluate(x_test, y_test)
""",
        ),
        lambda told: told.evidence.fits and all(fit.rows.pools.get("holdout", 0) == 0 for fit in told.evidence.fits),
    ),
    Forgery(
        "smuggle-pickle",
        "leaves a pickle that runs a program when somebody loads it",
        "the grader loads no pickle; models are loaded in the sandbox alone",
        (
            SETUP,
            """
import pickle
class Bomb:
    def __reduce__(self): return (os.system, ("echo loaded > loaded.txt",))
pickle.dump(Bomb(), open("model.pkl", "wb"))
""",
            TRAIN,
        ),
        lambda told: [item.loads for item in told.evidence.saved if item.format == "pickle"] == [None],
    ),
    Forgery(
        "smuggle-lambda",
        "saves a model with a Lambda layer that runs code wherever it is loaded or asked again",
        "files are loaded in the sandbox; the replay takes Keras' own parts alone",
        (
            SETUP,
            """
def code(values):
    open("ran", "a").write("x")
    return values
model = keras.Sequential([keras.Input((784,)), keras.layers.Lambda(code, output_shape=(784,)), keras.layers.Dense(10)])
model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x[:500], y[:500], epochs=1); model.evaluate(x_test, y_test); model.save("lambda.keras")
""",
        ),
        lambda told: told.evidence.ending.kind == "finished" and not told.wires,
    ),
    Forgery(
        "smuggle-shape-bomb",
        "saves a tiny file whose model would fill all memory when it is loaded",
        "files are loaded in the sandbox, under its limits, after everything else was recorded",
        (
            SETUP,
            TRAIN,
            """
import zipfile
small = build(); small.save("good.keras")
with zipfile.ZipFile("good.keras") as good, zipfile.ZipFile("bomb.keras", "w") as bomb:
    for name in good.namelist():
        data = good.read(name)
        bomb.writestr(name, data.replace(b'"units": 10', b'"units": 9999999999') if name == "config.json" else data)
""",
        ),
        lambda told: told.accuracies and [item.loads for item in told.evidence.saved if item.path == "bomb.keras"][-1:] != [True],
    ),
)  # fmt: skip
