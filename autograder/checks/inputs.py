"""Arguments for a student's functions, made from what the rubric says of them and a seed.

Uniform draws are raw output of the bit generator, which NumPy promises to keep, so that stored evidence can be judged
again in years to come.
"""

import hashlib
import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, JsonValue, model_validator
from scipy.special import ndtri

from autograder.arrays import encoded
from autograder.checks.settings import Settings
from autograder.model.evidence import Array

Floats = NDArray[np.float64]
Shape = tuple[int, ...]
OBJECTS = "objects"
"""Marks on the wire a list that becomes an array of lists, as `reuters.load_data` and `imdb.load_data` give them."""


class Draws:
    """A stream of draws that depends on nothing but its name."""

    def __init__(self, name: str) -> None:
        self._bits = np.random.PCG64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big"))

    def unit(self, shape: Shape) -> Floats:
        """Numbers evenly spread over (0, 1)."""
        raw = np.asarray(self._bits.random_raw(int(np.prod(shape))), np.uint64).reshape(shape)
        return ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53

    def below(self, bound: int, shape: Shape) -> NDArray[np.int64]:
        """Integers from 0 to bound - 1."""
        return np.floor(self.unit(shape) * bound).astype(np.int64)


class _Drawn(Settings):
    """A kind of argument; `dtype` is one that travels."""

    dtype: str = Field(default="float64", pattern="^(float64|float32|int64|int32|uint8|bool)$")

    def draw(self, draws: Draws) -> Any:
        """The argument itself."""
        raise NotImplementedError


class Normal(_Drawn):
    """Normal values of this shape; `mean` and `scale` may differ by column, columns of `constant` hold one value."""

    normal: Shape
    mean: float | tuple[float, ...] = 0.0
    scale: float | tuple[float, ...] = 1.0
    constant: tuple[int, ...] = ()

    def draw(self, draws: Draws) -> Any:
        """Return an array of shape `normal`."""
        array = np.asarray(self.mean) + np.asarray(self.scale) * ndtri(draws.unit(self.normal))
        for column in self.constant:
            array[..., column] = array[0, column]
        return array.astype(self.dtype)


class Uniform(_Drawn):
    """Values of this shape evenly spread between `low` and `high`."""

    uniform: Shape
    low: float = 0.0
    high: float = 1.0

    def draw(self, draws: Draws) -> Any:
        """Return an array of shape `uniform`."""
        return (self.low + (self.high - self.low) * draws.unit(self.uniform)).astype(self.dtype)


class Values(_Drawn):
    """These values as an array."""

    values: list[Any]

    def draw(self, draws: Draws) -> Any:  # noqa: ARG002
        """Return an array of the values' own shape."""
        return np.asarray(self.values, dtype=self.dtype)


class Filled(_Drawn):
    """An array of this shape that holds one value throughout."""

    filled: Shape
    value: float = 0.0

    def draw(self, draws: Draws) -> Any:  # noqa: ARG002
        """Return an array of shape `filled`."""
        return np.full(self.filled, self.value, dtype=self.dtype)


class Integers(_Drawn):
    """Integers from `low` to `below` - 1."""

    integers: Shape
    low: int = 0
    below: int
    dtype: str = "int64"

    def draw(self, draws: Draws) -> Any:
        """Return an array of shape `integers`."""
        return (self.low + draws.below(self.below - self.low, self.integers)).astype(self.dtype)


class Labels(_Drawn):
    """Class numbers, shape (labels,), each class at least once where there is room; or the same one-hot."""

    labels: int
    classes: int
    one_hot: bool = False
    dtype: str = "int64"

    def draw(self, draws: Draws) -> Any:
        """Return shape (labels,), or (labels, classes) when one-hot."""
        numbers = np.arange(self.labels) % self.classes
        extra = max(0, self.labels - self.classes)
        numbers[self.labels - extra :] = draws.below(self.classes, (extra,))
        numbers = numbers[np.argsort(draws.unit((self.labels,)), kind="stable")]
        return (np.eye(self.classes)[numbers] if self.one_hot else numbers).astype(self.dtype)


class Sequences(_Drawn):
    """Lists of token numbers of different lengths, in an array of lists as Keras' text data sets give them."""

    sequences: int
    below: int
    shortest: int = 1
    longest: int = 40
    as_list: bool = False

    def draw(self, draws: Draws) -> Any:
        """Return an object array of shape (sequences,), or a list, of lists of integers."""
        lengths = self.shortest + draws.below(self.longest - self.shortest + 1, (self.sequences,))
        lists = [draws.below(self.below, (int(length),)).tolist() for length in lengths]
        return lists if self.as_list else objects(lists)


class Weights(_Drawn):
    """A list of normal matrices that lead from one of these sizes to the next."""

    weights: Shape
    scale: float = 1.0

    def draw(self, draws: Draws) -> Any:
        """Return one array for each pair of neighbouring sizes, of the pair as its shape."""
        pairs = itertools.pairwise(self.weights)
        return [(self.scale * ndtri(draws.unit(pair))).astype(self.dtype) for pair in pairs]


_KINDS: dict[str, type[_Drawn]] = {
    "normal": Normal,
    "uniform": Uniform,
    "values": Values,
    "filled": Filled,
    "integers": Integers,
    "labels": Labels,
    "sequences": Sequences,
    "weights": Weights,
}


class Inputs(Settings):
    """The arguments of one call as the rubric writes them: plain values, or tables that say what to draw."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}

    @model_validator(mode="after")
    def _understood(self) -> "Inputs":
        for item in (*self.args, *self.kwargs.values()):
            _parsed(item)
        return self

    def drawn(self, name: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Positional and named arguments for the stream of this name; every call makes them anew."""
        draws = Draws(name)
        args = tuple(_drawn(_parsed(item), draws) for item in self.args)
        return args, {key: _drawn(_parsed(self.kwargs[key]), draws) for key in sorted(self.kwargs)}


def _parsed(item: Any) -> Any:
    if isinstance(item, dict):
        kind = next((_KINDS[key] for key in item if key in _KINDS), None)
        return kind.model_validate(item) if kind else {key: _parsed(value) for key, value in item.items()}
    return [_parsed(value) for value in item] if isinstance(item, list | tuple) else item


def _drawn(item: Any, draws: Draws) -> Any:
    if isinstance(item, _Drawn):
        return item.draw(draws)
    if isinstance(item, dict):
        return {key: _drawn(value, draws) for key, value in item.items()}
    return [_drawn(value, draws) for value in item] if isinstance(item, list) else item


def objects(lists: list[Any]) -> NDArray[np.object_]:
    """An array of lists, shape (len(lists),)."""
    array = np.empty(len(lists), dtype=object)
    array[:] = lists
    return array


def on_the_wire(value: Any) -> Array | JsonValue:
    """An argument as it travels: arrays as text, also inside lists and tables."""
    if isinstance(value, np.ndarray):
        return {OBJECTS: value.tolist()} if value.dtype == object else encoded(value)
    return _plain(value)


def _plain(value: Any) -> JsonValue:
    if isinstance(value, np.ndarray):
        return encoded(value).model_dump(mode="json")
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
