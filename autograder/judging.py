"""From runs to a grade, without running anything: what grading and judging stored evidence anew have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.bands.calibration import Calibration
from autograder.checks.case import Case, make_run
from autograder.grading import another_run_would_help, grade
from autograder.handed_out import HandedOut
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Frozen
from autograder.model.evidence import Evidence
from autograder.model.grade import Grade
from autograder.model.submission import Submission


class Scored(Frozen):
    """A run with what the grader measured itself: accuracy on the holdout by prediction id."""

    evidence: Evidence
    accuracies: dict[str, float] = {}


@dataclass(frozen=True)
class Judge:
    """Everything a grade depends on but the runs; the same for a whole batch."""

    assignment: Assignment
    budget: Budget
    calibration: Calibration | None = None
    given: HandedOut = field(default_factory=HandedOut)

    def case(self, submission: Submission, runs: Sequence[Scored]) -> Case:
        """The runs so far, located by question."""
        return Case(
            assignment=self.assignment,
            runs=tuple(make_run(self.assignment, run.evidence, run.accuracies) for run in runs),
            calibration=self.calibration,
            judges_accuracy=self.budget.judges_accuracy,
            written=self.given.own(submission.cells),
            cells=submission.cells,
        )

    def undecided(self, submission: Submission, runs: Sequence[Scored]) -> bool:
        """Whether a run with another seed would help."""
        return another_run_would_help(self.case(submission, runs))

    def grade(
        self, submission: Submission, runs: Sequence[Scored], whole: Scored | None = None, seconds: float = 0.0
    ) -> Grade:
        """The grade. `whole`: the run that got all it asks for, where `blames_budget` asked for one."""
        excuse = self.excuse(submission, runs, whole)
        return grade(self.case(submission, runs), submission, excuse, seconds=seconds)

    def excuse(self, submission: Submission, runs: Sequence[Scored], whole: Scored | None) -> Case | None:
        """What the notebook does with all it asks for; None where each failed cell fails then too."""
        if whole is None:
            return None
        still = {cell.index for cell in whole.evidence.cells if cell.status != "ok"}
        if whole.evidence.ending.kind != "machine-failed" and blames_budget(runs[0].evidence) <= still:
            return None
        return self.case(submission, [whole]).model_copy(update={"calibration": None, "judges_accuracy": False})


def blames_budget(evidence: Evidence) -> set[int]:
    """The cells that may have failed only because less was run than they asked for."""
    if evidence.ending.kind != "finished":
        return set()
    return {cell.index for cell in evidence.cells if cell.status == "error" and cell.cut_before}
