"""One run of one notebook: a job into the sandbox, frames out, evidence."""

import math
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Event
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from autograder.assembly import Assembly
from autograder.bands.scores import UnscorablePredictions, accuracy, baseline, decode
from autograder.checks.calls import calls_for
from autograder.consistency import contradictions
from autograder.data.pools import Pools
from autograder.data.source import Source
from autograder.errors import MachineFailure
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Frozen
from autograder.model.evidence import Ending, Environment, Evidence, Tripwire
from autograder.model.job import Job
from autograder.model.submission import Submission
from autograder.remeasure import Captures, contradicted
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Ended, Frame, Limits, Outcome, Sandbox
from autograder.worker.warm import CONVOLUTIONS

_TARGET = "autograder.worker.run:execute"
_ENDINGS = {ended.value for ended in Ended}
_BUSY = 0.5
"""Share of a run's time: it must have had the processor so long, or not have waited for it. On a free machine a run has
it for 0.9 and more, and one that sleeps waits for nobody."""
_OFFICIAL = {"resident_bytes": 12 * 2**30, "address_bytes": 24 * 2**30}
"""IMDB's official multi-hot matrices are 2 GB each with every page in use, and are copied on their way to Keras."""


class Holdout(Frozen):
    """What the grader alone knows of a data set: how to score predictions on it."""

    labels: tuple[int, ...]
    baseline: float

    def array(self) -> NDArray[np.int64]:
        """The labels in the holdout pool's order, shape (rows,)."""
        return np.asarray(self.labels, dtype=np.int64)


class GradingData:
    """An assignment's pools: files for the sandbox without holdout labels, and the labels for the grader.

    official: as `Budget.official` says, for the budget that is to run on them.
    """

    def __init__(self, source: Source, assignment: Assignment, *, official: bool = False) -> None:
        self.source = source.name
        self._folder = ExitStack()
        folder = Path(self._folder.enter_context(tempfile.TemporaryDirectory(prefix="autograder-data-")))
        folder.chmod(0o755)
        self.files: dict[str, Path] = {}
        self.fingerprints: dict[str, str] = {}
        self.environment = CONVOLUTIONS if assignment.convolutions else {}
        for course in assignment.data:
            pools = source.load(course.dataset, official)
            path = folder / f"{course.dataset}.npz"
            pools.save_for_worker(path)
            path.chmod(0o644)
            self.files[course.dataset] = path
            self.fingerprints[course.dataset] = pools.fingerprint
            if course.graded:
                self.holdout = _holdout(pools)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self._folder.close()


def _holdout(pools: Pools) -> Holdout:
    labels = tuple(int(label) for label in pools.holdout.y)
    return Holdout(labels=labels, baseline=baseline(pools.holdout.y))


def open_grading_sandbox(data: GradingData, level: str = "auto") -> Sandbox:
    """A sandbox that sees the data's files and nothing else of ours; begins to warm up at once."""
    sandbox = open_sandbox(level, data.files, data.environment)
    sandbox.start()
    return sandbox


def run_once(
    submission: Submission,
    assignment: Assignment,
    budget: Budget,
    seed: int,
    data: GradingData,
    sandbox: Sandbox,
    switches: dict[str, bool] | None = None,
    cancel: Event | None = None,
) -> Evidence:
    """Run a submission with one seed and one budget; a failing machine gets one more try.

    What happened is in the evidence, also that the machine failed; `cancel`, when set, ends the run.
    """
    job = Job(
        assignment=assignment.id,
        cells=submission.code_cells,
        seed=seed,
        budget=budget,
        token=assignment.token,
        graded=tuple(course.dataset for course in assignment.data if course.graded),
        fingerprints=data.fingerprints,
        isolation=sandbox.isolation.level,
        files=submission.files,
        calls=calls_for(assignment, seed),
        switches=switches or {},
    )
    limits = Limits(wall_seconds=budget.wall_seconds + 30, cpu_seconds=int(2 * budget.wall_seconds) + 60)
    if budget.official:
        limits = limits.model_copy(update=_OFFICIAL)

    def remeasure(evidence: Evidence, captures: Captures) -> tuple[Tripwire, ...]:
        if not budget.judges_accuracy:
            return ()
        return contradicted(evidence, captures, assignment.graded_dataset, data.holdout.array(), sandbox, cancel)

    attempt = partial(_attempt, job, limits, sandbox, cancel, remeasure)
    first = attempt()
    unwanted = cancel is not None and cancel.is_set()
    return first if unwanted or first.ending.kind != "machine-failed" else attempt()


def _attempt(
    job: Job,
    limits: Limits,
    sandbox: Sandbox,
    cancel: Event | None,
    remeasure: Callable[[Evidence, Captures], tuple[Tripwire, ...]],
) -> Evidence:
    assembly = Assembly(
        Environment(
            seed=job.seed,
            budget=job.budget.name,
            assignment=job.assignment,
            packages={},
            python="",
            machine="",
            threads=1,
            isolation=job.isolation,
            data=job.fingerprints,
        )
    )
    captures = Captures()

    def take(frame: Frame) -> None:
        if not captures.take(frame):
            assembly.add(frame)

    try:
        outcome = sandbox.run(_TARGET, job.model_dump(mode="json"), limits, take, cancel)
    except MachineFailure as error:
        return assembly.evidence(Ending(kind="machine-failed", detail=str(error)))
    evidence = _timely(assembly.evidence(_ending(outcome)), outcome)
    around = max(0.0, outcome.seconds - sum(evidence.seconds.values()))
    return evidence.model_copy(
        update={
            "seconds": {**evidence.seconds, "sandbox": round(around, 4)},
            "tripwires": (
                *evidence.tripwires,
                *contradictions(evidence, job, outcome),
                *remeasure(evidence, captures),
            ),
        }
    )


def _ending(outcome: Outcome) -> Ending:
    kind: Literal["machine-failed"] | str = outcome.ended.value
    if kind not in _ENDINGS or kind == "cancelled":
        kind = "machine-failed"
    return Ending.model_validate({"kind": kind, "detail": outcome.detail})


def _timely(evidence: Evidence, outcome: Outcome) -> Evidence:
    """A run that was out of time while others had the processor is the machine's failure, not the notebook's."""
    late = outcome.ended is Ended.WALL_LIMIT or any(cell.status == "interrupted" for cell in evidence.cells)
    enough = _BUSY * outcome.seconds
    if not late or outcome.cpu_seconds >= enough or outcome.waiting_seconds < enough:
        return evidence
    used = f"{outcome.cpu_seconds:.0f} s of processor time in {outcome.seconds:.0f} s"
    detail = f"it was too busy ({used}): grade again with fewer jobs"
    return evidence.model_copy(update={"ending": Ending(kind="machine-failed", detail=detail)})


def score(evidence: Evidence, dataset: str, holdout: Holdout) -> dict[str, float]:
    """Accuracy on the holdout of every prediction, by its id; NaN for one that no working model makes."""
    out = {}
    for prediction in evidence.predictions:
        if prediction.dataset != dataset:
            continue
        try:
            out[prediction.id] = accuracy(decode(prediction.shape, prediction.values), holdout.array())
        except UnscorablePredictions:
            out[prediction.id] = math.nan
    return out
