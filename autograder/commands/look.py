"""A quick look at a notebook: one run on next to nothing, all questions judged but for their accuracies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.checks.case import Case, make_run
from autograder.commands.bench import Choice, load
from autograder.data.source import open_source
from autograder.grading import grade
from autograder.handed_out import HandedOut, handed_out
from autograder.model.assignment import Assignment, Budget
from autograder.model.grade import Grade
from autograder.model.submission import Cell, Submission
from autograder.runner import GradingData, open_grading_sandbox, run_once
from autograder.sandbox.interface import Sandbox

SMOKE = "smoke"
_ROWS, _TOKEN_ROWS, _LIMIT = 48, 32, 90.0
_UNTRACED = "import tensorflow; tensorflow.config.run_functions_eagerly(True)"
"""Runs before the notebook: of a few steps nearly all the time goes into compiling them, which this leaves out."""


@dataclass(frozen=True)
class Room:
    """What stays open between looks: warming up takes as long as a look."""

    assignment: Assignment
    smoke: Budget
    data: GradingData
    sandbox: Sandbox
    given: HandedOut


@dataclass(frozen=True)
class Look:
    """What one quick run showed."""

    assignment: Assignment
    grade: Grade
    seconds: float
    starved: bool
    """A cell failed after less was run than it asked for: it may be right and want for data."""
    failed: bool
    """The machine failed, as one that was too busy: nothing was learnt about the notebook."""


@contextmanager
def open_room(choice: Choice) -> Iterator[Room]:
    """A sandbox that warms up from now on, with generated data."""
    home, assignment, smoke = load(choice)
    with (
        GradingData(open_source(choice.data), assignment) as data,
        open_grading_sandbox(data, choice.isolation) as sandbox,
    ):
        yield Room(assignment, smoke, data, sandbox, handed_out(home.assignments / assignment.id))


def look_at(submission: Submission, room: Room) -> Look:
    """Run the notebook once and judge all of its questions; accuracies are not looked at."""
    started = time.monotonic()
    assignment, budget = quick(room.assignment, room.smoke)
    evidence = run_once(_untraced(submission), assignment, budget, assignment.seeds[0], room.data, room.sandbox)
    case = Case(
        assignment=room.assignment,
        runs=(make_run(room.assignment, evidence, {}),),
        judges_accuracy=False,
        written=room.given.own(submission.cells),
        cells=submission.cells,
    )
    starved = any(cell.status == "error" and cell.cut_before for cell in evidence.cells)
    failed = evidence.ending.kind == "machine-failed"
    return Look(room.assignment, grade(case, submission), round(time.monotonic() - started, 1), starved, failed)


def quick(assignment: Assignment, smoke: Budget) -> tuple[Assignment, Budget]:
    """The least that shows what a notebook does: a trial of each search, a few rows, one epoch of worked examples."""
    token = assignment.token.model_copy(update={"rows": _TOKEN_ROWS, "epochs": 1, "trials": 1})
    rows = min(smoke.rows or _ROWS, _ROWS)
    least = {"name": "look", "rows": rows, "trials": 1, "wall_seconds": _LIMIT}
    return assignment.model_copy(update={"token": token}), smoke.model_copy(update=least)


def _untraced(submission: Submission) -> Submission:
    """The same notebook after a cell of ours, under a number that no cell of it has."""
    ours = Cell(index=1 + max(cell.index for cell in submission.cells), kind="code", source=_UNTRACED)
    return submission.model_copy(update={"cells": (ours, *submission.cells)})
