"""What each parameter of a scikit-learn search does, by its probes and by the models that its candidates trained."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Literal

from pydantic import JsonValue

from autograder.checks.roles import is_role
from autograder.model.base import Frozen
from autograder.model.evidence import Evidence, Fit, GridSearch, Trial

Effect = Literal["further", "unclear", "beside", "dead", "constant"]
"""It changes something that counts; nothing is known; it changes only what does not count; it changes nothing; it has
one value. The first that any of several searches shows is what a parameter does."""

_ORDER: tuple[Effect, ...] = ("further", "unclear", "beside", "dead", "constant")
_UNSEEN = frozenset({"class_weight", "sample_weight", "shuffle", "validation_split", "callbacks", "initial_epoch"})
"""Settings of `fit` that a probe shows no role of: silence about them proves nothing."""


class Parameter(Frozen):
    """A parameter with what it does and the values it takes."""

    name: str
    effect: Effect
    values: tuple[JsonValue, ...] = ()


def parameters(evidence: Evidence, grids: Sequence[GridSearch], besides: Sequence[str]) -> tuple[Parameter, ...]:
    """All parameters of several searches, each with the best that one of them shows."""
    found: dict[str, Parameter] = {}
    for grid in grids:
        for name in dict.fromkeys([*grid.parameters, *(probe.hyperparameter for probe in grid.probes)]):
            one = Parameter(name=name, effect=_effect(evidence, grid, name, besides), values=_values(grid, name))
            known = found.get(name)
            if known is None or _ORDER.index(one.effect) < _ORDER.index(known.effect):
                found[name] = one
    return tuple(found.values())


def _values(grid: GridSearch, name: str) -> tuple[JsonValue, ...]:
    """All values known of a parameter: listed, probed and drawn."""
    every = [*grid.parameters.get(name, ())]
    every += [value for probe in grid.probes if probe.hyperparameter == name for value in probe.values]
    every += [trial.values[name] for trial in grid.trials if name in trial.values]
    return tuple({repr(value): value for value in every}.values())


def _effect(evidence: Evidence, grid: GridSearch, name: str, besides: Sequence[str]) -> Effect:
    """Optimizers and functions have no values that tell them apart: what a probe shows of them decides first."""
    probes = [probe for probe in grid.probes if probe.hyperparameter == name]
    roles = {role for probe in probes for role in probe.responses}
    if any(is_role(role, beside) for role in roles for beside in besides):
        return "beside"
    if roles:
        return "further"
    if len(_values(grid, name)) < 2 and not any(len(probe.values) > 1 for probe in probes):
        return "constant"
    short = name.rpartition("__")[2]
    if any(short == beside.rpartition(".")[2] for beside in besides):
        return "beside"
    if _changes_models(evidence, grid, name):
        return "further"
    whole = bool(probes) and all(probe.complete for probe in probes)
    return "dead" if whole and short not in _UNSEEN else "unclear"


def _changes_models(evidence: Evidence, grid: GridSearch, name: str) -> bool:
    """Whether two candidates that differ only in this parameter trained different models."""
    by_trial = {fit.trial: fit for fit in reversed(evidence.fits_of(grid))}
    pairs = combinations([trial for trial in grid.trials if trial.id in by_trial][:32], 2)
    return any(
        _differ_only_in(name, one, two) and _built(evidence, by_trial[one.id]) != _built(evidence, by_trial[two.id])
        for one, two in pairs
    )


def _differ_only_in(name: str, one: Trial, two: Trial) -> bool:
    names = one.values.keys() | two.values.keys()
    return {key for key in names if one.values.get(key) != two.values.get(key)} == {name}


def _built(evidence: Evidence, fit: Fit) -> object:
    """What distinguishes one candidate's model: its layers, their sizes and the optimizer."""
    model = evidence.model(fit.model)
    layers = [(layer.kind, layer.parameters) for layer in model.layers] if model is not None else []
    optimizer = fit.optimizer
    return layers, None if optimizer is None else (optimizer.kind, optimizer.learning_rate, optimizer.schedule)


def named(found: Iterable[Parameter], effect: Effect) -> list[str]:
    """The names of the parameters with this effect."""
    return [item.name for item in found if item.effect == effect]
