"""Numbers on their way in and out of the sandbox: arrays as text, and what a function returns as arrays."""

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import Array

Numbers = NDArray[Any]

_KINDS = ("bool", "uint8", "int32", "int64", "float32", "float64")
_LONGEST = 1 << 31
_MOST_PARTS = 256
_DEEPEST = 4


def encoded(array: Numbers) -> Array:
    """An array as text; its dtype must be one of those that `decoded` reads."""
    name = array.dtype.name
    if name not in _KINDS:
        raise TypeError(f"arrays of {name} do not travel")
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return Array(dtype=name, shape=array.shape, data=base64.b64encode(little.tobytes()).decode("ascii"))


def decoded(array: Array) -> Numbers:
    """The array that a text describes; ValueError where bytes, shape and dtype disagree, as hostile ones may."""
    if array.dtype not in _KINDS:
        raise ValueError(f"arrays of {array.dtype} do not travel")
    kind = np.dtype(array.dtype).newbyteorder("<")
    try:
        raw = base64.b64decode(array.data, validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from error
    if any(not 0 <= size < _LONGEST for size in array.shape) or len(raw) != kind.itemsize * math.prod(array.shape):
        raise ValueError(f"{len(raw)} bytes do not fill {array.dtype} of shape {array.shape}")
    return np.frombuffer(raw, kind).reshape(array.shape).astype(array.dtype)


def as_arrays(value: Any) -> tuple[Numbers, ...]:
    """What a function returned as arrays: one, or one for each part of a tuple, a dictionary or a ragged list.

    Tensors of any framework pass, and dictionaries in the order of their keys. TypeError for what is no number.
    """
    parts: list[Numbers] = []
    _collect(value, parts, 0)
    return tuple(parts)


def _collect(value: Any, parts: list[Numbers], depth: int) -> None:
    if depth > _DEEPEST or len(parts) > _MOST_PARTS:
        raise TypeError("too many parts within parts")
    if isinstance(value, Mapping):
        _each([value[key] for key in sorted(value, key=str)], parts, depth)
    elif isinstance(value, tuple):
        _each(value, parts, depth)
    elif isinstance(value, list):
        try:
            parts.append(_array(value))
        except (TypeError, ValueError):
            _each(value, parts, depth)
    else:
        parts.append(_array(value))


def _each(values: Any, parts: list[Numbers], depth: int) -> None:
    for item in values:
        _collect(item, parts, depth + 1)


def _array(value: Any) -> Numbers:
    if hasattr(value, "toarray"):  # SciPy's sparse matrices
        value = value.toarray()
    array = np.asarray(value)
    if array.dtype.kind == "O":
        if any(item is None for item in array.flat):
            raise TypeError("None is no number")
        array = array.astype(np.float64)
    if array.dtype.kind == "b":
        return array.astype(np.bool_)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    if array.dtype.kind == "f":
        return array.astype(np.float32 if array.dtype.itemsize <= 4 else np.float64)
    raise TypeError(f"{type(value).__name__} is no array of numbers")
