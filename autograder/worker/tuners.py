"""Hooks on Keras Tuner: searches with their space, trials and best models, and what each hyperparameter changes.

`search` does not raise when trials fail, and even names best hyperparameters then; so each trial's status is recorded.
The tuner's checkpoints are kept in memory, which saves the time of writing a file at every better epoch.
"""

from typing import Any

import keras_tuner
import numpy as np
from keras_tuner.src.engine import base_tuner, oracle, tuner, tuner_utils
from pydantic import JsonValue

from autograder.model.evidence import HyperParameter, Probe, Search, Trial
from autograder.worker.capping import Capping
from autograder.worker.holdout import Holdout
from autograder.worker.library import library_bases
from autograder.worker.models import Models
from autograder.worker.patching import Wrapper, wrap_method
from autograder.worker.probes import probe_space
from autograder.worker.quiet import probing
from autograder.worker.recorder import Recorder
from autograder.worker.settings import plain
from autograder.worker.training import Training

_KINDS = ("Float", "Int", "Choice", "Boolean", "Fixed")


class Tuners:
    """Installs the hooks; remembers which tuner is which search."""

    def __init__(
        self, recorder: Recorder, models: Models, capping: Capping, training: Training, holdout: Holdout, seed: int
    ) -> None:
        self._recorder = recorder
        self._models = models
        self._capping = capping
        self._training = training
        self._holdout = holdout
        self._seed = seed
        self._searches: dict[int, tuple[Any, Search]] = {}
        self._asked: dict[int, int | None] = {}
        self._checkpoints: dict[str, dict[str, Any]] = {}
        self._given: set[str] = set()

    def install(self, memory_checkpoints: bool = True) -> None:
        """Put the hooks in place."""
        wrap_method(oracle.Oracle, "__init__", self._oracle_hook)
        wrap_method(base_tuner.BaseTuner, "search", self._search_hook)
        wrap_method(base_tuner.BaseTuner, "_try_run_and_update_trial", self._trial_hook)
        wrap_method(base_tuner.BaseTuner, "get_best_models", self._best_hook)
        if memory_checkpoints:
            wrap_method(tuner_utils.SaveBestEpoch, "_save_model", self._save_hook)
            wrap_method(tuner.Tuner, "load_model", self._load_hook)

    def _oracle_hook(self, original: Wrapper) -> Wrapper:
        def __init__(self_: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
            original(self_, *args, **kwargs)
            self_.seed = self._seed
            self_._seed_state = self._seed

        return __init__

    # -- search --------------------------------------------------------------------------------------------------

    def _search_hook(self, original: Wrapper) -> Wrapper:
        def search(tuner_: Any, *args: Any, **kwargs: Any) -> Any:
            with self._recorder.clock.section("recorder"):
                record = self._begin(tuner_, args, kwargs)
            outer = self._recorder.search
            self._recorder.search = record.id
            try:
                with self._recorder.clock.section("tuner"):
                    result = original(tuner_, *args, **kwargs)
            finally:
                self._recorder.search = outer
                with self._recorder.clock.section("recorder"):
                    self._finish(tuner_, record)
            with self._recorder.clock.section("probes"):
                self._finish(tuner_, record, self._probe(tuner_, args, kwargs))
            return result

        return search

    def _begin(self, tuner_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Search:
        engine = tuner_.oracle
        asked = self._asked.setdefault(id(engine), engine.max_trials)
        limit = self._recorder.budget_for(self._dataset(args, kwargs)).trials
        if limit is not None and (asked is None or asked > limit):
            engine.max_trials = limit
            self._recorder.cut = True
            if isinstance(engine, keras_tuner.oracles.HyperbandOracle) and not engine.trials:
                _from_the_last_bracket(engine)
        executions = getattr(tuner_, "executions_per_trial", 1)
        if executions > 1 and limit is not None:
            tuner_.executions_per_trial = 1
            self._recorder.cut = True
        objectives = engine.objective if isinstance(engine.objective, list) else [engine.objective]
        record = Search(
            id=self._recorder.number("search"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            tuner=type(tuner_).__name__,
            bases=library_bases(type(tuner_)),
            objective=tuple(str(getattr(item, "name", item)) for item in objectives),
            directions=tuple(str(getattr(item, "direction", "")) for item in objectives),
            trials_asked=asked,
            executions_per_trial=executions,
            space=tuple(map(_dimension, engine.get_space().space)),
        )
        self._searches[id(tuner_)] = (tuner_, record)
        self._recorder.send("search", record)
        return record

    def _dataset(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
        x = args[0] if args else kwargs.get("x")
        return self._capping.dataset_of(x)

    def _finish(self, tuner_: Any, record: Search, probes: tuple[Probe, ...] = ()) -> None:
        trials = [tuner_.oracle.trials[key] for key in tuner_.oracle.start_order if key in tuner_.oracle.trials]
        done = record.model_copy(
            update={
                "space": tuple(map(_dimension, tuner_.oracle.get_space().space)),
                "trials": tuple(map(_trial, trials)),
                "trials_run": len(trials),
                "probes": probes,
            }
        )
        self._searches[id(tuner_)] = (tuner_, done)
        self._recorder.send("search", done)

    def _probe(self, tuner_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Probe, ...]:
        with probing(self._recorder):
            return probe_space(tuner_, args, kwargs)

    def _trial_hook(self, original: Wrapper) -> Wrapper:
        def run(tuner_: Any, trial: Any, *args: Any, **kwargs: Any) -> Any:
            self._recorder.trial = str(trial.trial_id)
            try:
                return original(tuner_, trial, *args, **kwargs)
            finally:
                self._recorder.trial = None

        return run

    # -- best models ---------------------------------------------------------------------------------------------

    def _best_hook(self, original: Wrapper) -> Wrapper:
        def get_best_models(tuner_: Any, num_models: int = 1) -> Any:
            with self._recorder.clock.section("tuner"):
                models = original(tuner_, num_models)
            with self._recorder.clock.section("recorder"):
                known = self._searches.get(id(tuner_))
                if known is not None:
                    self._note_best(known[1], models)
            return models

        return get_best_models

    def _note_best(self, search: Search, models: list[Any]) -> None:
        self._given.add(search.id)
        for rank, model in enumerate(models):
            model_id = self._models.returned(model, search.id, rank)
            if rank == 0 and self._graded(search):
                self._holdout.restored(model, model_id)

    def _graded(self, search: Search) -> bool:
        return self._training.search_is_graded(search.id)

    def settle(self) -> None:
        """At the end of the run: the best model of every graded search whose notebook never asked for it."""
        for tuner_, search in list(self._searches.values()):
            if search.id in self._given or not self._graded(search):
                continue
            try:
                tuner_.get_best_models(1)
            except Exception as error:  # noqa: BLE001  this failure is itself evidence
                message = f"{type(error).__name__}: {error}"[:500]
                done = self._searches[id(tuner_)][1].model_copy(update={"best_model_error": message})
                self._recorder.send("search", done)

    # -- checkpoints ---------------------------------------------------------------------------------------------

    def _save_hook(self, original: Wrapper) -> Wrapper:  # noqa: ARG002
        def _save_model(callback: Any) -> None:
            with self._recorder.clock.section("checkpoints"):
                self._checkpoints[str(callback.filepath)] = _state(callback.model)

        return _save_model

    def _load_hook(self, original: Wrapper) -> Wrapper:
        def load_model(tuner_: Any, trial: Any) -> Any:
            saved = self._checkpoints.get(str(tuner_._get_checkpoint_fname(trial.trial_id)))
            if saved is None:
                return original(tuner_, trial)
            model = tuner_._try_build(trial.hyperparameters)
            if not model.built:
                model.build_from_config(keras_tuner.src.utils.load_json(tuner_._get_build_config_fname(trial.trial_id)))
            _restore(model, saved)
            return model

        return load_model


def _from_the_last_bracket(engine: Any) -> None:
    """Let Hyperband begin where each trial trains for all its epochs.

    Its first bracket tries many models for an epoch or two and goes on with the best of them; cut off after a few
    trials, it would leave nothing but these hardly trained models.
    """
    engine._current_bracket = 0
    engine._brackets = []
    engine._start_new_bracket()


def _state(model: Any) -> dict[str, Any]:
    """Copies of what a weights file would hold: all variables but the metrics' and the optimizer's, by position."""
    return {str(index): np.array(variable) for index, variable in enumerate(_variables(model))}


def _variables(model: Any) -> list[Any]:
    metrics = {id(variable) for variable in model.metrics_variables}
    return [variable for variable in model.variables if id(variable) not in metrics]


def _restore(model: Any, saved: dict[str, Any]) -> None:
    for index, variable in enumerate(_variables(model)):
        if str(index) in saved and saved[str(index)].shape == tuple(variable.shape):
            variable.assign(saved[str(index)])


def _trial(trial: Any) -> Trial:
    values: dict[str, JsonValue] = {name: plain(value) for name, value in trial.hyperparameters.values.items()}
    return Trial(
        id=str(trial.trial_id),
        status=str(trial.status),
        values=values,
        score=None if trial.score is None else float(trial.score),
        message=str(trial.message or "")[-2000:],
    )


def _dimension(parameter: Any) -> HyperParameter:
    config = parameter.get_config()
    kind = type(parameter).__name__
    values = config.get("values", config.get("value"))
    return HyperParameter(
        name=str(parameter.name),
        kind=kind if kind in _KINDS else "Other",  # type: ignore[arg-type]
        low=_number(config.get("min_value")),
        high=_number(config.get("max_value")),
        step=_number(config.get("step")),
        sampling=config.get("sampling"),
        values=tuple(map(plain, values)) if isinstance(values, list | tuple) else (),
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
