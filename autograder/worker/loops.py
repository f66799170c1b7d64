"""Training without `fit`: `train_on_batch`, and loops of the student's own with an optimizer.

Both are recorded as one fit per model. `train_on_batch` is held to the budget's steps. An own loop runs as it stands:
its data never pass through Keras, so neither its rows nor its length can be reduced; the time limit is its budget.
"""

import math
from typing import Any

import keras
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.optimizers.base_optimizer import BaseOptimizer

from autograder.model.evidence import Fit, Rows
from autograder.worker.holdout import Holdout
from autograder.worker.inputs import leaf, to_arrays
from autograder.worker.models import Models
from autograder.worker.patching import Wrapper, wrap_method
from autograder.worker.recorder import Recorder
from autograder.worker.rows import RowBook, describe, usable
from autograder.worker.settings import describe_optimizer, loss_name

_SEND_EVERY = 50


class Loops:
    """Hooks for training step by step."""

    def __init__(self, recorder: Recorder, book: RowBook, holdout: Holdout, models: Models) -> None:
        self._recorder = recorder
        self._book = book
        self._holdout = holdout
        self._models = models
        self._fits: dict[str, tuple[Fit, list[float | None]]] = {}
        self._results: dict[str, Any] = {}
        self._seen_optimizers: dict[int, int] = {}

    def install(self) -> None:
        """Put the hooks in place."""
        wrap_method(TensorFlowTrainer, "train_on_batch", self._batch_hook)
        wrap_method(BaseOptimizer, "apply", self._apply_hook)

    def _batch_hook(self, original: Wrapper) -> Wrapper:
        def train_on_batch(model: Any, x: Any, y: Any = None, *args: Any, **kwargs: Any) -> Any:
            with self._recorder.clock.section("recorder"):
                model_id = self._models.describe(model)
                fit, losses = self._fits.get(model_id) or self._begin(model, model_id, x, y)
                used_up = len(losses) >= self._step_limit(fit)
            if used_up:
                self._recorder.cut = True
                return self._results[model_id]
            self._recorder.inside_keras += 1
            try:
                with self._recorder.clock.section("training"):
                    result = original(model, x, y, *args, **kwargs)
            finally:
                self._recorder.inside_keras -= 1
            losses.append(_first_number(result))
            self._results[model_id] = result
            if len(losses) == 1 or len(losses) % _SEND_EVERY == 0:
                self._send(model_id)
            return result

        return train_on_batch

    def _begin(self, model: Any, model_id: str, x: Any, y: Any) -> tuple[Fit, list[float | None]]:
        rows, batch = self._rows(x, y)
        fit = Fit(
            id=self._recorder.number("fit"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            model=model_id,
            via="train_on_batch",
            rows=rows,
            batch_size=batch,
            epochs_asked=0,
            epochs_run=0,
            optimizer=describe_optimizer(model.optimizer),
            loss=loss_name(model),
        )
        self._fits[model_id] = (fit, [])
        self._holdout.fitted(model, model_id, fit.id)
        return self._fits[model_id]

    def _rows(self, x: Any, y: Any) -> tuple[Rows, int | None]:
        first = leaf(to_arrays(x))
        if first is None or first.ndim < 2:
            return Rows(dataset=None, asked=0, kept=0), None
        block = self._book.look(first)
        chosen = usable(block, None)
        labels = leaf(to_arrays(y))
        places = block.distinct.first[chosen]
        return describe(block, chosen, None if labels is None else labels[places], first[places]), len(first)

    def _step_limit(self, fit: Fit) -> float:
        budget = self._recorder.budget_for(fit.rows.dataset)
        if budget.rows is None or budget.epochs is None:
            return math.inf
        return budget.epochs * math.ceil(budget.rows / max(1, fit.batch_size or 1))

    def _send(self, model_id: str) -> None:
        fit, losses = self._fits[model_id]
        self._recorder.send("fit", fit.model_copy(update={"history": {"loss": tuple(losses)}}))

    def settle(self, namespace: dict[str, Any]) -> None:
        """At the end of the run: send the last state, and find the models of loops of the student's own."""
        for model_id in self._fits:
            self._send(model_id)
        for value in list(namespace.values()):
            if not isinstance(value, keras.Model) or not value.built or not value.trainable_variables:
                continue
            steps = self._seen_optimizers.get(id(value.trainable_variables[0]), 0)
            if steps:
                self._own_loop(value, steps)

    def _own_loop(self, model: Any, steps: int) -> None:
        model_id = self._models.describe(model, again=True)
        fit = Fit(
            id=self._recorder.number("fit"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            model=model_id,
            via="custom",
            rows=Rows(dataset=None, asked=0, kept=0),
            epochs_asked=0,
            epochs_run=0,
            optimizer=describe_optimizer(getattr(model, "optimizer", None)),
            history={"steps": (float(steps),)},
        )
        self._recorder.send("fit", fit)
        self._holdout.fitted(model, model_id, fit.id)

    def _apply_hook(self, original: Wrapper) -> Wrapper:
        def apply(optimizer: Any, grads: Any, trainable_variables: Any = None) -> Any:
            if not self._recorder.inside_keras and trainable_variables:
                key = id(next(iter(trainable_variables)))
                self._seen_optimizers[key] = self._seen_optimizers.get(key, 0) + 1
            return original(optimizer, grads, trainable_variables)

        return apply


def _first_number(result: Any) -> float | None:
    if isinstance(result, dict):
        result = result.get("loss")
    if isinstance(result, list | tuple):
        result = result[0] if result else None
    try:
        return float(result)
    except (TypeError, ValueError):
        return None
