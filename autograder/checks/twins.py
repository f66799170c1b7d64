"""Whether a model trained anew is the one that a scikit-learn search found best."""

from collections.abc import Iterable

from pydantic import JsonValue

from autograder.checks.roles import as_number, close
from autograder.model.evidence import Evidence, Fit, GridSearch, Optimizer, Trial

_OF_NO_ACCOUNT = frozenset({"name", "seed", "dtype", "trainable", "build_config", "registered_name", "batch_shape"})
"""Settings of a layer that make no other model of it."""


def best_trial(grid: GridSearch) -> Trial | None:
    """The candidate that the search says was best; otherwise the one with the highest score."""
    named = next((trial for trial in grid.trials if grid.best and trial.values == grid.best), None)
    scored = [trial for trial in grid.trials if as_number(trial.score) is not None]
    return named or max(scored, key=lambda trial: as_number(trial.score) or 0.0, default=None)


def best_models(evidence: Evidence, grid: GridSearch) -> tuple[str, ...]:
    """The refitted model, and every model trained later outside any search that is built like the best candidate."""
    best = best_trial(grid)
    inside = evidence.fits_of(grid)
    refit = [fit for fit in evidence.fits if fit.model == grid.best_model]
    patterns = [*refit, *(fit for fit in inside if best is not None and fit.trial == best.id)]
    begin = max((fit.at for fit in inside), default=grid.at)
    moved = {role for probe in grid.probes for role in probe.responses if role.startswith("optimizer.")}
    twins = [
        fit.model
        for fit in evidence.fits
        if patterns and fit.search is None and fit.at > begin and alike(evidence, fit, patterns[0], moved)
    ]
    return tuple(dict.fromkeys([*([grid.best_model] if grid.best_model is not None else []), *twins]))


def alike(evidence: Evidence, first: Fit, second: Fit, moved: Iterable[str] = ()) -> bool:
    """Whether two trainings have the same layers, the same optimizer and its settings at the roles that were moved."""
    if first.model == second.model:
        return True
    a, b = evidence.model(first.model), evidence.model(second.model)
    if a is None or b is None or [item.kind for item in a.layers] != [item.kind for item in b.layers]:
        return False
    same = all(
        one.parameters == two.parameters and _plain(one.config) == _plain(two.config)
        for one, two in zip(a.layers, b.layers, strict=True)
    )
    roles = ("optimizer.kind", *moved)
    return same and all(close(_setting(first.optimizer, role), _setting(second.optimizer, role)) for role in roles)


def _setting(used: Optimizer | None, role: str) -> JsonValue:
    """What an optimizer shows at a role such as `optimizer.learning_rate`."""
    if used is None:
        return None
    name = role.removeprefix("optimizer.")
    direct: dict[str, JsonValue] = {
        "kind": used.kind,
        "learning_rate": used.learning_rate,
        "schedule": used.schedule,
    }
    return direct[name] if name in direct else used.config.get(name)


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in _OF_NO_ACCOUNT}
    return [_plain(item) for item in value] if isinstance(value, list) else value
