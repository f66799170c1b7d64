"""Load a saved model as the teacher would, with what the notebook defined, in bounded time."""

import signal
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
from keras.src.saving import saving_api

from autograder.worker.quiet import same_draws_after, silence

_SECONDS = 20.0
"""On the wall; a file of some megabytes loads in a second on a busy machine."""
_KERAS = (
    keras.layers.Layer,
    keras.losses.Loss,
    keras.metrics.Metric,
    keras.initializers.Initializer,
    keras.regularizers.Regularizer,
    keras.constraints.Constraint,
    keras.optimizers.Optimizer,
    keras.optimizers.schedules.LearningRateSchedule,
)


class TooSlow(BaseException):
    """Loading used up its time; no `except Exception` of the student's swallows it."""


class Loader:
    """Loads files with Keras' own function, as it was before the notebook ran."""

    def __init__(self) -> None:
        self._load_model = saving_api.load_model

    def load(self, path: Path, namespace: dict[str, Any]) -> tuple[Any, bool | None, str]:
        """The model or None, whether the file loads (None where time ran out), and why it does not."""
        own = custom_objects(namespace)
        try:
            with _limited(_SECONDS), same_draws_after(), silence():
                try:
                    model = self._load_model(str(path), custom_objects=own, safe_mode=False)
                except Exception:  # noqa: BLE001  losses and metrics may be beyond repair in a file whose model is not
                    model = self._load_model(str(path), custom_objects=own, compile=False, safe_mode=False)
        except TooSlow:
            return None, None, f"more than {_SECONDS:g} s"
        except BaseException as error:  # noqa: BLE001  whatever a hostile file raises, it does not load
            return None, False, _in_words(error)
        if not isinstance(model, keras.Model):
            return None, False, f"{type(model).__name__[:100]}: not a Keras model"
        return model, True, ""


def custom_objects(namespace: dict[str, Any]) -> dict[str, Any]:
    """Classes and functions that the notebook defined itself and that a model may be made of, by their names."""
    out: dict[str, Any] = {}
    for name, value in list(namespace.items()):
        if getattr(value, "__module__", None) != "__main__" or name.startswith("_"):
            continue
        if isinstance(value, types.FunctionType) or (isinstance(value, type) and issubclass(value, _KERAS)):
            out[value.__name__] = value
    return out


def _in_words(error: BaseException) -> str:
    try:
        first = str(error).strip().splitlines()[:1]
        return f"{type(error).__name__}: {''.join(first)}"[:500]
    except Exception:  # noqa: BLE001  an exception class of the student's may do anything
        return type(error).__name__[:100]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds

    def ring(*_args: Any) -> None:
        if time.monotonic() >= end:
            raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
