"""Hooks on Keras' training: every `fit` of every model.

They sit on the backend's trainer class, so `tf.keras`, subclassed models, overridden `train_step`s, Keras Tuner and
scikeras all pass through them, whatever the notebook imported and when.
"""

import math
import operator
from dataclasses import dataclass, field
from typing import Any

from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.callbacks.callback_list import CallbackList
from keras.src.callbacks.history import History

from autograder.model.evidence import Fit, PoolName, Rows
from autograder.worker.building import build_ahead
from autograder.worker.capping import Arguments, Capping, Plan
from autograder.worker.holdout import Holdout
from autograder.worker.library import library_bases
from autograder.worker.models import Models
from autograder.worker.patching import Wrapper, bound, signature_of, wrap_method
from autograder.worker.recorder import Recorder
from autograder.worker.settings import (
    callback_list,
    describe_callback,
    describe_optimizer,
    loss_name,
    metric_names,
    number,
    plain,
    rate_now,
    settings,
)
from autograder.worker.strides import strided
from autograder.worker.watching import Watch

_PROGRESS_EVERY = 5
_FIT_SETTINGS = ("validation_split", "shuffle", "class_weight", "initial_epoch", "steps_per_epoch", "validation_freq")
"""Arguments of `fit` that are roles of their own, besides the batch size and the epochs."""


class Probed(BaseException):
    """Ends a probe where training would begin; carries the settings and the arrays that reached `fit`."""

    def __init__(self, roles: dict[str, Any], arrays: dict[str, Any]) -> None:
        super().__init__()
        self.roles = roles
        self.arrays = arrays


@dataclass
class Active:
    """A fit under way: its record so far and its logs by epoch."""

    record: Fit
    logs: dict[str, list[float | None]] = field(default_factory=dict)
    rates: list[float | None] = field(default_factory=list)
    stopper: str | None = None
    watch: Watch | None = None

    @property
    def epochs(self) -> int:
        """Epochs run so far."""
        return max((len(values) for values in self.logs.values()), default=0)

    def snapshot(self, **changes: Any) -> Fit:
        """The record with the history up to now."""
        history = {name: tuple(values) for name, values in self.logs.items()}
        return self.record.model_copy(
            update={"history": history, "epochs_run": self.epochs, "rates": tuple(self.rates), **changes}
        )


class Training:
    """Installs the hooks and keeps what they need from call to call."""

    def __init__(self, recorder: Recorder, models: Models, capping: Capping, holdout: Holdout) -> None:
        self._recorder = recorder
        self._models = models
        self._capping = capping
        self._holdout = holdout
        self._active: list[Active] = []
        self._epochs: dict[str, int] = {}
        self._trained: dict[str, dict[int, int]] = {}
        self._last_logs: dict[str, dict[str, list[float | None]]] = {}
        self._search_graded: dict[str, bool] = {}

    def install(self) -> None:
        """Put the hooks in place."""
        wrap_method(TensorFlowTrainer, "fit", self._fit_hook)
        wrap_method(CallbackList, "on_epoch_end", self._epoch_hook)

    def trained(self, model_id: str) -> dict[int, int]:
        """Copies of each row (by its key) that a model was trained on."""
        return self._trained.get(model_id, {})

    def search_is_graded(self, search: str) -> bool:
        """Whether a search trained on data whose results count, as far as they were recognised."""
        return self._search_graded.get(search, True)

    def _fit_hook(self, original: Wrapper) -> Wrapper:
        signature = signature_of(original)

        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            call = bound(signature, model, *args, **kwargs)
            if call is None:
                return original(model, *args, **kwargs)
            with self._recorder.clock.section("recorder"):
                if self._recorder.probing:
                    raise _probed(model, call)
                plan = self._plan(call)
                active = self._begin(model, call, plan)
            asked = active.record.epochs_asked
            allowed = self._allowed_epochs(active.record, plan)
            if allowed < asked:
                self._recorder.cut = True
                if not allowed:
                    return self._repeat_history(model, active)
                plan.arguments["epochs"] = call["initial_epoch"] + allowed
            return self._run(original, model, plan, active)

        return fit

    def _run(self, original: Wrapper, model: Any, plan: Plan, active: Active) -> Any:
        self._active.append(active)
        error = None
        try:
            with (
                self._recorder.clock.section("training"),
                self._recorder.keras_at_work(),
                strided(model, plan.arguments),
            ):
                build_ahead(model, plan.arguments["x"], plan.arguments["y"], training=True)
                return original(model, **plan.arguments)
        except BaseException as raised:
            error = f"{type(raised).__name__}: {raised}"[:500]
            raise
        finally:
            self._active.pop()
            with self._recorder.clock.section("recorder"):
                self._end(model, plan, active, error)

    def _plan(self, call: Arguments) -> Plan:
        try:
            return self._capping.plan(call)
        except Exception as failure:  # noqa: BLE001  arguments that Keras itself must refuse, in its own words
            return Plan(dict(call), Rows(dataset=None, asked=0, kept=0), failure=repr(failure))

    def _statistics(self, model: Any, plan: Plan) -> dict[PoolName, int]:
        try:
            return self._capping.statistics(plan, model)
        except Exception:  # noqa: BLE001  arrays and models of the student's may do anything
            return {}

    def _allowed_epochs(self, record: Fit, plan: Plan) -> int:
        """Epochs this fit may run: the budget counts all fits of one model together."""
        limit = self._recorder.budget_for(plan.dataset).epochs
        spent = self._epochs.get(record.model, 0)
        return record.epochs_asked if limit is None else max(0, min(record.epochs_asked, limit - spent))

    def _begin(self, model: Any, call: Arguments, plan: Plan) -> Active:
        record = Fit(
            id=self._recorder.number("fit"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            model=self._models.describe(model),
            search=self._recorder.search,
            trial=self._recorder.trial,
            rows=plan.rows,
            validation=plan.validation,
            validation_from=plan.validation_from,
            shared_rows=plan.shared,
            statistics=self._statistics(model, plan),
            batch_size=plan.batch_size,
            epochs_asked=_epochs_asked(call),
            epochs_run=0,
            callbacks=tuple(map(describe_callback, callback_list(call["callbacks"]))),
            optimizer=describe_optimizer(getattr(model, "optimizer", None)),
            loss=loss_name(model),
            metrics=tuple(metric_names(model)),
        )
        self._recorder.send("fit", record)
        self._models.training_begins(model, record.model, record.id)
        if record.search is not None:
            self._search_graded[record.search] = self._judged(plan.dataset)
        watched = self._recorder.search is None and not self._recorder.calling and self._judged(plan.dataset)
        return Active(record, watch=Watch(model) if watched else None)

    def _end(self, model: Any, plan: Plan, active: Active, error: str | None) -> None:
        stopped = active.stopper
        if stopped is None and error is None and active.epochs < active.record.epochs_asked:
            stopped = "budget"
        watch = active.watch if error is None else None
        inside = None if watch is None else watch.result(model, plan.arguments["x"])
        self._recorder.send("fit", active.snapshot(stopped_by=stopped, error=error, inside=inside))
        if plan.failure is not None and error is None:
            self._recorder.blind(f"fit: {plan.failure}")
        model_id = active.record.model
        self._epochs[model_id] = self._epochs.get(model_id, 0) + active.epochs
        self._last_logs[model_id] = active.logs
        self._trained.setdefault(model_id, {}).update(plan.trained)
        self._note_weights(model, active, error)
        if self._recorder.search is None and error is None and self._judged(plan.dataset):
            self._holdout.fitted(model, model_id, active.record.id)

    def _note_weights(self, model: Any, active: Active, error: str | None) -> None:
        model_id = active.record.model
        self._models.describe(model, again=True)
        if error is not None and not active.epochs:
            self._models.training_failed(model_id, active.record.id)
        else:
            self._models.remember(model_id)

    def _judged(self, dataset: str | None) -> bool:
        return dataset is None or self._recorder.is_graded(dataset)

    def _repeat_history(self, model: Any, active: Active) -> Any:
        """The epoch budget is used up: report the last epoch again, so that the notebook goes on."""
        last = self._last_logs.get(active.record.model, {})
        with self._recorder.keras_at_work():
            history = History()
        history.set_model(model)
        history.epoch = [0]
        history.history = {name: values[-1:] for name, values in last.items()}
        model.history = history
        self._recorder.send("fit", active.snapshot(stopped_by="budget"))
        return history

    # -- epochs --------------------------------------------------------------------------------------------------

    def _epoch_hook(self, original: Wrapper) -> Wrapper:
        def on_epoch_end(callbacks: Any, epoch: int, logs: Any = None) -> Any:
            result = original(callbacks, epoch, logs)
            if self._active:
                with self._recorder.clock.section("recorder"):
                    self._note_epoch(self._active[-1], callbacks, logs or {})
            return result

        return on_epoch_end

    def _note_epoch(self, active: Active, callbacks: Any, logs: dict[str, Any]) -> None:
        for name, value in logs.items():
            active.logs.setdefault(name, []).append(number(value))
        model = getattr(callbacks, "_model", None) or getattr(callbacks, "model", None)
        active.rates.append(rate_now(getattr(model, "optimizer", None)))
        if active.watch is not None:
            active.watch.epoch_ended(model)
        if getattr(model, "stop_training", False):
            active.stopper = _stopper(callbacks.callbacks, number(logs.get("loss")))
        if active.epochs % _PROGRESS_EVERY == 0:
            self._recorder.send("fit", active.snapshot())


def _probed(model: Any, call: Arguments) -> Probed:
    roles = settings(model, callback_list(call["callbacks"]), call["batch_size"], call["epochs"])
    roles |= {f"fit.{name}": plain(call[name]) for name in _FIT_SETTINGS if name in call}
    return Probed(roles, {name: call[name] for name in ("x", "y", "sample_weight")})


def _epochs_asked(call: Arguments) -> int:
    try:
        return max(0, operator.index(call["epochs"]) - operator.index(call["initial_epoch"]))
    except TypeError:  # Keras will say so
        return 0


def _stopper(callbacks: list[Any], loss: float | None) -> str:
    """The callback that ended training: one that says so, then Keras' guard against NaN, then one of the student's."""
    for callback in callbacks:
        if getattr(callback, "stopped_epoch", 0):
            return type(callback).__name__
    broken = loss is not None and not math.isfinite(loss)
    for callback in callbacks:
        own = library_bases(type(callback))[:1] != (type(callback).__name__,)
        if own or (broken and type(callback).__name__ == "TerminateOnNaN"):
            return type(callback).__name__
    return "callback"
