"""Turn the arguments of one `fit` or `evaluate` into what is really run, and say what that is."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import PoolName, Rows
from autograder.worker.holdout import Holdout
from autograder.worker.identity import Ints
from autograder.worker.inputs import is_pipeline, leaf, read_epoch, take, to_arrays
from autograder.worker.moments import statistics
from autograder.worker.overlap import same_memory
from autograder.worker.recorder import Recorder
from autograder.worker.rows import Block, RowBook, describe, separate, thin, usable

Arguments = dict[str, Any]
KERAS_BATCH = 32
"""Keras' own batch size where none is given."""
_UNKNOWN_ROWS = 6000
"""Evaluations of rows that no pool knows are thinned to about the size of the largest pool."""
_LARGE = 2**28
_RANGE_ROWS = 512
"""Of matrices over 256 MB, as multi-hot ones, so many rows tell the range; a copy of all could exhaust the memory."""


@dataclass
class Side:
    """One side of a training: inputs, targets, weights, and their rows recognised."""

    x: Any
    y: Any
    weights: Any
    block: Block
    batch_size: int | None = None
    shuffled: bool = False
    first: NDArray[Any] = field(default_factory=lambda: np.empty(0))

    def taken(self, chosen: Ints) -> tuple[Any, Any, Any]:
        """The three structures reduced to the chosen distinct rows."""
        places = self.block.distinct.first[chosen]
        return take(self.x, places), take(self.y, places), take(self.weights, places)

    def rows(self, chosen: Ints) -> Rows:
        """The evidence about this side when the chosen distinct rows are used."""
        places = self.block.distinct.first[chosen]
        labels = leaf(self.y)
        values = places if self.first.nbytes < _LARGE else thin(places, _RANGE_ROWS)
        return describe(self.block, chosen, None if labels is None else labels[places], self.first[values])


@dataclass
class Plan:
    """What a fit will run and the record of it."""

    arguments: Arguments
    rows: Rows
    validation: Rows | None = None
    validation_from: Literal["data", "split"] | None = None
    shared: int = 0
    batch_size: int | None = None
    dataset: str | None = None
    validated: dict[int, int] = field(default_factory=dict)
    trained: dict[int, int] = field(default_factory=dict)
    failure: str | None = None
    """Why the arguments could not be understood; then Keras gets them as they are."""
    side: Side | None = None
    """What would be trained on without a budget."""


class Capping:
    """Applies the budget to what reaches Keras."""

    def __init__(self, recorder: Recorder, book: RowBook, holdout: Holdout) -> None:
        self._recorder = recorder
        self._book = book
        self._holdout = holdout

    def dataset_of(self, x: Any) -> str | None:
        """The data set an argument's rows come from, if they can be told without consuming it."""
        side = None if x is None or isinstance(x, Iterator) else self.side(x, None, None, None)[0]
        return None if side is None else side.block.dataset

    def side(self, x: Any, y: Any, weights: Any, steps: int | None) -> tuple[Side | None, Any]:
        """Arrays recognised, or None with the pipeline to use instead where it must be kept as it is."""
        batch_size, pipeline = None, x
        if is_pipeline(x):
            epoch = read_epoch(x, steps)
            x, y, weights, pipeline = epoch.x, epoch.y, epoch.weights, epoch.pipeline
            batch_size = epoch.batch_size
        else:
            x, y, weights = to_arrays(x), to_arrays(y), to_arrays(weights)
        first = leaf(x)
        if first is None or first.ndim == 0:
            return None, pipeline
        block = self._book.look(first)
        if batch_size is not None and not _repeats_the_data(block):
            return None, pipeline
        self._holdout.notice(first, block)
        return Side(x, y, weights, block, batch_size, first=first), pipeline

    def plan(self, call: Arguments) -> Plan:
        """Plan a fit from its bound arguments."""
        call = dict(call)
        train, pipeline = self.side(call["x"], call["y"], call["sample_weight"], call["steps_per_epoch"])
        if train is None:
            return self._plan_pipeline(call, pipeline)
        split = call.pop("validation_split")
        validation: Side | None = None
        origin: Literal["data", "split"] | None = None
        if call["validation_data"] is not None:
            origin = "data"
            x, y, weights = _unpacked(call["validation_data"])
            validation, kept = self.side(x, y, weights, call["validation_steps"])
            call["validation_data"] = kept if validation is None else call["validation_data"]
        elif split:
            origin = "split"
            train, validation = self._split(train, float(split))
        return self._plan_arrays(call, train, validation, origin)

    def _split(self, whole: Side, share: float) -> tuple[Side, Side]:
        """Cut as Keras does: the last `share` of the rows, before shuffling, validate."""
        count = len(whole.first)
        cut = math.floor(count * (1.0 - share))
        sides = []
        for places in (np.arange(cut), np.arange(cut, count)):
            x, y, weights = (take(value, places) for value in (whole.x, whole.y, whole.weights))
            first = leaf(x)
            assert first is not None
            sides.append(Side(x, y, weights, self._book.look(first), whole.batch_size, first=first))
        return sides[0], sides[1]

    def _plan_arrays(
        self, call: Arguments, train: Side, validation: Side | None, origin: Literal["data", "split"] | None
    ) -> Plan:
        dataset = train.block.dataset
        limit = self._recorder.budget_for(dataset).rows
        chosen = usable(train.block, None)
        plan = Plan(call, Rows(dataset=dataset, asked=0, kept=0), validation_from=origin, dataset=dataset)
        if validation is not None:
            parts = separate(train.block, validation.block, self._book, same_memory(train.first, validation.first))
            plan.shared = parts.shared
            chosen = chosen[parts.train[chosen]]
            checked = usable(validation.block, None)
            apart = checked[parts.validation[checked]]
            # One row at least: without any there would be no val_loss, and the notebook's own figure would break.
            checked = thin(apart if len(apart) else checked[:1], limit)
            plan.validation = validation.rows(checked)
            plan.validated = validation.block.copies()
            call["validation_data"] = _packed(*validation.taken(checked))
            call["validation_steps"] = None
        chosen = thin(chosen, limit)
        plan.rows = train.rows(chosen)
        plan.trained = train.block.copies()
        plan.side = train
        self._holdout.learn(train.first, train.block)
        call["x"], call["y"], call["sample_weight"] = train.taken(chosen)
        asked = call["batch_size"] or train.batch_size
        plan.batch_size = asked or KERAS_BATCH
        call["batch_size"] = asked
        if call["steps_per_epoch"] is not None:
            call["steps_per_epoch"] = min(call["steps_per_epoch"], math.ceil(len(chosen) / plan.batch_size))
        if train.batch_size is not None:
            call["steps_per_epoch"] = None
        return plan

    def statistics(self, plan: Plan, model: Any) -> dict[PoolName, int]:
        """The rows that a training's images were standardised with, if test rows are among them."""
        side = plan.side
        if side is None or side.block.dataset is None or not self._recorder.is_graded(side.block.dataset):
            return {}
        return statistics(side.first, side.block, self._book.all_copies(side.block.dataset), model)

    def _plan_pipeline(self, call: Arguments, pipeline: Any) -> Plan:
        """A pipeline whose rows are not the data's own: keep it, cap its steps."""
        call["x"] = pipeline
        limit = self._recorder.budget_for(None).rows
        if limit is not None:
            steps = math.ceil(limit / KERAS_BATCH)
            asked = call["steps_per_epoch"]
            if hasattr(pipeline, "take") and asked is None:
                call["x"] = pipeline.take(steps)
            else:
                call["steps_per_epoch"] = steps if asked is None else min(steps, asked)
            self._recorder.cut = True
        if call["validation_data"] is not None and not is_pipeline(call["validation_data"]):
            x, y, weights = _unpacked(call["validation_data"])
            side, _ = self.side(x, y, weights, None)
            if side is not None:
                call["validation_data"] = _packed(*side.taken(thin(usable(side.block, None), limit)))
        return Plan(call, Rows(dataset=None, asked=0, kept=0))

    def evaluation(self, call: Arguments, trained: dict[int, int]) -> tuple[Arguments, Rows, dict[int, int]]:
        """Plan an `evaluate`: distinct rows, no holdout, none that this model was honestly split off from.

        Returns the arguments to use, the record of the rows, and how many copies of each stood in what was asked.
        """
        side, pipeline = self.side(call["x"], call["y"], call["sample_weight"], call.get("steps"))
        if side is None:
            return {**call, "x": pipeline}, Rows(dataset=None, asked=0, kept=0), {}
        chosen = usable(side.block, _UNKNOWN_ROWS)
        honest = self._split_off(side.block, trained)
        chosen = chosen[honest[chosen]] if honest[chosen].any() else chosen
        x, y, weights = side.taken(chosen)
        call = {**call, "x": x, "y": y, "sample_weight": weights}
        if "steps" in call:
            call |= {"steps": None, "batch_size": call["batch_size"] or side.batch_size}
        return call, side.rows(chosen), side.block.copies()

    def _split_off(self, block: Block, trained: dict[int, int]) -> NDArray[np.bool_]:
        """For each distinct row, whether this model never trained on it, or could not avoid to."""
        if block.known is None or not trained:
            return np.ones(len(block.ids), dtype=bool)
        copies = block.copies()
        return np.array(
            [
                key not in trained or (key >= 0 and trained[key] + copies[key] > self._book.copies_alike(block, key))
                for key in block.keys().tolist()
            ],
            dtype=bool,
        )


def _repeats_the_data(block: Block) -> bool:
    """Whether a pipeline delivers the data set's own rows, not new ones each time."""
    return block.known is not None and bool((block.ids >= 0).mean() > 0.95)


def _unpacked(data: Any) -> tuple[Any, Any, Any]:
    if is_pipeline(data):
        return data, None, None
    if isinstance(data, tuple | list) and len(data) in (2, 3):
        return (*data, None)[:3]
    return data, None, None


def _packed(x: Any, y: Any, weights: Any) -> tuple[Any, ...]:
    return (x, y) if weights is None else (x, y, weights)
