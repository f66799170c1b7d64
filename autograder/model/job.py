"""What the grader asks the sandbox to run: no labels, no bands, no rubric, only cells, a seed and a budget."""

from typing import Literal

from pydantic import Field, JsonValue

from autograder.model.assignment import Budget
from autograder.model.base import Frozen
from autograder.model.evidence import Array
from autograder.model.submission import Cell


class Call(Frozen):
    """A function of the notebook to be called after its last cell, found by one of its names.

    Arguments are arrays, or JSON values as they are: a list of lists of numbers stays one.
    """

    id: str
    names: tuple[str, ...]
    args: tuple[Array | JsonValue, ...] = ()
    kwargs: dict[str, Array | JsonValue] = {}
    drive: Literal["call", "callback"] = "call"
    """`callback`: it makes a Keras callback (from `kwargs`) that is shown the losses in `args[0]` epoch by epoch; the
    answer is the epoch, from 0, after which it has stopped training, or -1."""
    seconds: float = Field(default=5.0, gt=0)
    """Processor time it may take."""


class Job(Frozen):
    """One run of one notebook."""

    assignment: str
    cells: tuple[Cell, ...]
    seed: int
    budget: Budget
    token: Budget
    graded: tuple[str, ...]
    """Data sets that get `budget`; any other gets `token`."""
    fingerprints: dict[str, str]
    isolation: str
    files: dict[str, str] = {}
    calls: tuple[Call, ...] = ()
    switches: dict[str, bool] = {}
    """Parts of grading mode turned off for measurements (`determinism`, `memory_checkpoints`, …)."""
