"""From the frames that left the sandbox to evidence.

Frames are claims from hostile ground: each is validated, counted and capped; what does not fit is a tripwire, never an
exception.
"""

import math
from typing import Any

from pydantic import TypeAdapter, ValidationError

from autograder.model.base import Frozen
from autograder.model.evidence import (
    Answer,
    CellRun,
    Ending,
    Environment,
    Evaluation,
    Evidence,
    Figure,
    Fit,
    GridSearch,
    Made,
    Model,
    Prediction,
    SavedFile,
    Search,
    Tripwire,
)
from autograder.weighing import OverweightError, weigh

_FIELDS: dict[str, tuple[str, type[Frozen]]] = {
    "cell": ("cells", CellRun),
    "figure": ("figures", Figure),
    "model": ("models", Model),
    "fit": ("fits", Fit),
    "search": ("searches", Search),
    "grid": ("grids", GridSearch),
    "evaluation": ("evaluations", Evaluation),
    "saved": ("saved", SavedFile),
    "prediction": ("predictions", Prediction),
    "answer": ("answers", Answer),
    "made": ("made", Made),
    "tripwire": ("tripwires", Tripwire),
}
_MOST_RECORDS = 4000
"""Per kind; an honest notebook of 500 fits has some 1,500 records in all."""
_MOST_OF_KIND = {"search": 200, "grid": 200, "tripwire": 50}
"""Searches are compared with every fit, and each tripwire is told to a person."""
_MOST_VALUES = 3_000_000
"""In all records that are kept, some 200 MB as objects; a run of 500 fits of 100 epochs has 300,000."""
_MOST_SECTIONS = 64
_CLOCK: TypeAdapter[dict[str, float]] = TypeAdapter(dict[str, float])
_UNFIT = (ValidationError, RecursionError, OverweightError)
"""Data of another form, nested without end, or more and larger than any run sends."""


class Assembly:
    """Collects frames as they arrive; `evidence` makes of them what is known by then."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._records: dict[str, dict[Any, Frozen]] = {kind: {} for kind in _FIELDS}
        self._seconds: dict[str, float] = {}
        self._weights: dict[tuple[str, Any], int] = {}
        self._weight = 0
        self._bad = 0

    def add(self, frame: dict[str, Any]) -> None:
        """Take one frame; a record replaces an earlier one with its id."""
        kind, record = frame.get("kind"), frame.get("record")
        if kind == "environment":
            self._add_environment(record)
        elif kind == "clock":
            self._add_clock(record)
        elif isinstance(kind, str) and kind in _FIELDS:
            self._add_record(kind, record)

    def _add_environment(self, record: Any) -> None:
        """The run knows its interpreter; seed, budget and data are the grader's own to say."""
        try:
            weigh(record, 1000)
            told = Environment.model_validate(record)
        except _UNFIT:
            self._bad += 1
            return
        keep = {"packages": told.packages, "python": told.python, "machine": told.machine, "threads": told.threads}
        self._environment = self._environment.model_copy(update=keep)

    def _add_clock(self, record: Any) -> None:
        try:
            told = _CLOCK.validate_python(record)
        except _UNFIT:
            self._bad += 1
            return
        sane = {name: seconds for name, seconds in told.items() if math.isfinite(seconds) and seconds >= 0}
        self._seconds = dict(list(sane.items())[:_MOST_SECTIONS])

    def _add_record(self, kind: str, record: Any) -> None:
        known = self._records[kind]
        try:
            weight = weigh(record)
            item = _FIELDS[kind][1].model_validate(record)
        except _UNFIT:
            self._bad += 1
            return
        key = getattr(item, "id", None) or getattr(item, "index", None)
        key = len(known) if key is None and kind != "cell" else key
        room = key in known or len(known) < _MOST_OF_KIND.get(kind, _MOST_RECORDS)
        if room and self._carries(kind, key, weight):
            known[key] = item
        else:
            self._bad += 1

    def _carries(self, kind: str, key: Any, weight: int) -> bool:
        """Whether there is room for a record of this weight; then it is counted in place of what it replaces."""
        total = self._weight - self._weights.get((kind, key), 0) + weight
        if total > _MOST_VALUES:
            return False
        self._weights[kind, key] = weight
        self._weight = total
        return True

    def evidence(self, ending: Ending) -> Evidence:
        """The evidence, given how the run ended."""
        parts: dict[str, Any] = {name: tuple(self._records[kind].values()) for kind, (name, _) in _FIELDS.items()}
        if self._bad:
            wire = Tripwire(code="bad-records", cell=-1, detail=f"{self._bad} records were not of their form")
            parts["tripwires"] = (*parts["tripwires"], wire)
        return Evidence(environment=self._environment, ending=ending, seconds=self._seconds, **parts)
