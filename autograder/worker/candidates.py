"""The parameters of a scikit-learn search: which values they may take, and which combinations are worth running."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from pydantic import JsonValue

from autograder.worker.settings import plain

_MOST_LISTED = 4000
_MOST_VALUES = 64
_GOLDEN = 0.6180339887498949
"""Among equals, multiples of the golden ratio go from one part of the list to another."""


def told(value: Any) -> JsonValue:
    """A value as JSON; functions and classes by their names."""
    name = getattr(value, "__name__", None)
    return name[:200] if isinstance(name, str) else plain(value)


def declared(search: Any) -> dict[str, list[Any]]:
    """Each parameter's values as the search lists them; those of a distribution are known only when it has drawn."""
    given = getattr(search, "param_grid", None) or getattr(search, "param_distributions", None) or {}
    out: dict[str, list[Any]] = {}
    for space in [given] if isinstance(given, dict) else list(given):
        for name, values in space.items():
            known = out.setdefault(str(name), [])
            if isinstance(values, list | tuple | np.ndarray | range):
                _add(known, values)
    return out


def merged(values: dict[str, list[Any]], candidates: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The values with those that only the candidates show."""
    out = {name: list(options) for name, options in values.items()}
    for index in range(min(len(candidates), _MOST_LISTED)):
        for name, value in candidates[index].items():
            _add(out.setdefault(str(name), []), [value])
    return out


def _add(known: list[Any], values: Iterable[Any]) -> None:
    seen = {_mark(value) for value in known}
    for value in values:
        if len(known) < _MOST_VALUES and _mark(value) not in seen:
            seen.add(_mark(value))
            known.append(value)


def _mark(value: Any) -> str:
    """Equal for equal plain values; of optimizers, functions and the like each is another value."""
    if value is None or isinstance(value, str | bool | int | float | np.generic):
        return repr(plain(value))
    return f"{plain(value)!r}" if isinstance(value, list | tuple) else f"{told(value)} {id(value)}"


def spread(candidates: Sequence[dict[str, Any]], limit: int | None) -> list[int]:
    """Positions of at most `limit` candidates that together take as many different values as so few can.

    Every n-th of a grid's list would often leave one parameter at a single value.
    """
    if limit is None or len(candidates) <= limit:
        return list(range(len(candidates)))
    count = min(len(candidates), _MOST_LISTED)
    pool = [(place * len(candidates)) // count for place in range(count)]
    marks = {place: [(name, _mark(value)) for name, value in candidates[place].items()] for place in pool}
    used: dict[tuple[str, str], int] = {}
    chosen: list[int] = []
    for _ in range(limit):
        rest = [place for place in pool if place not in chosen]
        best = min(rest, key=lambda place: (_taken(marks[place], used), (place * _GOLDEN) % 1))
        chosen.append(best)
        for mark in marks[best]:
            used[mark] = used.get(mark, 0) + 1
    return sorted(chosen)


def _taken(marks: list[tuple[str, str]], used: dict[tuple[str, str], int]) -> list[int]:
    return sorted((used.get(mark, 0) for mark in marks), reverse=True)
