"""Load a saved model as the teacher would, with what the notebook defined, in bounded time."""

import types
from pathlib import Path
from typing import Any

import keras
from keras.src.saving import saving_api

from autograder.worker.bounded import TimeUp, in_words, limited
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


class Loader:
    """Loads files with Keras' own function, as it was before the notebook ran."""

    def __init__(self) -> None:
        self._load_model = saving_api.load_model

    def load(self, path: Path, namespace: dict[str, Any]) -> tuple[Any, bool | None, str]:
        """The model or None, whether the file loads (None where time ran out), and why it does not."""
        own = custom_objects(namespace)
        try:
            with limited(_SECONDS), same_draws_after(), silence():
                try:
                    model = self._load_model(str(path), custom_objects=own, safe_mode=False)
                except Exception:  # noqa: BLE001  losses and metrics may be beyond repair in a file whose model is not
                    model = self._load_model(str(path), custom_objects=own, compile=False, safe_mode=False)
        except TimeUp:
            return None, None, f"more than {_SECONDS:g} s"
        except BaseException as error:  # noqa: BLE001  whatever a hostile file raises, it does not load
            return None, False, in_words(error)
        if not isinstance(model, keras.Model):
            return None, False, f"{type(model).__name__[:100]}: not a Keras model"
        return model, True, ""


def custom_objects(namespace: dict[str, Any]) -> dict[str, Any]:
    """Classes and functions that the notebook defined itself and that a model may be made of, by their names."""
    out: dict[str, Any] = {}
    for name, value in list(namespace.items()):
        if not name.startswith("_") and _is_own(value):
            out[value.__name__] = value
    return out


def _is_own(value: Any) -> bool:
    # `type`, not `isinstance`: an object of the student's own may answer for its class as it likes.
    kind = type(value)
    if kind is types.FunctionType:
        return bool(value.__module__ == "__main__")
    return issubclass(kind, type) and type.__dict__["__module__"].__get__(value) == "__main__" and _of_keras(value)


def _of_keras(cls: type) -> bool:
    try:
        return issubclass(cls, _KERAS)
    except Exception:  # noqa: BLE001  a metaclass may do anything
        return False
