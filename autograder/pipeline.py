"""The flow, one way: read, run, score, judge, decide on another seed, grade.

Each step takes frozen data and gives frozen data; `grade_one` is the list of them.
"""

import time
import traceback
from dataclasses import dataclass, field
from threading import Event

from autograder.bands.calibration import Calibration
from autograder.errors import ClusterLost, StoreUnavailable
from autograder.handed_out import HandedOut
from autograder.intake.names import participant
from autograder.judging import Judge, Scored, blames_budget
from autograder.machine import explained
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Frozen, Text
from autograder.model.evidence import Ending, Environment, Evidence
from autograder.model.grade import Grade
from autograder.model.submission import Rejected, Submission
from autograder.once import looked_over
from autograder.runner import GradingData, run_once, score
from autograder.sandbox.interface import Sandbox


class Graded(Frozen):
    """A grade with the evidence it rests on, one per seed."""

    grade: Grade
    evidence: tuple[Evidence, ...] = ()
    whole: Evidence | None = None
    """The run that got all it asks for on very few rows, where a cell may have failed for want of it."""
    trouble: str = ""
    """The traceback of a mistake in the grader itself, for its log."""


@dataclass(frozen=True)
class Grader:
    """What stays the same for a whole batch."""

    assignment: Assignment
    budget: Budget
    data: GradingData
    sandbox: Sandbox
    calibration: Calibration | None
    seeds: tuple[int, ...]
    given: HandedOut = field(default_factory=HandedOut)
    """The notebook as students got it: what is not in it, they wrote."""
    cancel: Event = field(default_factory=Event)
    """Set: runs under way end, and nothing more is run."""

    def grade_any(self, submission: Submission | Rejected) -> Graded:
        """Grade one submission; where the grader itself breaks, a person is asked and the other submissions go on."""
        try:
            return self.grade_one(submission)
        except (StoreUnavailable, ClusterLost):
            raise  # no fault of this submission's, and the same for all that follow
        except Exception as error:  # noqa: BLE001  the boundary that keeps one submission from ending a batch
            trouble = traceback.format_exc()
            told = explained(error) or f"{type(error).__name__} in the grader"
            return self._broken(submission, f"{told}; see error.log", trouble)

    def _broken(self, submission: Submission | Rejected, detail: str, trouble: str) -> Graded:
        if isinstance(submission, Rejected):
            return Graded(grade=_rejected(submission, self.assignment.max_score), trouble=trouble)
        nothing = Scored(evidence=self._no_evidence(self.seeds[0], detail))
        return Graded(grade=self.judge.grade(submission, [nothing]), evidence=(nothing.evidence,), trouble=trouble)

    def grade_one(self, submission: Submission | Rejected) -> Graded:
        """Grade one submission; never raises for anything a student did."""
        if isinstance(submission, Rejected):
            return Graded(grade=_rejected(submission, self.assignment.max_score))
        started = time.monotonic()
        runs = [self._run(submission, self.seeds[0])]
        again = self._run_whole(submission) if blames_budget(runs[0].evidence) else None
        for seed in self.seeds[1:]:
            if not self.judge.undecided(submission, runs):
                break
            runs.append(self._run(submission, seed))
        result = self.judge.grade(submission, runs, again, seconds=round(time.monotonic() - started, 1))
        evidence = tuple(run.evidence for run in runs)
        return Graded(grade=result, evidence=evidence, whole=again.evidence if again is not None else None)

    @property
    def judge(self) -> Judge:
        """What turns runs into grades."""
        return Judge(self.assignment, self.budget, self.calibration, self.given)

    def _run(self, submission: Submission, seed: int) -> Scored:
        return self.scored(self._evidence(submission, self.assignment, self.budget, seed))

    def scored(self, evidence: Evidence) -> Scored:
        """A run with its accuracies on the holdout."""
        accuracies = score(evidence, self.assignment.graded_dataset, self.data.holdout)
        return Scored(evidence=evidence, accuracies=accuracies)

    def _evidence(self, submission: Submission, assignment: Assignment, budget: Budget, seed: int) -> Evidence:
        run = run_once(submission, assignment, budget, seed, self.data, self.sandbox, cancel=self.cancel)
        return _begun(looked_over(run), submission)

    def _run_whole(self, submission: Submission) -> Scored:
        """The notebook run once more with everything it asks for, on very few rows."""
        return self.scored(self._evidence(submission, *whole(self.assignment, self.budget), self.seeds[0]))

    def _no_evidence(self, seed: int, detail: str) -> Evidence:
        return Evidence(
            environment=Environment(
                seed=seed,
                budget=self.budget.name,
                assignment=self.assignment.id,
                packages={},
                python="",
                machine="",
                threads=1,
                isolation=self.sandbox.isolation.level,
                data=self.data.fingerprints,
            ),
            ending=Ending(kind="machine-failed", detail=detail),
        )


def _begun(run: Evidence, submission: Submission) -> Evidence:
    """A run that came to an end before the notebook's first cell did is the machine's failure: nothing of it ran."""
    waits = any(cell.source.strip() for cell in submission.code_cells)
    if run.cells or not waits or run.ending.kind in ("finished", "machine-failed"):
        return run
    detail = f"before the first cell: {run.ending.detail}; run `autograder doctor`, and grade again"
    return run.model_copy(update={"ending": Ending(kind="machine-failed", detail=detail)})


def whole(assignment: Assignment, budget: Budget) -> tuple[Assignment, Budget]:
    """What runs everything that a notebook asks for, on very few rows, in the time of `budget`."""
    everything = {"epochs": None, "trials": None, "candidates": None}
    most = budget.model_copy(update={"name": "whole", "rows": 64, "judges_accuracy": False, **everything})
    return assignment.model_copy(update={"token": most}), most


def _rejected(item: Rejected, max_score: float) -> Grade:
    reason = Text(es=item.reason.es, en=item.reason.en)
    return Grade(
        submission=item.name,
        status="rejected",
        score=0.0,
        max_score=max_score,
        reason=reason,
        participant=participant(item.path),
    )
