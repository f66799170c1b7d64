"""What a batch was judged by: kept whole, so that a grade can be repeated after the rubric has changed."""

from pydantic import Field
from sqlalchemy import Connection

from autograder.bands.calibration import Calibration
from autograder.handed_out import HandedOut
from autograder.judging import Judge
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Frozen
from autograder.store import documents


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
    given = _Given(cells=tuple(sorted(judge.given.cells)), lines=tuple(sorted(judge.given.lines)))
    return Rules(
        assignment=documents.put(connection, judge.assignment),
        given=documents.put(connection, given),
        calibration=documents.put(connection, judge.calibration) if judge.calibration is not None else None,
    )


def judge(connection: Connection, rules: Rules, budget: Budget) -> Judge:
    """The judge that these rules were kept of."""
    given = documents.get(connection, rules.given, _Given)
    bands = documents.get(connection, rules.calibration, Calibration) if rules.calibration is not None else None
    return Judge(
        documents.get(connection, rules.assignment, Assignment),
        budget,
        bands,
        HandedOut(cells=frozenset(given.cells), lines=frozenset(given.lines)),
    )
