"""Ways to read an array as rows of tokens, whatever the student made of the sequences."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.worker.tokens import WHOLE, Ints, TokenRows, Window

_CHUNK_BYTES = 2**24
"""Wide matrices are read in pieces of 16 MB: most of their pages are zeros that must not become memory."""
_DENSE = 0.5
_OFTEN = 0.2
"""Share of the rows that begin (or end) with the same number where this is padding."""
_WORD = re.compile(r"\bword(\d+)\b")


@dataclass(frozen=True)
class Reading:
    """How an array's rows are read.

    kind: a "sequence" holds its tokens in number, a "set" only says which there are.
    read: from the array and the positions of some of its rows to their tokens.
    windows: parts of the original rows that these may be.
    shifts: what may have been taken away from every token.
    without: tokens that fill rows up.
    width: number of columns, where these are the vocabulary.
    """

    name: Literal["lists", "words", "padded", "one-hot", "columns", "raised"]
    kind: Literal["sequence", "set"]
    read: Callable[[NDArray[Any], Ints], TokenRows]
    windows: tuple[Window, ...] = (WHOLE,)
    shifts: tuple[int, ...] = (0,)
    without: tuple[int, ...] = ()
    width: int | None = None


def readings(array: NDArray[Any], sample: Ints) -> Iterator[Reading]:
    """Readings that are possible for an array by its form and its rows at `sample`."""
    if array.dtype == object or array.dtype.kind in "USTO":
        if array.ndim != 1:
            return
        if isinstance(array[sample[0]], str | bytes):
            yield Reading("words", "sequence", _read_words, shifts=(3, 0))
        else:
            yield Reading("lists", "sequence", _read_lists, shifts=(0, 3))
        return
    if array.dtype.kind not in "biuf" or array.ndim < 2:
        return
    shape = tuple(size for size in array.shape[1:] if size != 1)
    if len(shape) == 2:
        yield Reading("one-hot", "sequence", _read_one_hot, (("last", shape[0]), ("first", shape[0])))
    if len(shape) == 1:
        yield from _of_matrix(array, sample, shape[0])


def _of_matrix(array: NDArray[Any], sample: Ints, width: int) -> Iterator[Reading]:
    rows = flat(array[sample])
    if np.issubdtype(rows.dtype, np.floating) and not np.isfinite(rows).all():
        return
    if rows.max() > 1 and (rows == np.rint(rows)).all():
        windows: tuple[Window, ...] = (("last", width), ("first", width))
        yield Reading("padded", "sequence", _read_padded, windows, (0, 3), _padding(rows))
    if (rows != 0).mean() < _DENSE:
        yield Reading("columns", "set", _read_columns, width=width)
    else:
        lowest = _column_minima(array)
        yield Reading("raised", "set", lambda values, places: _read_raised(values, places, lowest), width=width)


def flat(array: NDArray[Any]) -> NDArray[Any]:
    """An array's rows as a matrix."""
    return array.reshape(len(array), -1)


def chunks(array: NDArray[Any], places: Ints) -> Iterator[tuple[int, NDArray[Any]]]:
    """The rows at `places` as matrices of at most `_CHUNK_BYTES`, each with the number of its first row."""
    size = max(1, _CHUNK_BYTES // max(1, array[:1].nbytes))
    for start in range(0, len(places), size):
        part = places[start : start + size]
        run = len(part) > 1 and part[-1] - part[0] == len(part) - 1 and bool((np.diff(part) == 1).all())
        yield start, flat(array[part[0] : part[-1] + 1] if run else array[part])


def _gathered(array: NDArray[Any], places: Ints, tokens: Callable[[NDArray[Any]], tuple[Ints, Ints]]) -> TokenRows:
    values, rows = [], []
    for start, chunk in chunks(array, places):
        row, token = tokens(chunk)
        values.append(token)
        rows.append(row + start)
    return TokenRows(np.concatenate(values), np.concatenate(rows), len(places))


def _nonzero(chunk: NDArray[Any]) -> tuple[Ints, Ints]:
    # Twice as fast as `nonzero` of the matrix itself.
    found = np.flatnonzero((chunk != 0).reshape(-1))
    return found // chunk.shape[1], found % chunk.shape[1]


def _read_columns(array: NDArray[Any], places: Ints) -> TokenRows:
    return _gathered(array, places, _nonzero)


def _read_raised(array: NDArray[Any], places: Ints, lowest: NDArray[Any]) -> TokenRows:
    """Columns that were centred: absent words have the column's lowest value, whatever it is."""
    return _gathered(array, places, lambda chunk: _nonzero(chunk > lowest + np.abs(lowest) * 1e-5))


def _column_minima(array: NDArray[Any]) -> NDArray[Any]:
    parts = [chunk.min(axis=0) for _, chunk in chunks(array, np.arange(len(array)))]
    lowest: NDArray[Any] = np.min(parts, axis=0)
    return lowest


def _read_padded(array: NDArray[Any], places: Ints) -> TokenRows:
    def tokens(chunk: NDArray[Any]) -> tuple[Ints, Ints]:
        rows = np.repeat(np.arange(len(chunk)), chunk.shape[1])
        return rows, chunk.reshape(-1).astype(np.int64)

    return _gathered(array, places, tokens)


def _read_one_hot(array: NDArray[Any], places: Ints) -> TokenRows:
    values, rows = [], []
    deep = array.reshape(len(array), *(size for size in array.shape[1:] if size != 1))
    for start, chunk in chunks(array, places):
        cube = chunk.reshape(len(chunk), *deep.shape[1:])
        values.append(cube.argmax(axis=-1).reshape(-1).astype(np.int64))
        rows.append(np.repeat(np.arange(len(chunk)) + start, deep.shape[1]))
    return TokenRows(np.concatenate(values), np.concatenate(rows), len(places))


def _padding(rows: NDArray[Any]) -> tuple[int, ...]:
    """Numbers that so many rows begin or end with that they only fill them up."""
    out = set()
    for edge in (rows[:, 0], rows[:, -1]):
        values, counts = np.unique(edge, return_counts=True)
        if len(rows) > 1 and counts.max() > max(1, _OFTEN * len(rows)):
            out.add(int(values[counts.argmax()]))
    return tuple(sorted(out))


def _read_lists(array: NDArray[Any], places: Ints) -> TokenRows:
    return _joined([_numbers(array[place]) for place in places.tolist()])


def _numbers(row: Any) -> Ints:
    try:
        return np.asarray(row).astype(np.int64).reshape(-1)
    except (TypeError, ValueError, OverflowError):
        return np.empty(0, np.int64)


def _read_words(array: NDArray[Any], places: Ints) -> TokenRows:
    return _joined([_ranks(array[place]) for place in places.tolist()])


def _ranks(text: Any) -> Ints:
    line = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return np.array([int(rank) for rank in _WORD.findall(line) if len(rank) < 10], dtype=np.int64)


def _joined(rows: list[Ints]) -> TokenRows:
    flat_tokens = np.concatenate(rows) if rows else np.empty(0, np.int64)
    return TokenRows.of(flat_tokens, np.cumsum([0, *map(len, rows)], dtype=np.int64))
