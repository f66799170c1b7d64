"""Whether a model answers the same twice, and whether it does so in training.

Dropout and random augmentation must act in training and rest at inference. Which layers a model has does not tell: one
may be called with `training=True`, or stand where its output is never used. So the model itself is asked, twice each.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from autograder.worker.holdout import Holdout
from autograder.worker.models import Models
from autograder.worker.quiet import same_draws_after, silence
from autograder.worker.recorder import Recorder

_ROWS = 32
_SECONDS = 2.0
"""Of processor time for one model, four answers together."""


class Behaviour:
    """Asks the models of a run at its end."""

    def __init__(self, recorder: Recorder, models: Models, holdout: Holdout) -> None:
        self._recorder = recorder
        self._models = models
        self._holdout = holdout

    def settle(self) -> None:
        """Ask every model whose inputs are known; nothing of it is left in the models."""
        for model_id, model, inputs in self._holdout.known_models(_ROWS):
            with self._recorder.keras_at_work(), same_draws_after(), silence():
                told = _asked(model, inputs)
            if told is not None:
                self._models.behaved(model_id, *told)


def _asked(model: Any, inputs: Any) -> tuple[bool, bool] | None:
    """Whether it repeats itself at inference and whether it varies in training; None where that cannot be told."""
    try:
        with _unchanged(model):
            return _answers(model, inputs)
    except Exception:  # noqa: BLE001  a model of the student's may do anything
        return None


def _answers(model: Any, inputs: Any) -> tuple[bool, bool] | None:
    start = time.process_time()
    first = _answer(model, inputs, training=False)
    if 4 * (time.process_time() - start) > _SECONDS:
        return None
    repeats = _same(first, _answer(model, inputs, training=False))
    varies = not _same(_answer(model, inputs, training=True), _answer(model, inputs, training=True))
    return repeats, varies


def _answer(model: Any, inputs: Any, training: bool) -> list[Any]:
    return [np.asarray(part) for part in keras.tree.flatten(model(inputs, training=training))]


def _same(ours: list[Any], theirs: list[Any]) -> bool:
    return len(ours) == len(theirs) and all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(ours, theirs, strict=True)
    )


@contextmanager
def _unchanged(model: Any) -> Iterator[None]:
    """Afterwards every variable is as it was: moving averages and the state of random layers change in training."""
    before = [(variable, np.array(variable)) for variable in model.variables]
    try:
        yield
    finally:
        for variable, value in before:
            variable.assign(value)
