"""The arguments of a call, rebuilt from what travelled, and whether a function wrote into them."""

from typing import Any

import numpy as np

from autograder.arrays import decoded
from autograder.model.evidence import Array
from autograder.model.job import Call


def arguments(call: Call) -> tuple[list[Any], dict[str, Any]]:
    """The arguments made anew."""
    return [_rebuilt(item) for item in call.args], {name: _rebuilt(item) for name, item in call.kwargs.items()}


def _rebuilt(item: Any) -> Any:
    """A value off the wire: arrays, and arrays of lists, wherever they stand in it."""
    if isinstance(item, Array):
        return decoded(item)
    if isinstance(item, dict):
        if set(item) == {"dtype", "shape", "data"}:
            return decoded(Array.model_validate(item))
        if set(item) == {"objects"}:
            array = np.empty(len(item["objects"]), dtype=object)
            array[:] = [list(part) for part in item["objects"]]
            return array
        return {name: _rebuilt(value) for name, value in item.items()}
    return [_rebuilt(value) for value in item] if isinstance(item, list) else item


def same(one: Any, other: Any) -> bool:
    """Whether two arguments hold the same; NaN is itself."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        if object in (one.dtype, other.dtype):
            return bool(one.shape == other.shape) and same(one.tolist(), other.tolist())
        return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one is other or (type(one) is type(other) and repr(one) == repr(other))
