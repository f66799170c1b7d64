"""The rows that a model was trained on step by step, and what that says about epochs and leaks."""

import math
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import Fit, PoolName, Rows
from autograder.worker.rows import POOLS, AnyKnown, Block, RowBook, class_numbers

_NOTABLE = 0.05
"""Share of the validation rows that must have been trained on; a few may come from an epoch cut short."""


class Steps:
    """One model's loop. `calls` counts its steps, `taken` those that were really run."""

    def __init__(self, fit: Fit, book: RowBook, model: Any) -> None:
        self.fit = fit
        self.model = model
        self.calls = 0
        self.taken = 0
        self.losses: list[float | None] = []
        self.batch_size: int | None = None
        self._book = book
        self._known: AnyKnown | None = None
        self._counts: Counter[int] = Counter()
        self._used: set[int] = set()
        self._labels: dict[int, bool] = {}
        self._values: list[tuple[float, float, float]] = []
        self._evaluated: list[tuple[Rows, dict[int, int]]] = []

    @property
    def dataset(self) -> str | None:
        """The data set that the steps' rows come from, where they were recognised."""
        return None if self._known is None else self._known.dataset

    def add(self, rows: NDArray[Any], labels: NDArray[Any] | None, ran: bool) -> None:
        """Note one step's batch; `ran` is False where the budget was used up."""
        block = self._book.look(rows)
        self.calls += 1
        self.batch_size = self.batch_size or len(rows)
        self._known = self._known or block.known
        keys = block.keys()[block.distinct.inverse].tolist()
        self._counts.update(keys)
        if ran:
            self._used.update(keys)
            self._values.append((float(rows.min()), float(rows.max()), float(rows.mean())))
        self._compare(block, labels)

    def _compare(self, block: Block, labels: NDArray[Any] | None) -> None:
        numbers = class_numbers(labels, len(block.distinct.inverse))
        if numbers is None or block.known is None:
            return
        ids = block.ids[block.distinct.inverse]
        truth = np.where(ids >= 0, block.known.labels[np.maximum(ids, 0)], -1)
        for key, right in zip(ids[truth >= 0].tolist(), (numbers == truth)[truth >= 0].tolist(), strict=True):
            self._labels[key] = self._labels.get(key, True) and right

    def evaluated(self, rows: Rows, copies: dict[int, int]) -> None:
        """Note an evaluation of the model; rows of the test set validate nothing here."""
        if set(rows.asked_pools) - {"test"} and (rows, copies) not in self._evaluated:
            self._evaluated.append((rows, copies))

    def record(self) -> Fit:
        """The fit as it stands."""
        epochs = self._epochs()
        done = self.taken / self.calls if self.fit.via == "train_on_batch" and self.calls else 1.0
        shared, validation = self._validation(epochs)
        return self.fit.model_copy(
            update={
                "rows": self._rows(epochs),
                "validation": validation,
                "validation_from": None if validation is None else "data",
                "shared_rows": shared,
                "batch_size": self.batch_size,
                "epochs_asked": epochs,
                "epochs_run": math.ceil(epochs * done),
                "history": {"loss": tuple(self.losses)} if self.losses else {"steps": (float(self.taken),)},
            }
        )

    def _epochs(self) -> int:
        """Passes over the data: how much more often than it exists the most frequent row was seen."""
        if self._known is None:
            return 0
        data = self._known.dataset
        seen = ((count, self._book.copies_in_data(data, key)) for key, count in self._counts.items() if key >= 0)
        return math.ceil(max((count / max(copies, 1) for count, copies in seen), default=0))

    def _rows(self, epochs: int) -> Rows:
        if not self._counts:
            return self.fit.rows
        asked: dict[PoolName, int] = {}
        pools: dict[PoolName, int] = {}
        for key, count in self._counts.items():
            pool = POOLS[int(self._known.pool[key])] if self._known is not None and key >= 0 else "unknown"
            told: PoolName = "test" if pool == "holdout" else pool
            asked[told] = asked.get(told, 0) + count
            if key in self._used:
                pools[pool] = pools.get(pool, 0) + 1
        low, high, mean = np.array(self._values).T if self._values else (np.zeros(1),) * 3
        return Rows(
            dataset=self.dataset,
            asked=round(sum(asked.values()) / max(epochs, 1)),
            kept=len(self._used),
            asked_pools={name: round(count / max(epochs, 1)) for name, count in asked.items()},
            pools=pools,
            labels_right=sum(self._labels.values()),
            labels_wrong=len(self._labels) - sum(self._labels.values()),
            low=float(low.min()),
            high=float(high.max()),
            mean=round(float(mean.mean()), 6),
        )

    def _validation(self, epochs: int) -> tuple[int, Rows | None]:
        """Shared rows and the validation data: of what was evaluated, that which shares the least with training.

        Evaluating the training rows themselves to see how well they are learnt is no validation.
        """
        trained = sum(self._counts.values()) / max(epochs, 1)
        candidates = [
            (self._shared(copies, max(epochs, 1)), rows) for rows, copies in self._evaluated if rows.asked < trained / 2
        ]
        return min(candidates, key=lambda found: found[0], default=(0, None))

    def _shared(self, copies: dict[int, int], epochs: int) -> int:
        if self._known is None:
            return 0
        data = self._known.dataset
        shared = sum(
            self._counts[key] / epochs + held > self._book.copies_in_data(data, key) + 0.5
            for key, held in copies.items()
            if key >= 0 and key in self._counts
        )
        return shared if shared > _NOTABLE * len(copies) else 0
