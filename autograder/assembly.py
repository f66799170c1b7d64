"""From the frames that left the sandbox to evidence.

Frames are claims from hostile ground: each is validated, counted and capped; what does not fit is a tripwire, never an
exception.
"""

import math
from typing import Any

from pydantic import TypeAdapter, ValidationError

from autograder.model.base import Frozen
from autograder.model.evidence import (
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
    "made": ("made", Made),
    "tripwire": ("tripwires", Tripwire),
}
_MOST_RECORDS = 4000
"""Per kind; an honest notebook of 500 fits has some 1,500 records in all."""
_MOST_SECTIONS = 64
_CLOCK: TypeAdapter[dict[str, float]] = TypeAdapter(dict[str, float])
_UNFIT = (ValidationError, RecursionError)
"""What pydantic raises for data of another form, and for data nested without end."""


class Assembly:
    """Collects frames as they arrive; `evidence` makes of them what is known by then."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._records: dict[str, dict[Any, Frozen]] = {kind: {} for kind in _FIELDS}
        self._seconds: dict[str, float] = {}
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
            item = _FIELDS[kind][1].model_validate(record)
        except _UNFIT:
            self._bad += 1
            return
        key = getattr(item, "id", None) or getattr(item, "index", None)
        key = len(known) if key is None and kind != "cell" else key
        if key in known or len(known) < _MOST_RECORDS:
            known[key] = item
        else:
            self._bad += 1

    def evidence(self, ending: Ending) -> Evidence:
        """The evidence, given how the run ended."""
        parts: dict[str, Any] = {name: tuple(self._records[kind].values()) for kind, (name, _) in _FIELDS.items()}
        if self._bad:
            wire = Tripwire(code="bad-records", cell=-1, detail=f"{self._bad} records were not of their form")
            parts["tripwires"] = (*parts["tripwires"], wire)
        return Evidence(environment=self._environment, ending=ending, seconds=self._seconds, **parts)
