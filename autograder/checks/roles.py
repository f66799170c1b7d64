"""What a role of training was set to, such as the learning rate or a callback's patience.

Three sources, the best first: the probes that moved each hyperparameter; a hyperparameter whose value every trial shows
at that role, for settings that a probe cannot reach (a batch size given to `tf.data`, a tuner class of one's own); and
the trainings themselves.
"""

import math
from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from autograder.model.base import Frozen
from autograder.model.evidence import Fit, HyperParameter, Probe, Search

_CLOSE = 1e-4
"""Relative; rates are float32."""


def as_number(value: JsonValue) -> float | None:
    """A finite figure, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        figure = float(value)
    except OverflowError:
        return None
    return figure if math.isfinite(figure) else None


def close(first: JsonValue, second: JsonValue) -> bool:
    """Whether two values are the same figure, or the same."""
    a, b = as_number(first), as_number(second)
    if a is None or b is None:
        return first == second
    return math.isclose(a, b, rel_tol=_CLOSE, abs_tol=1e-9)


def magnitude(setting: JsonValue) -> JsonValue:
    """A pair of numbers of which one is negative, or that begins at 0, as its larger magnitude: a range of chance."""
    if isinstance(setting, list) and len(setting) == 2:
        ends = [as_number(item) for item in setting]
        if None not in ends and min(end for end in ends if end is not None) <= 0:
            return max(abs(end) for end in ends if end is not None)
    return setting


def observed(role: str, fit: Fit) -> JsonValue:
    """What a training shows at a role; None where it shows nothing."""
    if role == "optimizer.learning_rate":
        return None if fit.optimizer is None else fit.optimizer.learning_rate
    if role == "fit.batch_size":
        return fit.batch_size
    if role.startswith("callback."):
        kind, _, name = role.removeprefix("callback.").partition(".")
        return next((item.config.get(name) for item in fit.callbacks if item.is_a(kind)), None)
    return None


class Coverage(Frozen):
    """The values of a role that a search covers, in order; empty where it does not vary."""

    values: tuple[float, ...] = ()
    whole: bool = True
    """False where only the values that trials happened to draw are known, not the range they were drawn from."""


def searched(role: str, search: Search, fits: Iterable[Fit]) -> Coverage:
    """What a search covers at a role."""
    fits = tuple(fits)
    seen = _distinct(_numbers(observed(role, fit) for fit in fits))
    probed = _numbers(value for probe in search.probes for value in _response(probe, role))
    if probed:
        return Coverage(values=_distinct([*probed, *seen]))
    leader = _leader(role, search, fits)
    if leader is not None and (len(seen) > 1 or not _silent(leader, search)):
        return Coverage(values=_distinct(_declared(leader)))
    return Coverage(values=seen, whole=False) if len(seen) > 1 else Coverage()


def unclear(role: str, search: Search, fits: Iterable[Fit]) -> bool:
    """Whether silence about a role proves nothing: no complete probe, or a hyperparameter that agrees with it."""
    probed = bool(search.probes or not search.space) and all(probe.complete for probe in search.probes)
    return not probed or _leader(role, search, tuple(fits)) is not None


def plays(role: str, search: Search, fits: Iterable[Fit]) -> bool:
    """Whether a search varies a role, or trains with the callback that the role belongs to."""
    fits = tuple(fits)
    if searched(role, search, fits).values:
        return True
    kind = role.removeprefix("callback.").partition(".")[0]
    return role.startswith("callback.") and any(item.is_a(kind) for fit in fits for item in fit.callbacks)


def best_fit(search: Search, fits: Iterable[Fit]) -> Fit | None:
    """A training of the trial with the best score."""
    scored = [(trial.score, trial.id) for trial in search.trials if as_number(trial.score) is not None]
    if not scored:
        return None
    _, best = (min if search.directions == ("min",) else max)(scored)
    return next((fit for fit in fits if fit.trial == best), None)


def _response(probe: Probe, role: str) -> Sequence[JsonValue]:
    return [
        value for name, response in probe.responses.items() if is_role(name, role) for value in map(magnitude, response)
    ]


def is_role(name: str, role: str) -> bool:
    """Whether a probed name is this role; `layer.*.stddev` matches any layer."""
    head, star, tail = role.partition("*")
    return name.startswith(head) and name.endswith(tail) if star else name == role


def _leader(role: str, search: Search, fits: tuple[Fit, ...]) -> HyperParameter | None:
    """The hyperparameter whose value every trial shows at this role."""
    trials = {trial.id: trial.values for trial in search.trials}
    shown = [(trials[fit.trial], as_number(observed(role, fit))) for fit in fits if fit.trial in trials]
    if not shown or any(figure is None for _, figure in shown):
        return None
    for parameter in search.space:
        if all(close(values.get(parameter.name), figure) for values, figure in shown):
            return parameter
    return None


def _silent(parameter: HyperParameter, search: Search) -> bool:
    """Whether a probe moved this hyperparameter and saw nothing change."""
    return any(probe.complete for probe in search.probes if probe.hyperparameter == parameter.name)


def _declared(parameter: HyperParameter) -> list[float]:
    return _numbers([parameter.low, parameter.high, *parameter.values])


def _numbers(values: Iterable[JsonValue]) -> list[float]:
    return [figure for value in values if (figure := as_number(value)) is not None]


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(sorted(set(values)))
