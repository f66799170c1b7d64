"""Many training steps in one call of Keras: the same bits for less Python.

Keras comes back to Python after every batch, which costs a small network more than its arithmetic. Its own
`steps_per_execution` runs many batches in one graph: the same steps in the same order, with the same random numbers and
the same metrics (`tf.keras.Model.compile` documents it; `tests/worker/test_strides.py` holds the bits against each
other). It is set here for the length of one `fit`, and only where nobody could notice: Keras' own loop, arrays, no
callback that listens to batches, and training long enough to repay the longer tracing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import tensorflow as tf
from keras.callbacks import Callback, ModelCheckpoint
from keras_tuner import Tuner
from keras_tuner.src.engine.tuner_utils import TunerCallback

from autograder.worker.settings import callback_list

LONGEST = 32
"""Steps of one call. A call of 8 is as fast as one of 63 in every epoch; short ones stay easy to end."""
WORTHWHILE = 1000
"""Steps of a whole training from which it pays: a step saves 1.4 ms, tracing the loop takes 0.6 s more."""

_LOOPS = ("fit", "evaluate", "train_step", "test_step", "make_train_function", "make_test_function")
_TUNER_BATCHES = ("on_batch_begin", "on_batch_end")
_BATCHES = (*_TUNER_BATCHES, *(f"on_{kind}_batch_{end}" for kind in ("train", "test") for end in ("begin", "end")))


@contextmanager
def strided(model: Any, arguments: Mapping[str, Any]) -> Iterator[None]:
    """Within: `model.fit(**arguments)` runs many steps a call, where that changes nothing but the time."""
    steps = stride(model, arguments)
    if steps == 1:
        yield
        return
    kept = model.train_function, model.test_function
    model.train_function = model.test_function = None
    model.steps_per_execution = steps
    try:
        yield
    finally:
        model.steps_per_execution = 1
        model.train_function, model.test_function = kept


def stride(model: Any, arguments: Mapping[str, Any]) -> int:
    """How many steps one call may run; 1 where a student could notice or nothing is gained."""
    try:
        steps = _steps(arguments)
        long_enough = steps > 1 and steps * (arguments["epochs"] - arguments["initial_epoch"]) >= WORTHWHILE
        return min(steps, LONGEST) if long_enough and _plain(model) and _unheard(arguments) else 1
    except Exception:  # noqa: BLE001  a model or arguments of an unusual kind: Keras shall see them as they are
        return 1


def _steps(arguments: Mapping[str, Any]) -> int:
    """Batches of an epoch over arrays; 0 of anything else, and of counted steps, which a longer call would overrun."""
    x, y = arguments["x"], arguments["y"]
    counted = any(arguments[steps] is not None for steps in ("steps_per_epoch", "validation_steps"))
    if not isinstance(x, np.ndarray | tf.Tensor) or y is None or counted:
        return 0
    return -(-len(x) // (arguments["batch_size"] or 32))


def _plain(model: Any) -> bool:
    """Whether the model trains by Keras' own loop, compiled into a graph, one step a call."""
    own = any(name in vars(cls) for cls in _students(type(model)) for name in _LOOPS)
    return not own and not model.run_eagerly and model.steps_per_execution == 1


def _students(cls: type) -> list[type]:
    return [
        base for base in cls.__mro__ if base.__module__.partition(".")[0] not in ("keras", "tensorflow", "builtins")
    ]


def _unheard(arguments: Mapping[str, Any]) -> bool:
    """Whether no callback listens to batches."""
    return not any(map(_listens, callback_list(arguments["callbacks"])))


def _listens(callback: Any) -> bool:
    if type(callback) is ModelCheckpoint:
        return bool(callback.save_freq != "epoch")
    if type(callback) is TunerCallback:  # it passes batches on to the tuner
        return _overrides(callback.tuner, Tuner, _TUNER_BATCHES)
    return not isinstance(callback, Callback) or _overrides(callback, Callback, _BATCHES)


def _overrides(thing: Any, base: type, methods: Sequence[str]) -> bool:
    """Whether an object has methods of its own in place of those of a base class."""
    return any(getattr(getattr(thing, name), "__func__", None) is not getattr(base, name) for name in methods)
