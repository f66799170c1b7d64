"""Hooks on scikit-learn's searches: what was asked, what was run, how each candidate fared, what each parameter does.

`fit` of a search hides failed folds behind a score of NaN, and runs its folds in processes of their own where it is
told to; here they run in this one, and each is recorded with its candidate.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

import joblib  # type: ignore[import-untyped]
import numpy as np
from pydantic import JsonValue
from sklearn.model_selection import _validation
from sklearn.model_selection._search import BaseSearchCV
from sklearn.model_selection._search_successive_halving import BaseSuccessiveHalving

from autograder.model.evidence import GridSearch, Probe, Rows, Trial
from autograder.worker.candidates import declared, merged, spread, told
from autograder.worker.capping import Capping
from autograder.worker.folds import Fed, feed
from autograder.worker.grid_probes import probe_grid
from autograder.worker.library import library_bases
from autograder.worker.models import Models
from autograder.worker.patching import Functions, Wrapper, wrap_method
from autograder.worker.quiet import probing
from autograder.worker.recorder import Recorder


@dataclass
class Running:
    """A search under way."""

    record: GridSearch
    limit: int | None
    declared: dict[str, list[Any]]
    candidates: list[dict[str, Any]] = field(default_factory=list)
    first: int = 0
    """Number of the first candidate of the batch that is being evaluated."""
    scores: dict[int, list[float | None]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)

    def trials(self) -> tuple[Trial, ...]:
        """Every candidate begun, with its mean score."""
        return tuple(self._trial(number) for number in sorted(self.scores))

    def _trial(self, number: int) -> Trial:
        scores, error = self.scores[number], self.errors.get(number)
        known = [score for score in scores if score is not None]
        return Trial(
            id=str(number),
            status="FAILED" if error is not None else "COMPLETED" if scores else "RUNNING",
            values=told_all(self.candidates[number]) if number < len(self.candidates) else {},
            score=float(np.mean(known)) if known and len(known) == len(scores) and error is None else None,
            message=error or "",
        )

    def snapshot(self, **changes: Any) -> GridSearch:
        """The record with what is known by now."""
        self.record = self.record.model_copy(
            update={"candidates_run": len(self.candidates), "trials": self.trials(), **changes}
        )
        return self.record


class Grids:
    """Installs the hooks; keeps the searches under way."""

    def __init__(self, recorder: Recorder, models: Models, capping: Capping, seed: int) -> None:
        self._recorder = recorder
        self._models = models
        self._capping = capping
        self._seed = seed
        self._running: list[Running] = []

    def install(self, functions: Functions) -> None:
        """Put the hooks in place."""
        wrap_method(BaseSearchCV, "fit", self._fit_hook)
        functions.wrap(_validation, "_fit_and_score", self._fold_hook)
        wrap_method(joblib.Parallel, "__init__", _alone)

    # -- search --------------------------------------------------------------------------------------------------

    def _fit_hook(self, original: Wrapper) -> Wrapper:
        def fit(search: Any, X: Any, y: Any = None, **params: Any) -> Any:  # noqa: N803  scikit-learn's own names
            if self._recorder.probing:
                return original(search, X, y, **params)
            with self._recorder.clock.section("recorder"):
                fed, failure = self._feed(search, X, y, params)
                running = self._begin(search, fed)
            self._running.append(running)
            try:
                with self._steered(search, running), self._recorder.clock.section("grid"):
                    original(search, fed.x, fed.y, **fed.params)
            except BaseException as error:
                running.snapshot(error=_last_line(f"{type(error).__name__}: {error}")[:500])
                raise
            finally:
                self._running.pop()
                with self._recorder.clock.section("recorder"):
                    self._finish(search, running)
            if failure is not None:
                self._recorder.blind(f"search: {failure}")
            with self._recorder.clock.section("probes"):
                self._recorder.send("grid", running.snapshot(probes=self._probe(search, running, fed)))
            return search

        return fit

    def _feed(self, search: Any, x: Any, y: Any, params: dict[str, Any]) -> tuple[Fed, str | None]:
        try:
            return feed(self._recorder, self._capping, search, x, y, params), None
        except Exception as failure:  # noqa: BLE001  arguments that scikit-learn itself must refuse, in its own words
            return Fed(x, y, params, Rows(dataset=None, asked=0, kept=0)), repr(failure)

    def _begin(self, search: Any, fed: Fed) -> Running:
        last = _last_step(search.estimator)
        values = declared(search)
        limit = self._recorder.budget_for(fed.dataset).candidates
        record = GridSearch(
            id=self._recorder.number("grid"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            kind=type(search).__name__,
            bases=library_bases(type(search)),
            estimator=(*library_bases(type(last)), type(last).__name__)[0],
            scoring=_scoring(search.scoring),
            parameters={name: tuple(map(told, options[:64])) for name, options in values.items()},
            candidates_asked=0,
            candidates_run=0,
            folds=None,
            rows=fed.rows,
        )
        self._recorder.send("grid", record)
        return Running(record, None if isinstance(search, BaseSuccessiveHalving) else limit, values)

    def _finish(self, search: Any, running: Running) -> None:
        best, folds = getattr(search, "best_params_", None), getattr(search, "n_splits_", None)
        model = getattr(_last_step(getattr(search, "best_estimator_", None)), "model_", None)
        whole = running.record.error is None
        changes: dict[str, Any] = {"folds": folds if isinstance(folds, int) else None}
        if whole and isinstance(best, dict):
            changes["best"] = told_all(best)
        if whole and model is not None and hasattr(model, "get_weights"):
            changes["best_model"] = self._models.returned(model, running.record.id, 0)
        self._recorder.send("grid", running.snapshot(**changes))

    # -- candidates ----------------------------------------------------------------------------------------------

    @contextmanager
    def _steered(self, search: Any, running: Running) -> Iterator[None]:
        """The grader's seed and budget for the time of the search; afterwards its settings are the student's again."""
        seeded = [item for item in (search, search.cv) if _draws(item)]
        before = [item.random_state for item in seeded]
        for item in seeded:
            item.random_state = self._seed
        search._run_search = self._capped(search._run_search, running)
        try:
            yield
        finally:
            del search._run_search
            for item, state in zip(seeded, before, strict=True):
                item.random_state = state

    def _capped(self, original: Wrapper, running: Running) -> Wrapper:
        knows_context = "callback_ctx" in signature(original).parameters

        def run_search(evaluate: Callable[..., Any], *, callback_ctx: Any = None) -> Any:
            def evaluate_some(candidates: Any, *args: Any, **kwargs: Any) -> Any:
                return evaluate(self._choose(candidates, running), *args, **kwargs)

            context = {"callback_ctx": callback_ctx} if knows_context else {}
            return original(evaluate_some, **context)

        return run_search

    def _choose(self, candidates: Any, running: Running) -> list[dict[str, Any]]:
        listed = candidates if hasattr(candidates, "__getitem__") else list(candidates)
        room = None if running.limit is None else max(1, running.limit - len(running.candidates))
        chosen = [listed[place] for place in spread(listed, room)]
        self._recorder.cut |= len(chosen) < len(listed)
        running.first = len(running.candidates)
        running.candidates += chosen
        running.declared = merged(running.declared, listed)
        parameters = {name: tuple(map(told, options[:64])) for name, options in running.declared.items()}
        asked = running.record.candidates_asked + len(listed)
        self._recorder.send("grid", running.snapshot(candidates_asked=asked, parameters=parameters))
        return chosen

    def _fold_hook(self, original: Wrapper) -> Wrapper:
        def fit_and_score(*args: Any, **kwargs: Any) -> Any:
            progress = kwargs.get("candidate_progress")
            if not self._running or not progress:
                return original(*args, **kwargs)
            running = self._running[-1]
            number = running.first + int(progress[0])
            running.scores.setdefault(number, [])
            outer = self._recorder.search, self._recorder.trial
            self._recorder.search, self._recorder.trial = running.record.id, str(number)
            try:
                result = original(*args, **kwargs)
            except Exception as error:
                running.errors[number] = f"{type(error).__name__}: {error}"[-2000:]
                raise
            finally:
                self._recorder.search, self._recorder.trial = outer
            running.scores[number].append(_score(result.get("test_scores")))
            if result.get("fit_error"):
                running.errors[number] = _last_line(result["fit_error"])
            return result

        return fit_and_score

    def _probe(self, search: Any, running: Running, fed: Fed) -> tuple[Probe, ...]:
        if not running.candidates:
            return ()
        with probing(self._recorder):
            return probe_grid(search.estimator, running.declared, running.candidates, fed)


def told_all(values: dict[str, Any]) -> dict[str, JsonValue]:
    """A candidate's values by parameter, as JSON."""
    return {str(name): told(value) for name, value in values.items()}


def _alone(original: Wrapper) -> Wrapper:
    """Work that would go to other processes stays in this one: there it would escape the seeds and the record."""

    def __init__(self_: Any, n_jobs: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: N807, ARG001
        original(self_, 1, *args, **kwargs)

    return __init__


def _last_step(estimator: Any) -> Any:
    steps = getattr(estimator, "steps", None)
    return steps[-1][1] if isinstance(steps, list) and steps else estimator


def _draws(item: Any) -> bool:
    """Whether it takes a seed and uses it: a splitter that does not shuffle refuses one."""
    return "random_state" in getattr(item, "__dict__", {}) and bool(getattr(item, "shuffle", True))


def _score(scores: Any) -> float | None:
    value = next(iter(scores.values()), None) if isinstance(scores, dict) else scores
    return float(value) if isinstance(value, int | float | np.number) and np.isfinite(value) else None


def _scoring(scoring: Any) -> str | None:
    if scoring is None or isinstance(scoring, str):
        return scoring
    if isinstance(scoring, dict | list | tuple | set):
        return ", ".join(map(str, scoring))[:200]
    return str(getattr(scoring, "__name__", type(scoring).__name__))


def _last_line(text: str) -> str:
    """What a traceback says in the end: the exception and its message's first line."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1][-2000:] if lines else ""
