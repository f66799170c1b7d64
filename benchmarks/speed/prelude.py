"""What is put before a notebook that other tools execute: data of official size, and perhaps a budget.

Keras' own files need a network, and what they hold does not change how long training takes. So `load_data` gives the
grader's pools repeated to the official size, whoever executes the notebook. With a budget, `fit` gets the first rows
and fewer epochs, Keras Tuner fewer trials, scikit-learn fewer candidates, and nothing is recorded: what an instructor
would write into a notebook that Otter is to execute in reasonable time. Loops that train without `fit` get no budget.
"""

import functools
import importlib
import json
import math
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_TRAINERS_BATCH = 32
_SENSIBLE = 1000
"""More trials than this is Hyperband's way of saying that it has no such limit."""


def cell(files: dict[str, str], budgets: dict[str, dict[str, int | None]], log: str = "") -> str:
    """The source of the cell."""
    return (
        f"import sys\nsys.path.append({str(ROOT)!r})\n"
        f"from benchmarks.speed.prelude import install\ninstall({files!r}, {budgets!r}, {log!r})\n"
    )


@dataclass
class State:
    """The data set loaded last and what its budget is; what was trained, with what would have been."""

    budgets: dict[str, dict[str, int | None]]
    log: str = ""
    dataset: str = ""
    repeats: float = 1.0
    """For how many trainings of a search each one stands."""
    fits: list[dict[str, float]] = field(default_factory=list)

    def limit(self, name: str) -> int | None:
        """Rows, epochs, trials or candidates allowed; None: all."""
        return self.budgets.get(self.dataset, {}).get(name)

    def note(self, fit: dict[str, float]) -> None:
        """Keep it, in the file too: nobody tells when the notebook ends."""
        self.fits.append(fit)
        if self.log:
            Path(self.log).write_text(json.dumps(self.fits), encoding="utf-8")


def install(files: dict[str, str], budgets: dict[str, dict[str, int | None]], log: str = "") -> None:
    """Put the data and the budget in place; `files` are the pools by data set."""
    from autograder.worker.patching import Functions  # noqa: PLC0415  brings nothing but itself

    importlib.import_module("keras")  # its modules hold functions by name: replaced is what is there already
    state, functions = State(budgets, log), Functions()
    for name, path in files.items():
        _install_data(name, Path(path), functions, state)
    _install_fit(state)
    _install_searches(state)


def _install_data(name: str, path: Path, functions: Any, state: State) -> None:
    from autograder.data.pools import load_for_worker  # noqa: PLC0415
    from autograder.data.standins import TextOptions, build_stand_in  # noqa: PLC0415
    from autograder.worker import words  # noqa: PLC0415

    pools, module = load_for_worker(path), importlib.import_module(f"keras.src.datasets.{name}")

    def make(_original: Any) -> Any:
        def load_data(*_args: Any, **kwargs: Any) -> Any:
            state.dataset = name
            given = {key: value for key, value in kwargs.items() if key in TextOptions.__annotations__}
            made = build_stand_in(pools, TextOptions(**given))
            return (made.x_train, made.y_train), (made.x_test, made.y_test)

        return load_data

    functions.wrap(module, "load_data", make)
    if name in words.SIZES:
        words.install(functions, module, name)


# -- training ----------------------------------------------------------------------------------------------------------


def _install_fit(state: State) -> None:
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415

    from autograder.worker.patching import bound, signature_of, wrap_method  # noqa: PLC0415

    signature = signature_of(TensorFlowTrainer.fit)

    def make(original: Any) -> Any:
        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            call = bound(signature, model, *args, **kwargs)
            if call is None:
                return original(model, *args, **kwargs)
            asked, callbacks = call["epochs"] - call["initial_epoch"], call["callbacks"]
            _cut(call, state)
            timer = _timer()
            call["callbacks"] = [*_listed(callbacks), timer]
            began = time.perf_counter()
            history = original(model, **call)
            seconds = time.perf_counter() - began
            told = {"seconds": seconds, "epoch": timer.last, "ran": len(history.epoch), "asked": asked}
            state.note({**told, "at_least": _earliest(asked, callbacks), "repeats": state.repeats})
            return history

        return fit

    wrap_method(TensorFlowTrainer, "fit", make)


def _cut(call: dict[str, Any], state: State) -> None:
    rows, epochs = state.limit("rows"), state.limit("epochs")
    if epochs is not None:
        call["epochs"] = min(call["epochs"], call["initial_epoch"] + epochs)
    if rows is None:
        return
    x = call["x"]
    if hasattr(x, "take") and not hasattr(x, "shape"):
        call["x"] = x.take(math.ceil(rows / _TRAINERS_BATCH))
        return
    call["x"], call["y"], call["sample_weight"] = (_first(call[name], rows) for name in ("x", "y", "sample_weight"))
    if isinstance(call["validation_data"], tuple | list):
        call["validation_data"] = tuple(_first(part, rows) for part in call["validation_data"])


def _first(value: Any, rows: int) -> Any:
    if isinstance(value, dict):
        return {key: _first(part, rows) for key, part in value.items()}
    if isinstance(value, list | tuple) and value and hasattr(value[0], "shape"):
        return type(value)(_first(part, rows) for part in value)
    return None if value is None else value[:rows]


def _listed(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]


def _earliest(asked: int, callbacks: Any) -> int:
    """The fewest epochs after which an EarlyStopping among the callbacks can end training."""
    patience = [int(one.patience) for one in _listed(callbacks) if type(one).__name__ == "EarlyStopping"]
    return min([asked, *(value + 1 for value in patience)])


def _timer() -> Any:
    import keras  # noqa: PLC0415  only in the notebook's kernel

    class Timer(keras.callbacks.Callback):  # type: ignore[misc]
        """Seconds of the last epoch, validation included."""

        last = 0.0

        def on_epoch_begin(self, *_args: Any) -> None:
            self._began = time.perf_counter()

        def on_epoch_end(self, *_args: Any) -> None:
            self.last = time.perf_counter() - self._began

    return Timer()


# -- searches ----------------------------------------------------------------------------------------------------------


def _install_searches(state: State) -> None:
    from keras_tuner.src.engine.base_tuner import BaseTuner  # noqa: PLC0415
    from sklearn.model_selection._search import BaseSearchCV  # noqa: PLC0415

    from autograder.worker.patching import wrap_method  # noqa: PLC0415

    def make_search(original: Any) -> Any:
        def search(tuner: Any, *args: Any, **kwargs: Any) -> Any:
            asked, limit = tuner.oracle.max_trials, state.limit("trials")
            sensible = asked is not None and asked <= _SENSIBLE
            executions = getattr(tuner, "executions_per_trial", 1)
            if limit is not None:
                tuner.oracle.max_trials = min(asked, limit) if asked is not None else limit
                tuner.executions_per_trial = 1
                state.repeats = executions * (asked / tuner.oracle.max_trials if sensible else 1.0)
            try:
                return original(tuner, *args, **kwargs)
            finally:
                state.repeats = 1.0

        return search

    def make_fit(original: Any) -> Any:
        def fit(search: Any, x: Any, y: Any = None, **params: Any) -> Any:
            rows = state.limit("rows")
            if rows is not None:
                x, y = _first(x, rows), _first(y, rows)
            search._run_search = _fewer(search._run_search, state)
            try:
                return original(search, x, y, **params)
            finally:
                del search._run_search
                state.repeats = 1.0

        return fit

    wrap_method(BaseTuner, "search", make_search)
    wrap_method(BaseSearchCV, "fit", make_fit)


def _fewer(original: Any, state: State) -> Any:
    @functools.wraps(original)  # scikit-learn reads off the signature what it may pass
    def run_search(evaluate: Any, **context: Any) -> Any:
        def evaluate_some(candidates: Any, *args: Any, **kwargs: Any) -> Any:
            listed, limit = list(candidates), state.limit("candidates")
            some = listed if limit is None else listed[:limit]
            state.repeats = len(listed) / len(some)
            try:
                return evaluate(some, *args, **kwargs)
            finally:
                state.repeats = 1.0

        return original(evaluate_some, **context)

    return run_search


def extrapolated(seconds: float, fits: list[dict[str, float]], epochs: str) -> float:
    """Seconds of a whole notebook from those of a probe; `epochs` names how many each fit makes: asked or at_least."""
    total = seconds
    for fit in fits:
        whole = fit["seconds"] + fit["epoch"] * max(0.0, fit[epochs] - fit["ran"])
        total += whole * fit["repeats"] - fit["seconds"]
    return total
