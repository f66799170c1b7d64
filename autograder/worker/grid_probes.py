"""What does a parameter of a scikit-learn search change? Start training at its different values, and look.

A misspelt `model__units`, or one that the model's function takes and never uses, makes a grid of equal candidates.
"""

import hashlib
import time
from typing import Any

import numpy as np
from pydantic import JsonValue
from sklearn.base import clone

from autograder.model.evidence import Probe
from autograder.worker.candidates import told
from autograder.worker.folds import Fed, few
from autograder.worker.quiet import silence
from autograder.worker.training import Probed

_MOST_VALUES = 4
_MOST_PARAMETERS = 12
_SECONDS = 10.0
"""Of processor time."""


def probe_grid(
    estimator: Any, declared: dict[str, list[Any]], candidates: list[dict[str, Any]], fed: Fed
) -> tuple[Probe, ...]:
    """Probe every parameter with at least two values around the first candidate that has it."""
    deadline = time.process_time() + _SECONDS
    rows = few(fed)
    out = []
    for name, values in list(declared.items())[:_MOST_PARAMETERS]:
        base = next((candidate for candidate in candidates if name in candidate), candidates[0])
        if len(values) > 1:
            out.append(_probe(estimator, base, name, _ends(values), rows, deadline))
    return tuple(out)


def _ends(values: list[Any]) -> list[Any]:
    return values if len(values) <= _MOST_VALUES else [*values[: _MOST_VALUES - 1], values[-1]]


def _probe(estimator: Any, base: dict[str, Any], name: str, values: list[Any], rows: Fed, deadline: float) -> Probe:
    settings = [
        _run(estimator, {**base, name: value}, rows) if time.process_time() < deadline else None for value in values
    ]
    known = [item for item in settings if item is not None]
    complete = len(known) == len(values)
    roles = sorted(set().union(*known)) if complete else []
    responses = {role: tuple(item.get(role) for item in known) for role in roles}
    return Probe(
        hyperparameter=name,
        values=tuple(map(told, values)),
        responses={role: got for role, got in responses.items() if any(value != got[0] for value in got)},
        complete=complete,
    )


def _run(estimator: Any, values: dict[str, Any], rows: Fed) -> dict[str, JsonValue] | None:
    with silence():
        try:
            clone(estimator).set_params(**clone(values, safe=False)).fit(rows.x, rows.y, **rows.params)
        except Probed as probed:
            return probed.roles | {f"fit.{name}": _digest(array) for name, array in probed.arrays.items()}
        except Exception:  # noqa: BLE001  the student's code could not be run again: the probe stays incomplete
            return None
    return None


def _digest(array: Any) -> JsonValue:
    """What distinguishes one array of a few rows from another."""
    if not isinstance(array, np.ndarray) or array.dtype == object:
        return None
    contents = hashlib.blake2b(np.ascontiguousarray(array).tobytes(), digest_size=8).hexdigest()
    return f"{array.shape} {contents}"
