"""When a callback that watches a metric should have acted, by Keras' own rule and the training's own history."""

import math
from collections.abc import Mapping

from autograder.model.evidence import Callback

_ROUNDING = 1e-6

History = Mapping[str, tuple[float | None, ...]]


def slept_through(callback: Callback, history: History) -> bool:
    """Whether a training went on as it was where a callback set up like this acts: stops, or lowers the rate.

    False wherever that cannot be told: another rule of its own, a direction that Keras would guess, gaps in the record,
    and one epoch of grace. The last epoch is left out: nobody sees what follows it.
    """
    config = callback.config
    monitor, patience, least = config.get("monitor"), config.get("patience"), config.get("min_delta", 0)
    if config.get("start_from_epoch") or config.get("baseline") is not None or not isinstance(monitor, str):
        return False
    if not isinstance(patience, int) or not isinstance(least, int | float):
        return False
    sign = _direction(config.get("mode"), monitor)
    heard = [value for value in history.get(monitor, ()) if value is not None and math.isfinite(value)]
    if not sign or len(heard) < len(history.get(monitor, ())):
        return False
    best, waited = -math.inf, 0
    for value in (sign * item for item in heard[:-1]):
        waited += 1
        if value - abs(least) > best - _ROUNDING:
            best, waited = max(best, value), 0
        elif waited > patience:
            return True
    return False


def _direction(mode: object, monitor: str) -> int:
    if mode in ("max", "min"):
        return 1 if mode == "max" else -1
    if mode != "auto":
        return 0
    return 1 if monitor.endswith("accuracy") else -1 if monitor.endswith("loss") else 0
