"""The rows that a cross-validation gets: each distinct one once, few, and no class lost from any fold.

The official arrays of a run repeat a few thousand distinct rows; cut into folds as they are, copies of one row would
train and validate. And a class that is missing from one fold breaks encoders that the real data would not break.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import PredefinedSplit
from sklearn.model_selection._search_successive_halving import BaseSuccessiveHalving
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _check_method_params

from autograder.model.evidence import Rows
from autograder.worker.capping import Capping, Side
from autograder.worker.identity import Ints
from autograder.worker.inputs import leaf
from autograder.worker.recorder import Recorder
from autograder.worker.rows import class_numbers, thin, usable

_DEFAULT_FOLDS = 5
_MOST_FOLDS = 10
"""More folds than this, as leaving one out makes, keep no more rows of a class than so many do."""


@dataclass
class Fed:
    """What a search is given to cut into folds, and the record of it."""

    x: Any
    y: Any
    params: dict[str, Any]
    rows: Rows
    places: Ints | None = None
    """Positions of the rows that were taken; None: all of them."""
    dataset: str | None = None


def feed(recorder: Recorder, capping: Capping, search: Any, x: Any, y: Any, params: dict[str, Any]) -> Fed:
    """Reduce inputs, targets and what goes with each row to the budget.

    They stay as they are where the search's `cv` counts positions, or where rows are what it halves: then each training
    is reduced for itself.
    """
    cv = search.cv
    whole = Fed(x, y, params, Rows(dataset=None, asked=0, kept=0))
    side = capping.side(x, y, None, None)[0]
    if side is None:
        return whole
    limit = recorder.budget_for(side.block.dataset).rows
    whole.dataset = side.block.dataset
    if (
        _counts_positions(cv)
        or _halves_rows(search)
        or (limit is None and not side.block.is_holdout().any() and _all_distinct(side))
    ):
        whole.rows = side.rows(usable(side.block, None))
        return whole
    distinct = usable(side.block, None)
    chosen = _thin_by_class(distinct, side, limit, 2 * folds_of(cv))
    recorder.cut |= len(chosen) < len(distinct)
    places = side.block.distinct.first[chosen]
    return Fed(
        x=_safe_indexing(x, places),
        y=y if y is None else _safe_indexing(y, places),
        params=_check_method_params(x, params=params, indices=places),
        rows=side.rows(chosen),
        places=places,
        dataset=side.block.dataset,
    )


def few(fed: Fed, each: int = 2, rows: int = 64) -> Fed:
    """A handful of rows with every class among them, to start a training with that never runs."""
    count = len(fed.x) if hasattr(fed.x, "__len__") else fed.x.shape[0]
    labels = None if fed.y is None else class_numbers(np.asarray(fed.y), count)
    places = _some(np.arange(count), labels, rows, each)
    return Fed(
        x=_safe_indexing(fed.x, places),
        y=fed.y if fed.y is None else _safe_indexing(fed.y, places),
        params=_check_method_params(fed.x, params=fed.params, indices=places),
        rows=fed.rows,
    )


def folds_of(cv: Any) -> int:
    """How many folds a `cv` argument asks for, as far as it says so, and at most ten."""
    count = _DEFAULT_FOLDS if cv is None else cv if isinstance(cv, int) else getattr(cv, "n_splits", _DEFAULT_FOLDS)
    return min(max(int(count), 1), _MOST_FOLDS) if isinstance(count, int) else _DEFAULT_FOLDS


def _counts_positions(cv: Any) -> bool:
    """Whether the folds are positions in the arrays as they are."""
    return isinstance(cv, PredefinedSplit) or not (cv is None or isinstance(cv, int) or hasattr(cv, "split"))


def _halves_rows(search: Any) -> bool:
    return isinstance(search, BaseSuccessiveHalving) and search.resource == "n_samples"


def _all_distinct(side: Side) -> bool:
    return len(side.block.ids) == len(side.first)


def _thin_by_class(chosen: Ints, side: Side, limit: int | None, each: int) -> Ints:
    labels = leaf(side.y)
    numbers = None if labels is None else class_numbers(labels[side.block.distinct.first[chosen]], len(chosen))
    return _some(chosen, numbers, limit, each)


def _some(chosen: Ints, classes: Ints | None, limit: int | None, each: int) -> Ints:
    """At most `limit` of the rows, evenly spread, but `each` of every class that has so many, and all of a smaller."""
    if limit is None or len(chosen) <= limit or classes is None:
        return thin(chosen, limit)
    kept = np.zeros(len(chosen), dtype=bool)
    for number in np.unique(classes):
        kept[thin(np.flatnonzero(classes == number), each)] = True
    others = np.flatnonzero(~kept)
    kept[thin(others, max(0, limit - int(kept.sum())))] = True
    return chosen[kept]
