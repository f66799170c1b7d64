"""Hooks on Keras' training: every `fit`, `evaluate`, `predict` and `train_on_batch` of every model.

They sit on the backend's trainer class, so `tf.keras`, subclassed models, overridden `train_step`s, Keras Tuner and
scikeras all pass through them, whatever the notebook imported and when.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.callbacks.callback import Callback
from keras.src.callbacks.callback_list import CallbackList
from keras.src.callbacks.history import History

from autograder.model.evidence import Evaluation, Fit, Made, Model, Rows
from autograder.worker.capping import Arguments, Capping, Plan
from autograder.worker.holdout import Holdout
from autograder.worker.identity import hash_rows
from autograder.worker.inputs import to_arrays
from autograder.worker.patching import Wrapper, wrap_method
from autograder.worker.recorder import Recorder
from autograder.worker.rows import Block, RowBook
from autograder.worker.settings import (
    describe_callback,
    describe_layers,
    describe_optimizer,
    library_bases,
    loss_name,
    settings,
)

_PROGRESS_EVERY = 5
_SMALL_PREDICTION = 512


class Probed(BaseException):
    """Ends a probe where training would begin; carries the settings that reached `fit`."""

    def __init__(self, roles: dict[str, Any]) -> None:
        super().__init__()
        self.roles = roles


@dataclass
class Active:
    """A fit under way: its record so far and its logs by epoch."""

    record: Fit
    logs: dict[str, list[float | None]] = field(default_factory=dict)
    stopper: str | None = None

    def snapshot(self, **changes: Any) -> Fit:
        """The record with the history up to now."""
        history = {name: tuple(values) for name, values in self.logs.items()}
        epochs = max((len(values) for values in self.logs.values()), default=0)
        return self.record.model_copy(update={"history": history, "epochs_run": epochs, **changes})


class Training:
    """Installs the hooks and keeps what they need from call to call."""

    def __init__(self, recorder: Recorder, book: RowBook, holdout: Holdout) -> None:
        self._recorder = recorder
        self._book = book
        self._holdout = holdout
        self._capping = Capping(recorder, book, holdout)
        self._active: list[Active] = []
        self._epochs: dict[str, int] = {}
        self._trained: dict[str, dict[int, int]] = {}
        self._last_logs: dict[str, dict[str, list[float | None]]] = {}
        self._search_data: dict[str, bool] = {}
        self._made: set[Made] = set()

    def install(self) -> None:
        """Put the hooks in place."""
        signature = inspect.signature(TensorFlowTrainer.fit)
        evaluate_signature = inspect.signature(TensorFlowTrainer.evaluate)
        wrap_method(TensorFlowTrainer, "fit", lambda original: self._fit_hook(original, signature))
        wrap_method(TensorFlowTrainer, "evaluate", lambda original: self._evaluate_hook(original, evaluate_signature))
        wrap_method(TensorFlowTrainer, "predict", self._predict_hook)
        wrap_method(CallbackList, "on_epoch_end", self._epoch_hook)
        wrap_method(Callback, "__init__", self._made_hook)

    # -- fit ---------------------------------------------------------------------------------------------------

    def _fit_hook(self, original: Wrapper, signature: inspect.Signature) -> Wrapper:
        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            with self._recorder.clock.section("recorder"):
                call = _bound(signature, model, args, kwargs)
                callbacks = _callback_list(call["callbacks"])
                if self._recorder.probing:
                    raise Probed(settings(model, callbacks, call["batch_size"], call["epochs"]))
                plan = self._plan(call)
                active = self._begin(model, call, plan, callbacks)
            allowed = self._allowed_epochs(active.record, plan)
            if allowed == 0:
                return self._repeat_history(model, active)
            plan.arguments["epochs"] = call["initial_epoch"] + allowed
            try:
                self._active.append(active)
                self._recorder.inside_keras += 1
                with self._recorder.clock.section("training"):
                    history = original(model, **plan.arguments)
            except BaseException as error:
                self._end(model, plan, active, error=f"{type(error).__name__}: {error}"[:500])
                raise
            finally:
                self._recorder.inside_keras -= 1
                self._active.pop()
            self._end(model, plan, active)
            return history

        return fit

    def _plan(self, call: Arguments) -> Plan:
        try:
            return self._capping.plan(call)
        except Exception:  # noqa: BLE001  arguments that Keras itself must refuse, in its own words
            return Plan(dict(call), Rows(dataset=None, asked=0, kept=0))

    def _allowed_epochs(self, record: Fit, plan: Plan) -> int:
        """Epochs this fit may run: the budget counts all fits of one model together."""
        limit = self._recorder.budget_for(plan.dataset).epochs
        if limit is None:
            return record.epochs_asked
        allowed = max(0, min(record.epochs_asked, limit - self._epochs.get(record.model, 0)))
        if allowed < record.epochs_asked:
            self._recorder.cut = True
        return allowed

    def _begin(self, model: Any, call: Arguments, plan: Plan, callbacks: list[Any]) -> Active:
        model_id = self.describe(model)
        record = Fit(
            id=self._recorder.number("fit"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            model=model_id,
            search=self._recorder.search,
            trial=self._recorder.trial,
            rows=plan.rows,
            validation=plan.validation,
            validation_from=plan.validation_from,
            shared_rows=plan.shared,
            batch_size=plan.batch_size,
            epochs_asked=max(0, int(call["epochs"]) - int(call["initial_epoch"])),
            epochs_run=0,
            callbacks=tuple(map(describe_callback, callbacks)),
            optimizer=describe_optimizer(getattr(model, "optimizer", None)),
            loss=loss_name(model),
            metrics=tuple(_metric_names(model)),
        )
        self._recorder.send("fit", record)
        if record.search is not None:
            self._search_data[record.search] = self._judged(plan.dataset)
        return Active(record)

    def _end(self, model: Any, plan: Plan, active: Active, error: str | None = None) -> None:
        with self._recorder.clock.section("recorder"):
            ran = active.snapshot().epochs_run
            stopped = active.stopper
            if stopped is None and error is None and ran < active.record.epochs_asked:
                stopped = "budget"
            self._recorder.send("fit", active.snapshot(stopped_by=stopped, error=error))
            model_id = active.record.model
            self._epochs[model_id] = self._epochs.get(model_id, 0) + ran
            self._last_logs[model_id] = active.logs
            self._trained.setdefault(model_id, {}).update(plan.trained)
            self.describe(model, again=True)
            if self._recorder.search is None and error is None and self._judged(plan.dataset):
                self._holdout.fitted(model, model_id, active.record.id)

    def _judged(self, dataset: str | None) -> bool:
        return dataset is None or self._recorder.is_graded(dataset)

    def _repeat_history(self, model: Any, active: Active) -> Any:
        """The epoch budget is used up: report the last epoch again, so that the notebook goes on."""
        last = self._last_logs.get(active.record.model, {})
        history = History()
        history.set_model(model)
        history.epoch = [0]
        history.history = {name: values[-1:] for name, values in last.items()}
        model.history = history
        self._recorder.send("fit", active.snapshot(stopped_by="budget"))
        return history

    def _epoch_hook(self, original: Wrapper) -> Wrapper:
        def on_epoch_end(callbacks: Any, epoch: int, logs: Any = None) -> Any:
            result = original(callbacks, epoch, logs)
            if self._active:
                with self._recorder.clock.section("recorder"):
                    self._note_epoch(self._active[-1], callbacks, logs or {})
            return result

        return on_epoch_end

    def _made_hook(self, original: Wrapper) -> Wrapper:
        def __init__(callback: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
            original(callback, *args, **kwargs)
            bases = library_bases(type(callback))
            if not self._recorder.probing and not self._recorder.inside_keras and len(bases) > 1:
                made = Made(kind=type(callback).__name__, bases=bases, cell=self._recorder.cell)
                if made not in self._made:
                    self._made.add(made)
                    self._recorder.send("made", made)

        return __init__

    def _note_epoch(self, active: Active, callbacks: Any, logs: dict[str, Any]) -> None:
        for name, value in logs.items():
            active.logs.setdefault(name, []).append(_float(value))
        model = getattr(callbacks, "_model", None) or getattr(callbacks, "model", None)
        if getattr(model, "stop_training", False):
            active.stopper = _stopper(callbacks.callbacks)
        if len(active.logs.get("loss", ())) % _PROGRESS_EVERY == 0:
            self._recorder.send("fit", active.snapshot())

    # -- evaluate, predict ---------------------------------------------------------------------------------------

    def _evaluate_hook(self, original: Wrapper, signature: inspect.Signature) -> Wrapper:
        def evaluate(model: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("_use_cached_eval_dataset"):
                with self._recorder.clock.section("validation"):
                    return original(model, *args, **kwargs)
            with self._recorder.clock.section("recorder"):
                call = _bound(signature, model, args, kwargs)
                call.pop("kwargs", None)
                as_dict = call.pop("return_dict")
                model_id = self.describe(model)
                call, rows = self._capping.evaluation(call, self._trained.get(model_id, {}))
            with self._recorder.clock.section("evaluation"):
                logs = original(model, **call, return_dict=True)
            with self._recorder.clock.section("recorder"):
                self._note_use(model, model_id, "evaluate", rows, {key: _float(value) for key, value in logs.items()})
            return logs if as_dict else model._flatten_metrics_in_order(logs)

        return evaluate

    def _predict_hook(self, original: Wrapper) -> Wrapper:
        def predict(model: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
            with self._recorder.clock.section("recorder"):
                array = to_arrays(x) if not hasattr(x, "take") or isinstance(x, np.ndarray) else None
                large = isinstance(array, np.ndarray) and array.ndim > 1 and len(array) > _SMALL_PREDICTION
                side = self._capping.side(array, None, None, None)[0] if large else None
            if side is None or side.block.known is None:
                with self._recorder.clock.section("evaluation"):
                    return original(model, x, *args, **kwargs)
            inputs = array[side.block.distinct.first]
            with self._recorder.clock.section("evaluation"):
                output = original(model, inputs, *args, **kwargs)
            with self._recorder.clock.section("recorder"):
                chosen = np.flatnonzero(~side.block.is_holdout())
                self._note_use(model, self.describe(model), "predict", side.rows(chosen), {})
                return _spread(output, side.block.distinct.inverse[: len(array)], self._stand_for(side.block))

        return predict

    def _stand_for(self, block: Block) -> np.ndarray[Any, Any]:
        """For each distinct row the one whose output is shown: a holdout input shows that of the row it displaced."""
        shown = np.arange(len(block.ids))
        place = {int(row): index for index, row in enumerate(block.ids) if row >= 0}
        for index in np.flatnonzero(block.is_holdout()):
            shown[index] = place.get(self._book.displaced(block.known.dataset, int(block.ids[index])), index)
        return shown

    def _note_use(self, model: Any, model_id: str, via: Any, rows: Any, results: dict[str, Any]) -> None:
        self._recorder.send(
            "evaluation",
            Evaluation(
                id=self._recorder.number("evaluation"),
                at=self._recorder.tick(),
                cell=self._recorder.cell,
                model=model_id,
                via=via,
                rows=rows,
                results={key: value for key, value in results.items() if value is not None},
            ),
        )
        if self._recorder.is_graded(rows.dataset):
            self._holdout.predict(model, model_id)

    # -- for the searches ----------------------------------------------------------------------------------------

    def dataset_of(self, x: Any) -> str | None:
        """The data set an argument's rows come from, if they can be told without consuming it."""
        side = None if x is None or isinstance(x, Iterator) else self._capping.side(x, None, None, None)[0]
        return None if side is None else side.block.dataset

    def search_is_graded(self, search: str) -> bool:
        """Whether a search trained on data whose results count, as far as they were recognised."""
        return self._search_data.get(search, True)

    # -- models --------------------------------------------------------------------------------------------------

    def describe(self, model: Any, again: bool = False, search: str | None = None, rank: int | None = None) -> str:
        """Record a model when it is new, when it was trained, or when a search returned it; returns its id."""
        model_id, new = self._recorder.model_id(model)
        if new or again:
            self._recorder.send(
                "model",
                Model(
                    id=model_id,
                    at=self._recorder.tick(),
                    cell=self._recorder.cell,
                    kind=type(model).__name__,
                    layers=describe_layers(model),
                    parameters=int(model.count_params()) if model.built else 0,
                    search=search,
                    rank=rank,
                    weights=weights_digest(model),
                ),
            )
        return model_id


def weights_digest(model: Any) -> str:
    """A digest of all weights: equal weights, equal digest."""
    if not model.built:
        return ""
    flat = [np.ascontiguousarray(weight).reshape(1, -1) for weight in model.get_weights() if weight.size]
    total = np.array([hash_rows(weight)[0] for weight in flat], dtype=np.uint64).reshape(1, -1)
    return f"{int(hash_rows(total)[0]):016x}" if total.size else ""


def _bound(signature: inspect.Signature, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    bound = signature.bind(model, *args, **kwargs)
    bound.apply_defaults()
    arguments = dict(bound.arguments)
    arguments.pop("self")
    return arguments


def _callback_list(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    if isinstance(callbacks, CallbackList):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]


def _stopper(callbacks: list[Any]) -> str:
    for callback in callbacks:
        if getattr(callback, "stopped_epoch", 0):
            return type(callback).__name__
    return "callback"


def _metric_names(model: Any) -> list[str]:
    config = getattr(model, "_compile_config", None)
    metrics = getattr(config, "config", {}).get("metrics") if config is not None else None
    if not isinstance(metrics, list | tuple):
        return []
    return [item if isinstance(item, str) else type(item).__name__ for item in metrics]


def _float(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _spread(output: Any, inverse: Any, shown: Any) -> Any:
    if isinstance(output, dict):
        return {key: _spread(item, inverse, shown) for key, item in output.items()}
    if isinstance(output, list | tuple):
        return type(output)(_spread(item, inverse, shown) for item in output)
    return output[shown][inverse]
