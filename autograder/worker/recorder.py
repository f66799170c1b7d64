"""The run's notebook-keeper: numbers what happens, remembers who is who, and sends it out as it happens.

Records are sent when something begins and again when it ends, under the same id; the grader keeps the last. So a run
that is cut off leaves everything up to the cut.
"""

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from autograder.model.assignment import Budget
from autograder.model.base import Frozen
from autograder.model.evidence import Tripwire
from autograder.worker.clock import Clock

Emit = Callable[[dict[str, Any]], None]
Kind = Literal[
    "environment",
    "cell",
    "figure",
    "model",
    "fit",
    "search",
    "grid",
    "evaluation",
    "saved",
    "prediction",
    "answer",
    "made",
    "tripwire",
    "clock",
]


class Recorder:
    """State of one run. Everything that hooks need to share is here, and nowhere else."""

    def __init__(self, emit: Emit, budget: Budget, token: Budget, graded: tuple[str, ...]) -> None:
        self._emit = emit
        self._budget = budget
        self._token = token
        self._graded = graded
        self._counts: dict[str, int] = {}
        self._at = 0
        self._models: dict[int, tuple[weakref.ref[Any], str]] = {}
        self.clock = Clock()
        self.cell = -1
        self.cut = False
        """Whether anything asked for was not run in full for the budget's sake."""
        self.search: str | None = None
        self.trial: str | None = None
        self.probing = False
        self.calling = False
        """Whether the grader calls the notebook's functions: what they train or draw is no part of the notebook."""
        self.inside_keras = 0
        """How deep we are inside Keras' own training, where its calls of itself are not the student's."""

    @contextmanager
    def keras_at_work(self) -> Iterator[None]:
        """Keras runs in here: what it calls and constructs itself is not the student's doing."""
        self.inside_keras += 1
        try:
            yield
        finally:
            self.inside_keras -= 1

    def budget_for(self, dataset: str | None) -> Budget:
        """Graded and unrecognised data get the run's budget, worked examples the token; calls are not cut."""
        if self.calling:
            return Budget(name="call")
        return self._budget if dataset is None or dataset in self._graded else self._token

    def is_graded(self, dataset: str | None) -> bool:
        """Whether results on this data set count."""
        return dataset in self._graded

    def number(self, kind: str) -> str:
        """The next id of a kind: `fit-1`, then `fit-2`."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]}"

    def tick(self) -> int:
        """The next place in the order of events."""
        self._at += 1
        return self._at

    def send(self, kind: Kind, record: Frozen) -> None:
        """Hand a record to the grader; a later one with the same id replaces it."""
        if self.calling and kind != "answer":
            return
        self._emit({"kind": kind, "record": record.model_dump(mode="json")})

    def blind(self, detail: str) -> None:
        """Report that Keras ran what we could not understand: a person should look at this run."""
        self.send("tripwire", Tripwire(code="not-understood", cell=self.cell, detail=detail[:500]))

    def send_capture(self, kind: str, told: dict[str, Any]) -> None:
        """Hand over what an independent measurement needs; it is no part of the evidence."""
        self._emit({"kind": kind, "record": told})

    def send_clock(self) -> None:
        """Hand over where the time has gone so far."""
        self._emit({"kind": "clock", "record": self.clock.totals()})

    def model_id(self, model: Any) -> tuple[str, bool]:
        """The id of a Keras model and whether it is new here. Ids follow objects, not names."""
        known = self._models.get(id(model))
        if known is not None and known[0]() is model:
            return known[1], False
        identifier = self.number("model")
        self._models[id(model)] = (weakref.ref(model), identifier)
        return identifier, True
