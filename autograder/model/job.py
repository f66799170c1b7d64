"""What the grader asks the sandbox to run: no labels, no bands, no rubric, only cells, a seed and a budget."""

from autograder.model.assignment import Budget
from autograder.model.base import Frozen
from autograder.model.submission import Cell


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
    switches: dict[str, bool] = {}
    """Parts of grading mode turned off for measurements (`determinism`, `memory_checkpoints`, …)."""
