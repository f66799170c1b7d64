"""Recognise a whole array by which of its rows are equal, where nothing in the rows themselves can be recognised.

TF-IDF, `TextVectorization`, principal components and averaged embeddings leave nothing of a row's tokens or pixels to
compare. But the stand-ins repeat their rows, and what is done to each row alike keeps equal rows equal: an array of
official length whose rows repeat exactly as a stand-in's do is that stand-in, prepared.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.worker.identity import Distinct, Ints, distinct_rows

Form = tuple[tuple[int, ...], str]
Learn = Callable[[str, Distinct, Ints], None]
_REPEATED = 0.9
"""Arrays with more distinct rows than this share repeat too little to be told by it."""


class Standing:
    """Knows how the rows of each stand-in repeat."""

    def __init__(self) -> None:
        self._patterns: list[tuple[str, Ints, Ints]] = []
        self._variables: Callable[[], Iterable[Any]] = tuple
        self._examined: dict[int, weakref.ref[Any]] = {}

    def note(self, dataset: str, rows: Ints) -> None:
        """A stand-in holds these pool rows at its positions."""
        known = any(name == dataset and np.array_equal(rows, noted) for name, noted, _ in self._patterns)
        if not known and len(np.unique(rows)) < _REPEATED * len(rows):
            self._patterns.append((dataset, rows, _pattern(rows)))

    def look_among(self, variables: Callable[[], Iterable[Any]]) -> None:
        """Where arrays may be found of which an unknown one is a part."""
        self._variables = variables

    def identify(self, array: NDArray[Any], distinct: Distinct) -> tuple[str, Ints] | None:
        """The data set, and the pool row of each distinct row, of a stand-in that was prepared as a whole."""
        for dataset, rows, pattern in self._patterns:
            if len(rows) == len(array) and (distinct.inverse == pattern).all():
                return dataset, rows[distinct.first]
        return None

    def learn_around(self, array: NDArray[Any], learn: Learn) -> None:
        """Examine the arrays that this one may be a part of; `learn` gets those that are prepared stand-ins."""
        lengths = {len(rows) for _, rows, _ in self._patterns}
        for other in self._others(array):
            if len(other) in lengths and self._is_new(other):
                distinct = distinct_rows(other)
                found = self.identify(other, distinct)
                if found is not None:
                    learn(found[0], distinct, found[1])

    def _others(self, array: NDArray[Any]) -> Iterator[NDArray[Any]]:
        form = form_of(array)
        for value in (*_bases(array), *self._variables()):
            if isinstance(value, np.ndarray) and value.ndim > 0 and value is not array and form_of(value) == form:
                yield value

    def _is_new(self, array: NDArray[Any]) -> bool:
        known = self._examined.get(id(array))
        if known is not None and known() is array:
            return False
        self._examined[id(array)] = weakref.ref(array)
        return True


def form_of(array: NDArray[Any]) -> Form:
    """What arrays have in common that hold rows prepared alike."""
    return array.shape[1:], array.dtype.str


def _bases(array: NDArray[Any]) -> Iterator[Any]:
    base = array.base
    while isinstance(base, np.ndarray):
        yield base
        base = base.base


def _pattern(rows: Ints) -> Ints:
    """Number the rows in order of first appearance, as `Distinct.inverse` does."""
    _, first, inverse = np.unique(rows, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse.reshape(-1)]
