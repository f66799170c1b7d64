"""From rows in official order to the four pools: duplicates out first, then consecutive ranges."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.data.layout import Layout
from autograder.data.pools import POOL_NAMES, Inputs, Pool, Pools, Ragged, concatenate

Rows = NDArray[np.int64]
Chosen = dict[str, list[tuple[str, Rows]]]
"""Rows of parts that make up each pool, by pool."""


def cut_pools(layout: Layout, source: str, parts: Mapping[str, Pool]) -> Pools:
    """Cut the pools of a data set from its official parts (or at least their first `layout.reach` rows).

    Taking duplicates out looks at the reach alone, so that a whole file and a reduced one give equal pools.
    ValueError if a part is shorter than its reach or a label is out of range.
    """
    reached = {name: _reach(name, parts[name], stop) for name, stop in layout.reach.items()}
    y = np.concatenate([part.y for part in reached.values()])
    if len(y) and not (y.min() >= 0 and y.max() < layout.classes):
        raise ValueError(f"labels go from {y.min()} to {y.max()}, expected 0 to {layout.classes - 1}")
    clean = _without_copies(layout, reached, y)
    chosen = _official(layout, clean, reached) if layout.official else _reduced(layout, clean, reached)
    pools = {name: _joined([reached[part].take(rows) for part, rows in chosen[name]], reached) for name in POOL_NAMES}
    return Pools(layout.dataset, source, **pools)


def distinct_rows(x: Inputs, y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, rising, the rows to keep: the first of equal rows, and none of those whose labels conflict.

    Sequences of the same words in another order or number count as equal: a multi-hot row cannot tell them apart.
    """
    groups: dict[bytes, list[int]] = {}
    for index in range(len(y)):
        key = np.unique(x.row(index)) if isinstance(x, Ragged) else x[index]
        groups.setdefault(key.tobytes(), []).append(index)
    return np.array([rows[0] for rows in groups.values() if len({*y[rows].tolist()}) == 1], np.int64)


def dealt(y: NDArray[np.int64], sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return an order of the rows in which each of the consecutive ranges of `sizes` begins with one row per label.

    A label that has run out is left out. Other rows keep their order.
    """
    free, heads = np.arange(len(y)), []
    for size in sizes:
        firsts = np.sort(np.unique(y[free], return_index=True)[1])[:size]
        heads.append(free[firsts])
        free = np.delete(free, firsts)
    order = []
    for size, head in zip(sizes, heads, strict=True):
        missing = size - len(head)
        order += [head, free[:missing]]
        free = free[missing:]
    return np.concatenate([*order, free])


def _reach(name: str, part: Pool, stop: int) -> Pool:
    if len(part) < stop:
        raise ValueError(f"{name} has {len(part)} rows, {stop} are needed")
    return part if len(part) == stop else part.take(np.arange(stop))


def _without_copies(layout: Layout, parts: Mapping[str, Pool], y: Rows) -> dict[str, Rows]:
    if layout.official and layout.kind == "text":
        return {name: np.arange(len(part)) for name, part in parts.items()}
    kept, clean, start = distinct_rows(concatenate([part.x for part in parts.values()]), y), {}, 0
    for name, part in parts.items():
        clean[name] = kept[(kept >= start) & (kept < start + len(part))] - start
        start += len(part)
    return clean


def _reduced(layout: Layout, clean: Mapping[str, Rows], parts: Mapping[str, Pool]) -> Chosen:
    """Ranges of what is left, so that every pool is as large as its cuts say."""
    order = dict(clean)
    if layout.every_label:
        for name, rows in clean.items():
            sizes = [cut.stop - cut.start for pool in POOL_NAMES for cut in layout.cuts[pool] if cut.part == name]
            order[name] = rows[dealt(parts[name].y[rows], sizes)]
    return {
        pool: [(cut.part, order[cut.part][cut.start : cut.stop : cut.step]) for cut in layout.cuts[pool]]
        for pool in POOL_NAMES
    }


def _official(layout: Layout, clean: Mapping[str, Rows], parts: Mapping[str, Pool]) -> Chosen:
    """Official positions, so that every row stays in the pool that the course has it in."""
    chosen = {
        pool: [(cut.part, np.intersect1d(clean[cut.part], np.arange(cut.stop)[cut.start :: cut.step])) for cut in cuts]
        for pool, cuts in layout.cuts.items()
    }
    if layout.every_label:
        (part, shown), (_, hidden) = chosen["test"][0], chosen["holdout"][0]
        shown, hidden = every_label_shown(parts[part].y, shown, hidden)
        chosen |= {"test": [(part, shown)], "holdout": [(part, hidden)]}
    return chosen


def every_label_shown(y: Rows, shown: Rows, hidden: Rows) -> tuple[Rows, Rows]:
    """Exchange a hidden row of each label that the shown ones lack for its neighbour, unless that one's label is rare.

    shown, hidden: rows of test and holdout, neighbours at the same index; int64.
    """
    shown, hidden = shown.copy(), hidden.copy()
    for label in np.setdiff1d(y[hidden], y[shown]):
        counts = np.bincount(y[shown])
        places = [place for place in np.flatnonzero(y[hidden] == label) if counts[y[shown[place]]] > 1]
        if places:
            shown[places[0]], hidden[places[0]] = hidden[places[0]], shown[places[0]]
    return shown, hidden


def _joined(pieces: Sequence[Pool], parts: Mapping[str, Pool]) -> Pool:
    if not pieces:
        return next(iter(parts.values())).take(np.empty(0, np.int64))
    return Pool(concatenate([piece.x for piece in pieces]), np.concatenate([piece.y for piece in pieces]))
