"""What is called in forks of the warm process: grading mode without a sandbox, and bare Keras.

**The limit.** The reference solution runs once in grading mode, and each `fit` that reaches Keras' own code is written
down: the model before it, how it was compiled, the arrays, the batch size and the epochs that were really run. In
another fork the same models are built and the same fits made by Keras alone, the way anybody would call it: no hook,
tuner, search, callback, checkpoint, forced determinism or seed; one thread, as when grading. Only the calls of `fit`
are timed, validation and tracing included; a tiny training before them wakes TensorFlow up. Nothing that grades can do
without this time unless it runs Keras' own loop better than its defaults do.
"""

import pickle
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer

from autograder.worker import run
from autograder.worker.calls import Calls
from autograder.worker.patching import bound, signature_of
from benchmarks.speed.switches import switch_off

_KEPT = ("x", "y", "sample_weight", "validation_data", "class_weight", "shuffle", "batch_size", "validation_batch_size")


def graded(job: dict[str, Any], files: dict[str, str], off: Sequence[str] = ()) -> dict[str, Any]:
    """One run in grading mode, with parts of it switched off: seconds, and the run's own clock by section."""
    given = switch_off(off)
    frames: list[dict[str, Any]] = []
    began = time.perf_counter()
    run.execute(job, frames.append, {name: Path(path) for name, path in files.items()})
    seconds = time.perf_counter() - began - given.seconds
    clock: dict[str, float] = next((frame["record"] for frame in reversed(frames) if frame["kind"] == "clock"), {})
    return {"seconds": seconds, "clock": clock, "errors": _errors(frames)}


def captured(job: dict[str, Any], files: dict[str, str], out: str) -> dict[str, Any]:
    """Run in grading mode and write each fit to `out`; the number of fits, and why some cannot be made again."""
    capture, frames = Capture(), list[dict[str, Any]]()
    capture.install()
    run.execute(job, frames.append, {name: Path(path) for name, path in files.items()})
    Path(out).write_bytes(pickle.dumps(capture.calls))
    epochs = sum(call["epochs"] for call in capture.calls)
    lost = [*capture.lost, *(f"a cell failed: {error['message']}" for error in _errors(frames))]
    return {"fits": len(capture.calls), "epochs": epochs, "lost": lost}


def _errors(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Errors in which cells ended."""
    return [frame["record"]["error"] for frame in frames if frame["kind"] == "cell" and frame["record"].get("error")]


class Capture:
    """Keeps what reaches Keras' own `fit` while the notebook's cells run."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.lost: list[str] = []
        self._models: list[Any] = []
        self._over = False

    def install(self) -> None:
        """Before grading mode puts its own hooks around it."""
        original, signature = TensorFlowTrainer.fit, signature_of(TensorFlowTrainer.fit)
        make = Calls.make

        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            call = None if self._over else bound(signature, model, *args, **kwargs)
            item = None if call is None else self._before(model, call)
            history = original(model, *args, **kwargs)
            if item is not None:
                self.calls.append({**item, "epochs": len(history.epoch)})
            return history

        def made(calls: Any) -> None:
            self._over = True  # what the grader's own calls train is no part of the notebook
            make(calls)

        fit.__signature__ = signature  # type: ignore[attr-defined]  # grading mode binds arguments by it
        TensorFlowTrainer.fit = fit
        Calls.make = made  # type: ignore[method-assign,assignment]

    def _before(self, model: Any, call: dict[str, Any]) -> dict[str, Any] | None:
        try:
            arguments = {name: _plain(call[name]) for name in _KEPT}
            place = next((place for place, one in enumerate(self._models) if one is model), None)
            if place is not None:
                return {"model": place, "made": None, "arguments": arguments}
            made = _made(model)
        except Exception as error:  # noqa: BLE001  Keras' own refusals are of many kinds; all mean that there is no limit
            self.lost.append(f"{type(error).__name__}: {error}"[:300])
            return None
        self._models.append(model)
        return {"model": len(self._models) - 1, "made": made, "arguments": arguments}


def replayed(path: str) -> dict[str, Any]:
    """Make the fits of a file again in bare Keras: seconds of all of them together."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    calls = pickle.loads(Path(path).read_bytes())  # noqa: S301  written by `captured`
    models: dict[int, Any] = {}
    for call in calls:
        if call["made"] is not None:
            models[call["model"]] = _again(*call["made"])
    _wake_up()
    seconds = []
    for call in calls:
        began = time.perf_counter()
        models[call["model"]].fit(**call["arguments"], epochs=call["epochs"], verbose=0)
        seconds.append(time.perf_counter() - began)
    return {"seconds": sum(seconds), "fits": len(seconds)}


def _made(model: Any) -> tuple[Any, Any]:
    """The model and its compilation, so that they can be made again; ValueError where Keras cannot write them down."""
    return keras.saving.serialize_keras_object(model), model.get_compile_config()


def _again(config: Any, compiled: Any) -> Any:
    model = keras.saving.deserialize_keras_object(config, safe_mode=False)
    model.compile_from_config(compiled)
    return model


def _plain(value: Any) -> Any:
    """Tensors as arrays, through tuples, lists and dictionaries."""
    if isinstance(value, tuple | list):
        return type(value)(_plain(item) for item in value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tf.Tensor):
        return value.numpy()
    if value is not None and not isinstance(value, np.ndarray | bool | int | float | str):
        raise TypeError(f"a {type(value).__name__} that reached fit cannot be given to it again")
    return value


def _wake_up() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((4, 2)), np.zeros(4), verbose=0)
