"""Ask a captured model again, in a process that never ran the notebook: its predictions on the holdout, made anew.

Runs in the sandbox like a notebook, because what comes from one is hostile: models are made of Keras' own parts alone,
without code of the student's. What cannot be repeated so is left out and said to be.
"""

import base64
import io
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.data.pools import Ragged, load_for_worker
from autograder.worker.bounded import in_words

_PARTS = {
    "keras",
    "keras.layers",
    "keras.models",
    "keras.initializers",
    "keras.regularizers",
    "keras.constraints",
    "keras.random",
    "keras.src.models.functional",
    "keras.src.models.sequential",
    "keras.src.ops.core",
    "keras.src.ops.linalg",
    "keras.src.ops.math",
    "keras.src.ops.nn",
    "keras.src.ops.numpy",
}
_CODE = {"Lambda", "__lambda__", "function", "TorchModuleWrapper", "TFSMLayer", "JaxLayer", "FlaxLayer"}
"""Parts of Keras that run what their configuration says."""
_VALUES = {"__tensor__", "__keras_tensor__", "__tuple__", "__slice__", "__ellipsis__", "__numpy__"}
"""What Keras writes for plain values."""
_MARKS = 4
"""Tokens below are no words: padding, start, unknown, unused."""
_FEW = 32
"""Rows that show whether a model answers at random."""
_SHIFTS = range(-4, 5)
"""`index_from` and habits such as reserving a place for padding move all words by a few."""


class UnrepeatableError(ValueError):
    """What was captured is not enough to repeat the prediction."""


def execute(job: dict[str, Any], emit: Callable[[dict[str, Any]], None], files: Mapping[str, Path]) -> None:
    """Repeat the predictions of `job["models"]` on the holdout of `job["dataset"]`; one frame for each.

    One more for each of the models in `job["recorded"]`: whether the run recorded parts of it that are not Keras' own.
    """
    _one_thread()
    for told in job["recorded"]:
        emit({"kind": "recorded", "model": told["id"], "foreign": _foreign(told)})
    raw = load_for_worker(files[job["dataset"]]).holdout_x
    inputs: dict[int, Any] = {}
    troubles: dict[int, str] = {}
    for told in job["inputs"]:
        try:
            inputs[told["number"]] = _tensor(prepared(told, raw))
        except Exception as error:  # noqa: BLE001  claims may be anything; the others are looked at
            troubles[told["number"]] = in_words(error)
    known: dict[tuple[Any, ...], dict[str, Any]] = {}
    for told in job["models"]:
        frame = {"kind": "replayed", "prediction": told["prediction"]}
        if told["inputs"] not in inputs:
            emit({**frame, "part": "inputs", "trouble": troubles.get(told["inputs"], "its inputs are missing")})
            continue
        try:
            same = (told["config"], told["weights"], told["inputs"])
            if same not in known:  # a model, and the file it was saved in
                known[same] = _answers(told, inputs[told["inputs"]])
            emit({**frame, **known[same]})
        except Exception as error:  # noqa: BLE001  claims may be anything; the others are looked at
            emit({**frame, "part": "code", "trouble": in_words(error)})


def _one_thread() -> None:
    """As in the run itself: results depend on the number of threads."""
    import tensorflow as tf  # noqa: PLC0415

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


# -- the model -------------------------------------------------------------------------------------------------------


def _tensor(inputs: NDArray[Any]) -> Any:
    """Once for all models: Keras would copy an array for each."""
    import tensorflow as tf  # noqa: PLC0415

    return tf.constant(inputs)


def _answers(told: dict[str, Any], inputs: Any) -> dict[str, Any]:
    model = _model(told)
    answers = np.asarray(model(inputs, training=False), dtype="<f4")
    first, again = (np.asarray(model(inputs[:_FEW], training=False)) for _ in range(2))
    return {
        "shape": list(answers.shape),
        "values": base64.b64encode(answers.tobytes()).decode(),
        "steady": bool(np.array_equal(first, again, equal_nan=True)),
    }


def _model(told: dict[str, Any]) -> Any:
    from keras.src.saving import serialization_lib  # noqa: PLC0415

    config = json.loads(told["config"])
    for part in _parts(config):
        if _strange(part):
            raise UnrepeatableError(f"{part.get('module')}.{part['class_name']} is not of Keras' own parts")
    model = serialization_lib.deserialize_keras_object(config, safe_mode=True)
    with np.load(io.BytesIO(base64.b64decode(told["weights"])), allow_pickle=False) as packed:
        model.set_weights([packed[str(place)] for place in range(len(packed.files))])
    return model


def _strange(part: dict[str, Any]) -> bool:
    """Whether a part is not Keras' own. What Keras does not export is registered under its class' own name."""
    name = part["class_name"]
    return part.get("module") not in _PARTS or part.get("registered_name") not in (None, "", name) or name in _CODE


def _foreign(told: dict[str, Any]) -> bool:
    """Whether a model as it was recorded holds code that is not Keras' own, so that it cannot be built here."""
    import keras  # noqa: PLC0415  warm in every worker, and slow to load elsewhere

    kinds = {layer["kind"] for layer in told["layers"]}
    if told["kind"] not in ("Sequential", "Functional", "Model") or kinds & _CODE:
        return True
    if any(not hasattr(keras.layers, kind) for kind in kinds):
        return True
    return any(_strange(part) for layer in told["layers"] for part in _parts(layer["config"]))


def _parts(config: Any) -> Iterator[dict[str, Any]]:
    """Every object that a configuration describes, however deep."""
    waiting = [config]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "class_name" in value and value["class_name"] not in _VALUES:
                yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


# -- the inputs ------------------------------------------------------------------------------------------------------


def prepared(told: dict[str, Any], raw: NDArray[np.uint8] | Ragged) -> NDArray[Any]:
    """The holdout's inputs as the student prepared them, made of the raw ones.

    Raises UnrepeatableError for what cannot be made of them, or only row by row: such inputs could hold the answers.
    """
    shape, dtype = tuple(told["shape"]), np.dtype(told["dtype"])
    if isinstance(raw, Ragged):
        data, marks = zlib.decompress(base64.b64decode(told["data"])), told["form"] == "marks"
        cells: NDArray[Any] = np.frombuffer(data, np.uint8 if marks else dtype)
        if marks:
            cells = np.unpackbits(cells, count=len(raw) * math.prod(shape))
        _made_of(cells.reshape(len(raw), -1), raw)
        return cells.astype(dtype, copy=False).reshape(len(raw), *shape)
    pixels = raw.reshape(len(raw), -1)
    if told["form"] == "values":
        values: NDArray[Any] = np.asarray(told["table"], dtype=np.float64)[pixels]
    else:
        values = pixels * np.asarray(told["scale"], np.float64) + np.asarray(told["offset"], np.float64)
    return values.reshape(len(raw), *shape).astype(dtype)


def _made_of(rows: NDArray[Any], raw: Ragged) -> None:
    """UnrepeatableError where these rows are neither columns of ones nor sequences of the raw rows' words."""
    columns = rows.shape[1] > _MARKS and bool(((rows == 0) | (rows == 1)).all())
    top = int(np.flatnonzero(rows.any(axis=0)).max(initial=0)) + 1  # columns above the vocabulary's limit stay empty
    rows, test = (rows[:, :top], _is_columns) if columns else (rows, _is_sequence)
    if not any(all(test(row, raw.row(place), shift) for place, row in enumerate(rows)) for shift in _SHIFTS):
        raise UnrepeatableError("inputs that are not made of the texts' words alone")


def _is_columns(row: NDArray[Any], tokens: NDArray[np.int32], shift: int) -> bool:
    """Whether the columns that hold 1 are those of the row's words; all others hold 0."""
    moved = np.unique(tokens[tokens >= _MARKS]) + shift
    words = moved[(moved >= _MARKS + shift) & (moved >= 0) & (moved < len(row))]
    first = max(_MARKS + shift, 0)
    return np.array_equal(np.flatnonzero(row[first:]) + first, words)


def _is_sequence(row: NDArray[Any], tokens: NDArray[np.int32], shift: int) -> bool:
    """Whether its words are the text's, in order, cut at one end and without those that are too rare or too common."""
    found = row[row >= max(_MARKS + shift, 1)].astype(np.int64)
    if not len(found):
        return len(tokens) <= _MARKS
    moved = tokens[tokens >= _MARKS].astype(np.int64) + shift
    moved = moved[(moved >= found.min()) & (moved <= found.max())]
    return len(found) <= len(moved) and bool(
        np.array_equal(moved[: len(found)], found) or np.array_equal(moved[len(moved) - len(found) :], found)
    )
