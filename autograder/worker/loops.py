"""Training without `fit`: `train_on_batch`, and loops of the student's own with an optimizer.

Both are recorded as one fit per model. `train_on_batch` is held to the budget's steps. An own loop runs as it stands:
its data never pass through Keras, so its length cannot be reduced; the time limit is its budget. Its rows are those
that a model or a `tf.function` was called with when an optimizer then took a step.
"""

import math
import weakref
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.optimizers.base_optimizer import BaseOptimizer
from tensorflow.python.eager.polymorphic_function import polymorphic_function

from autograder.model.evidence import Fit, Rows
from autograder.worker.holdout import Holdout
from autograder.worker.inputs import leaf, to_arrays
from autograder.worker.models import Models
from autograder.worker.patching import Wrapper, bound, signature_of, wrap_method
from autograder.worker.recorder import Recorder
from autograder.worker.rows import RowBook
from autograder.worker.settings import describe_optimizer, loss_name, number
from autograder.worker.steps import Steps

_SEND_EVERY = 50


class Loops:
    """Hooks for training step by step."""

    def __init__(self, recorder: Recorder, book: RowBook, holdout: Holdout, models: Models) -> None:
        self._recorder = recorder
        self._book = book
        self._holdout = holdout
        self._models = models
        self._steps: dict[str, Steps] = {}
        self._results: dict[str, Any] = {}
        self._called: weakref.ref[Any] | None = None
        self._batch: Any = None
        self._depth = 0
        self._optimizers: dict[int, tuple[Any, str, int]] = {}

    def install(self) -> None:
        """Put the hooks in place."""
        wrap_method(TensorFlowTrainer, "train_on_batch", self._batch_hook)
        wrap_method(BaseOptimizer, "apply", self._apply_hook)
        wrap_method(keras.Model, "__call__", self._call_hook)
        wrap_method(polymorphic_function.Function, "__call__", self._function_hook)

    def evaluated(self, model_id: str, rows: Rows, copies: dict[int, int]) -> None:
        """A model was evaluated: where it trains in a loop, this may be the loop's validation."""
        if model_id in self._steps:
            self._steps[model_id].evaluated(rows, copies)

    def settle(self) -> None:
        """At the end of the run: send the last state of every loop; only now is its model finished."""
        for model_id, steps in self._steps.items():
            self._send(model_id)
            self._holdout.fitted(steps.model, model_id, steps.fit.id)

    # -- train_on_batch ------------------------------------------------------------------------------------------

    def _batch_hook(self, original: Wrapper) -> Wrapper:
        signature = signature_of(original)

        def train_on_batch(model: Any, *args: Any, **kwargs: Any) -> Any:
            call = bound(signature, model, *args, **kwargs)
            if call is None or self._recorder.inside_keras:
                return original(model, *args, **kwargs)
            with self._recorder.clock.section("recorder"):
                model_id, steps = self._begin(model, "train_on_batch", model.optimizer)
                used_up = model_id in self._results and steps.taken >= self._step_limit(steps)
                self._note_batch(steps, call["x"], call["y"], ran=not used_up)
            if used_up:
                self._recorder.cut = True
                return self._results[model_id]
            with self._recorder.clock.section("training"), self._recorder.keras_at_work():
                result = original(model, *args, **kwargs)
            steps.losses.append(_first_number(result))
            self._results[model_id] = result
            return result

        return train_on_batch

    def _step_limit(self, steps: Steps) -> float:
        budget = self._recorder.budget_for(steps.dataset)
        if budget.rows is None or budget.epochs is None:
            return math.inf
        return budget.epochs * math.ceil(budget.rows / max(1, steps.batch_size or 1))

    # -- the student's own loop ----------------------------------------------------------------------------------

    def _ours(self) -> bool:
        return bool(self._recorder.inside_keras or self._recorder.probing or self._depth)

    def _call_hook(self, original: Wrapper) -> Wrapper:
        def __call__(model: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N807
            if self._ours():
                return original(model, *args, **kwargs)
            self._called = weakref.ref(model)
            if tf.executing_eagerly():
                self._batch = _first_rows(args)
            self._depth += 1
            try:
                return original(model, *args, **kwargs)
            finally:
                self._depth -= 1

        return __call__

    def _apply_hook(self, original: Wrapper) -> Wrapper:
        def apply(optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(optimizer, *args, **kwargs)
            if not self._ours():
                model = None if self._called is None else self._called()
                if model is not None:
                    # Inside a tf.function this is its tracing: step out of the graph to look at weights.
                    with self._recorder.clock.section("recorder"), tf.init_scope():
                        model_id, _ = self._begin(model, "custom", optimizer)
                        self._optimizers.setdefault(id(optimizer), (optimizer, model_id, 0))
                    self._note_steps()
            return result

        return apply

    def _function_hook(self, original: Wrapper) -> Wrapper:
        def __call__(function: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N807
            if self._ours() or not tf.executing_eagerly():
                return original(function, *args, **kwargs)
            batch = _first_rows(args)
            result = original(function, *args, **kwargs)
            if self._optimizers and batch is not None:
                self._batch = batch
                self._note_steps()
            return result

        return __call__

    def _note_steps(self) -> None:
        """Give the last batch to every loop whose optimizer has moved on since it was last looked at."""
        if not tf.executing_eagerly():
            return
        with self._recorder.clock.section("recorder"):
            self._advance()

    def _advance(self) -> None:
        for key, (optimizer, model_id, before) in self._optimizers.items():
            now = int(optimizer.iterations)
            if now > before:
                self._optimizers[key] = (optimizer, model_id, now)
                steps = self._steps[model_id]
                steps.taken += now - before
                self._note_batch(steps, self._batch, None, ran=True)

    # -- both ----------------------------------------------------------------------------------------------------

    def _begin(self, model: Any, via: Any, optimizer: Any) -> tuple[str, Steps]:
        model_id = self._models.describe(model)
        if model_id not in self._steps:
            fit = Fit(
                id=self._recorder.number("fit"),
                at=self._recorder.tick(),
                cell=self._recorder.cell,
                model=model_id,
                via=via,
                rows=Rows(dataset=None, asked=0, kept=0),
                epochs_asked=0,
                epochs_run=0,
                optimizer=describe_optimizer(optimizer),
                loss=loss_name(model),
            )
            self._steps[model_id] = Steps(fit, self._book, model)
            self._recorder.send("fit", fit)
            self._models.training_begins(model, model_id, fit.id)
        return model_id, self._steps[model_id]

    def _note_batch(self, steps: Steps, x: Any, y: Any, ran: bool) -> None:
        first = leaf(to_arrays(x))
        if first is not None and first.ndim > 1:
            steps.add(first, leaf(to_arrays(y)), ran)
        if steps.fit.via == "train_on_batch" and ran:
            steps.taken += 1
        if steps.calls % _SEND_EVERY == 1:
            self._send(steps.fit.model)

    def _send(self, model_id: str) -> None:
        steps = self._steps[model_id]
        self._recorder.send("fit", steps.record())
        self._models.describe(steps.model, again=True)


def _first_rows(args: Iterable[Any]) -> Any:
    """The first argument that holds several rows of several numbers."""
    for item in args:
        if isinstance(item, tf.Tensor | np.ndarray) and item.ndim is not None and item.ndim > 1 and len(item) > 1:
            return item
    return None


def _first_number(result: Any) -> float | None:
    if isinstance(result, dict):
        result = result.get("loss")
    if isinstance(result, list | tuple):
        result = result[0] if result else None
    return number(result)
