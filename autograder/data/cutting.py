"""From rows in official order to the four pools: duplicates out first, then consecutive ranges."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.data.layout import Layout
from autograder.data.pools import POOL_NAMES, Inputs, Pool, Pools, Ragged, concatenate


def cut_pools(layout: Layout, source: str, parts: Mapping[str, Pool]) -> Pools:
    """Cut the pools of a data set from its official parts (or at least their first `layout.reach` rows).

    Taking duplicates out looks at the reach alone, so that a whole file and a reduced one give equal pools.
    ValueError if a part is shorter than its reach or a label is out of range.
    """
    reached = {name: _reach(name, parts[name], stop) for name, stop in layout.reach.items()}
    y = np.concatenate([part.y for part in reached.values()])
    if len(y) and not (y.min() >= 0 and y.max() < layout.classes):
        raise ValueError(f"labels go from {y.min()} to {y.max()}, expected 0 to {layout.classes - 1}")
    kept = distinct_rows(concatenate([part.x for part in reached.values()]), y)

    clean, start = {}, 0
    for name, part in reached.items():
        inside = kept[(kept >= start) & (kept < start + len(part))] - start
        if layout.every_label:
            sizes = [cut.stop - cut.start for pool in POOL_NAMES for cut in layout.cuts[pool] if cut.part == name]
            inside = inside[dealt(part.y[inside], sizes)]
        clean[name] = inside
        start += len(part)
    pools = {name: _cut(layout, name, reached, clean) for name in POOL_NAMES}
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


def _cut(layout: Layout, name: str, parts: Mapping[str, Pool], clean: Mapping[str, NDArray[np.int64]]) -> Pool:
    pieces = [parts[c.part].take(clean[c.part][c.start : c.stop]) for c in layout.cuts[name]]
    if not pieces:
        return next(iter(parts.values())).take(np.empty(0, np.int64))
    return Pool(concatenate([piece.x for piece in pieces]), np.concatenate([piece.y for piece in pieces]))
