"""What the arrays that reach Keras hold, and which of their rows are really used.

Stand-ins have the official length but repeat a few thousand distinct rows. Training on every copy would cost the full
price for nothing, so each distinct row is used once. Two things must survive that reduction:

- **Splits stay splits.** A random split of a tiled array puts copies of one row on both sides. That is honest as long
  as the sides together hold no more copies than the data set does; such a row then goes to one side, in proportion to
  its copies. More copies than exist can only come from using the same position twice: a leak.
- **The holdout stays unseen.** Its inputs ride in the test array to get the student's preprocessing, and are left out
  of everything that is trained on or evaluated.
"""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import PoolName, Rows
from autograder.worker.found import Found, Twins
from autograder.worker.identity import Distinct, Ints, Known, distinct_rows
from autograder.worker.standing import Form, Standing, form_of
from autograder.worker.texts import KnownText

POOLS: tuple[PoolName, ...] = ("train", "validation", "test", "holdout")
HOLDOUT = POOLS.index("holdout")
AnyKnown = Known | KnownText
_MOST = 0.95


@dataclass(frozen=True)
class Block:
    """An array's rows recognised: for each distinct row its pool row (−1: unknown) in the data set `known`.

    Pool rows that look alike in this array have one of them in `ids`, and all of them in `twins`.
    """

    distinct: Distinct
    ids: Ints
    known: AnyKnown | None
    twins: Twins = field(default_factory=dict)

    @property
    def dataset(self) -> str | None:
        """The data set the rows come from, where they were recognised."""
        return None if self.known is None else self.known.dataset

    def is_holdout(self) -> NDArray[np.bool_]:
        """For each distinct row, whether it is a holdout input."""
        if self.known is None:
            return np.zeros(len(self.ids), dtype=bool)
        found: NDArray[np.bool_] = (self.ids >= 0) & (self.known.pool[self.ids] == HOLDOUT)
        return found

    def places(self) -> dict[int, int]:
        """The index of the distinct row that shows a pool row, by pool row."""
        shown = zip(self.ids.tolist(), range(len(self.ids)), strict=True)
        return {row: index for one, index in shown if one >= 0 for row in self.twins.get(one, (one,))}

    def keys(self) -> Ints:
        """A key for each distinct row: its pool row, or a negative number made of its hash where that is unknown."""
        unknown = -(self.distinct.hashes >> np.uint64(2)).astype(np.int64) - 1
        return np.where(self.ids >= 0, self.ids, unknown)

    def copies(self) -> dict[int, int]:
        """Copies in the array by key (the same pool row in two guises counts together)."""
        out: dict[int, int] = {}
        for key, copies in zip(self.keys().tolist(), self.distinct.copies.tolist(), strict=True):
            out[key] = out.get(key, 0) + copies
        return out


class RowBook:
    """Recognises arrays, remembering those it has seen."""

    def __init__(
        self, known: Sequence[AnyKnown], copies: dict[str, Ints], displaced: dict[str, dict[int, int]]
    ) -> None:
        self._known = known
        self._copies = copies
        self._displaced = displaced
        self._cache: dict[int, tuple[weakref.ref[Any], bytes, Block]] = {}
        self._seen: dict[tuple[str, Form], dict[int, int]] = {}
        self._twins: dict[tuple[str, Form], Twins] = {}
        self.standing = Standing()

    def look(self, array: NDArray[Any]) -> Block:
        """Recognise an array's rows; the same unchanged object is looked at once."""
        stamp = _stamp(array)
        hit = self._cache.get(id(array))
        if hit is not None and hit[0]() is array and hit[1] == stamp:
            return hit[2]
        distinct = distinct_rows(array)
        known, found = self._recognised(array, distinct)
        if known is not None:
            found = found.settled(known.pool, HOLDOUT)
        block = Block(distinct, found.ids, known, found.twins)
        key = id(array)
        self._cache[key] = (weakref.ref(array, lambda _: self._cache.pop(key, None)), stamp, block)
        return block

    def _recognised(self, array: NDArray[Any], distinct: Distinct) -> tuple[AnyKnown | None, Found]:
        """Match rows, or take what is known of the same bytes from an earlier or larger array of this form."""
        form = form_of(array)
        for known in self._known:
            found = self._remembered(known, form, distinct, 1.0)
            if found is not None:
                return known, found
        for known in self._known:
            found = known.find(array, distinct.first) or self._by_standing(known, array, distinct)
            if found is not None:
                self._remember(known.dataset, form, distinct, found)
                return known, found
        return None, Found(np.full(len(distinct.first), -1, dtype=np.int64))

    def _by_standing(self, known: AnyKnown, array: NDArray[Any], distinct: Distinct) -> Found | None:
        whole = self.standing.identify(array, distinct)
        if whole is not None:
            return Found(whole[1]) if whole[0] == known.dataset else None
        form = form_of(array)
        self.standing.learn_around(array, lambda dataset, all_, ids: self._remember(dataset, form, all_, Found(ids)))
        return self._remembered(known, form, distinct, _MOST)

    def _remember(self, dataset: str, form: Form, distinct: Distinct, found: Found) -> None:
        seen = self._seen.setdefault((dataset, form), {})
        rows = zip(distinct.hashes.tolist(), found.ids.tolist(), strict=True)
        seen.update((value, row) for value, row in rows if row >= 0)
        self._twins.setdefault((dataset, form), {}).update(found.twins)

    def _remembered(self, known: AnyKnown, form: Form, distinct: Distinct, least: float) -> Found | None:
        seen = self._seen.get((known.dataset, form))
        if not seen:
            return None
        ids = np.array([seen.get(value, -1) for value in distinct.hashes.tolist()], dtype=np.int64)
        if not len(ids) or (ids >= 0).mean() < least:
            return None
        twins = self._twins[known.dataset, form]
        return Found(ids, {row: twins[row] for row in set(ids.tolist()) if row in twins})

    def shown(self, dataset: str, copies: Ints, displaced: dict[int, int]) -> None:
        """The data set was loaded with other arguments: rows may stand in it more often, or others be displaced."""
        self._copies[dataset] = np.maximum(self._copies[dataset], copies)
        self._displaced[dataset].update(displaced)

    def copies_in_data(self, dataset: str, row: int) -> int:
        """How many positions of the official arrays hold this pool row."""
        return int(self._copies[dataset][row])

    def all_copies(self, dataset: str) -> Ints:
        """How many positions of the official arrays hold each pool row."""
        return self._copies[dataset]

    def copies_alike(self, block: Block, row: int) -> int:
        """How many positions of the official arrays look like this pool row in an array."""
        assert block.known is not None
        return int(self._copies[block.known.dataset][list(block.twins.get(row, (row,)))].sum())

    def displaced(self, dataset: str, holdout_row: int) -> int:
        """The test row whose label stands where this holdout input was put."""
        return self._displaced[dataset][holdout_row]


def _stamp(array: NDArray[Any]) -> bytes:
    step = max(1, len(array) // 32)
    rows = array[::step]
    return repr((array.shape, array.dtype)).encode() + (rows.tobytes() if rows.dtype != object else b"")


def usable(block: Block, limit: int | None) -> Ints:
    """Indices of the distinct rows to use: no holdout, at most `limit`, evenly spread."""
    chosen = np.flatnonzero(~block.is_holdout())
    return thin(chosen, limit)


def thin(chosen: Ints, limit: int | None) -> Ints:
    """At most `limit` of the indices, evenly spread over them and in order."""
    if limit is None or len(chosen) <= limit:
        return chosen
    return chosen[(np.arange(limit) * len(chosen)) // limit]


@dataclass(frozen=True)
class Separation:
    """Which distinct rows of a training and a validation array to use, and how many are truly shared."""

    train: NDArray[np.bool_]
    validation: NDArray[np.bool_]
    shared: int


def separate(train: Block, validation: Block, book: RowBook, twice: slice = slice(0, 0)) -> Separation:
    """Split the rows that stand in both arrays: in proportion where honest, on both sides where it is a leak.

    twice: positions of the validation array that are the very same memory as positions of the training array.
    """
    ours, theirs = train.copies(), validation.copies()
    both = ours.keys() & theirs.keys()
    same = set(validation.keys()[validation.distinct.inverse[twice]].tolist())
    to_validation, to_train, shared = set(), set(), 0
    for key in both:
        a, b = ours[key], theirs[key]
        if key in same or _used_twice(train, key, a + b, book):
            shared += 1
        elif _unit(key) < b / (a + b):
            to_validation.add(key)
        else:
            to_train.add(key)
    keep_train = np.array([key not in to_validation for key in train.keys().tolist()], dtype=bool)
    keep_validation = np.array([key not in to_train for key in validation.keys().tolist()], dtype=bool)
    return Separation(keep_train, keep_validation, shared)


def _used_twice(block: Block, key: int, copies: int, book: RowBook) -> bool:
    if block.known is None or key < 0:
        # How often the data hold an unrecognised row is unknown; only in data without copies is twice too often.
        return int(block.distinct.copies.max()) == 1
    return copies > book.copies_alike(block, key)


def _unit(key: int) -> float:
    """A fixed number in [0, 1) that looks random, by Knuth's multiplicative hashing."""
    return ((key * 2654435761) % 2**32) / 2**32


def describe(block: Block, chosen: Ints, labels: NDArray[Any] | None, values: NDArray[Any]) -> Rows:
    """The evidence about an array: what was asked, what was used, whose labels, which range."""
    right, wrong = _labels(block, chosen, labels)
    return Rows(
        dataset=block.dataset,
        asked=int(block.distinct.copies.sum()),
        kept=len(chosen),
        asked_pools=_by_pool(block, np.arange(len(block.ids)), block.distinct.copies, fold=True),
        pools=_by_pool(block, chosen, np.ones(len(block.ids), dtype=np.int64), fold=False),
        labels_right=right,
        labels_wrong=wrong,
        **_range(values),
    )


def _by_pool(block: Block, chosen: Ints, weights: Ints, fold: bool) -> dict[PoolName, int]:
    ids = block.ids[chosen]
    weight = weights[chosen]
    out: dict[PoolName, int] = {}
    if block.known is not None:
        pools = block.known.pool[np.maximum(ids, 0)]
        for number, name in enumerate(POOLS):
            count = int(weight[(ids >= 0) & (pools == number)].sum())
            target: PoolName = "test" if fold and name == "holdout" else name
            if count:
                out[target] = out.get(target, 0) + count
    unknown = int(weight[ids < 0].sum())
    if unknown:
        out["unknown"] = unknown
    return out


def class_numbers(labels: NDArray[Any] | None, rows: int) -> Ints | None:
    """Labels as class numbers, from one-hot or integers; None where they are neither."""
    if labels is None or labels.dtype == object or len(labels) != rows:
        return None
    if labels.ndim == 2 and labels.shape[1] > 1:
        numbers: Ints = labels.argmax(axis=1).astype(np.int64)
        return numbers
    flat = labels.reshape(-1) if labels.size == rows else None
    if flat is None or not np.issubdtype(flat.dtype, np.number):
        return None
    return np.rint(np.nan_to_num(flat.astype(np.float64), nan=-1)).astype(np.int64)


def _labels(block: Block, chosen: Ints, labels: NDArray[Any] | None) -> tuple[int, int]:
    numbers = class_numbers(labels, len(chosen))
    if numbers is None or block.known is None:
        return 0, 0
    ids = block.ids[chosen]
    truth = block.known.labels[np.maximum(ids, 0)]
    comparable = (ids >= 0) & (truth >= 0) & ~np.isin(ids, _doubtful(block))
    right = int((numbers[comparable] == truth[comparable]).sum())
    return right, int(comparable.sum()) - right


def _doubtful(block: Block) -> list[int]:
    """Rows whose twins have other labels: which of them was meant cannot be told."""
    assert block.known is not None
    return [row for row, twins in block.twins.items() if len(set(block.known.labels[list(twins)].tolist())) > 1]


def _range(values: NDArray[Any]) -> dict[str, float]:
    if values.size == 0 or values.dtype == object or not np.issubdtype(values.dtype, np.number):
        return {}
    return {"low": float(values.min()), "high": float(values.max()), "mean": round(float(values.mean()), 6)}
