"""What a batch was judged by: kept whole, so that a grade can be repeated after the rubric has changed."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import Field
from sqlalchemy import Connection

from autograder.bands.calibration import Calibration
from autograder.handed_out import HandedOut
from autograder.judging import Judge
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Frozen
from autograder.store import documents
from autograder.store.key import PACKAGE, program_digest

_NO_NUMBERS: Final = ("NaN", "Infinity", "-Infinity")
_PRESENTED: Final[dict[str, Any]] = {
    "title": True,
    "max_score": True,
    "questions": {"__all__": {"title"}},
    "checks": {"__all__": {"points", "title", "advice"}},
}
"""The parts of a rubric that no verdict depends on."""


class Rules(Frozen):
    """The documents that hold them, by key."""

    assignment: str
    given: str
    calibration: str | None = None

    def differing(self, other: "Rules") -> tuple[str, ...]:
        """Which of them are others there: `assignment`, `given`, `calibration`."""
        mine, theirs = self.model_dump(), other.model_dump()
        return tuple(name for name in type(self).model_fields if mine[name] != theirs[name])


class _Given(Frozen):
    """`HandedOut` in one order: sets have none, and equal rules are to be one document."""

    cells: tuple[str, ...] = Field(repr=False)
    lines: tuple[str, ...] = Field(repr=False)


def keep(connection: Connection, judge: Judge) -> Rules:
    """Keep what a judge judges by."""
    return Rules(
        assignment=documents.put(connection, judge.assignment),
        given=documents.put(connection, _given(judge)),
        calibration=documents.put(connection, judge.calibration) if judge.calibration is not None else None,
    )


def verdicts_digest(judge: Judge) -> str:
    """24 hexadecimal digits of all that verdicts depend on but the runs: of judges that agree in it, so do verdicts."""
    kept = (judge.budget, _given(judge), *([judge.calibration] if judge.calibration is not None else []))
    rubric = judge.assignment.model_dump_json(exclude=_PRESENTED)
    parts = [rubric, *map(documents.document_key, kept), *_program(PACKAGE)]
    return sha256("\0".join(parts).encode()).hexdigest()[:24]


def _given(judge: Judge) -> _Given:
    return _Given(cells=tuple(sorted(judge.given.cells)), lines=tuple(sorted(judge.given.lines)))


@cache
def _program(package: Path) -> tuple[str, ...]:
    return program_digest(package, (".",))


def judge(connection: Connection, rules: Rules, budget: Budget) -> Judge:
    """The judge that these rules were kept of."""
    given = documents.get(connection, rules.given, _Given)
    bands = documents.get(connection, rules.calibration, Calibration) if rules.calibration is not None else None
    return Judge(
        _with_numbers(documents.get(connection, rules.assignment, Assignment)),
        budget,
        bands,
        HandedOut(cells=frozenset(given.cells), lines=frozenset(given.lines)),
    )


def _with_numbers(assignment: Assignment) -> Assignment:
    """Rubrics of earlier versions were kept with NaN and infinity as text, in settings that may hold anything."""
    checks = [spec.model_copy(update={"settings": _numbers(spec.settings)}) for spec in assignment.checks]
    return assignment.model_copy(update={"checks": tuple(checks)})


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return float(value) if isinstance(value, str) and value in _NO_NUMBERS else value
