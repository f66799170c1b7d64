"""What does a hyperparameter change? Build and start training at its different values, and look.

Three trials seldom vary everything, and a hyperparameter may be declared and never used. So after a search the
student's own `build` and `fit` are run again, each time with one hyperparameter moved and up to the moment training
would begin; what differs then between the settings is what that hyperparameter does.
"""

import time
from typing import Any

import keras
from pydantic import JsonValue

from autograder.model.evidence import Probe
from autograder.worker.quiet import silence
from autograder.worker.settings import plain
from autograder.worker.training import Probed

_MOST_VALUES = 4
_MOST_PARAMETERS = 12
_SECONDS = 10.0
"""Of processor time, so that a busy machine probes as much as an idle one. Building a model costs some 20 ms; a
hypermodel that prepares its data anew in every `fit` must not cost minutes."""


def probe_space(tuner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Probe, ...]:
    """Probe every dimension of the space around the best trial's values."""
    hypermodel = getattr(tuner, "hypermodel", None)
    if hypermodel is None:
        return ()
    deadline = time.process_time() + _SECONDS
    base = _base(tuner)
    out = []
    for parameter in tuner.oracle.get_space().space[:_MOST_PARAMETERS]:
        values = _values(parameter)
        settings = [
            _run(hypermodel, _moved(base, parameter.name, value), args, kwargs)
            if time.process_time() < deadline
            else None
            for value in values
        ]
        known = [item for item in settings if item is not None]
        complete = len(known) == len(values)
        roles = sorted(set().union(*known)) if complete else []
        responses = {role: tuple(item.get(role) for item in known) for role in roles}
        out.append(
            Probe(
                hyperparameter=str(parameter.name),
                values=tuple(map(plain, values)),
                responses={role: got for role, got in responses.items() if any(value != got[0] for value in got)},
                complete=complete,
            )
        )
    return tuple(out)


def _base(tuner: Any) -> Any:
    best = tuner.oracle.get_best_trials(1)
    return (best[0].hyperparameters if best else tuner.oracle.get_space()).copy()


def _values(parameter: Any) -> list[Any]:
    """The ends of a range, or the first and last choices."""
    if hasattr(parameter, "min_value"):
        return [parameter.min_value, parameter.max_value]
    values = list(getattr(parameter, "values", ()))
    if type(parameter).__name__ == "Boolean":
        return [False, True]
    return values if len(values) <= _MOST_VALUES else [*values[: _MOST_VALUES - 1], values[-1]]


def _moved(base: Any, name: str, value: Any) -> Any:
    hp = base.copy()
    hp.values[name] = value
    return hp


def _run(hypermodel: Any, hp: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, JsonValue] | None:
    keyword = {**kwargs, "callbacks": [keras.callbacks.Callback(), *(kwargs.get("callbacks") or [])]}
    with silence():
        try:
            model = hypermodel.build(hp)
            hypermodel.fit(hp, model, *args, **keyword)
        except Probed as probed:
            return probed.roles
        except Exception:  # noqa: BLE001  the student's code could not be run again: the probe stays incomplete
            return None
    return None
