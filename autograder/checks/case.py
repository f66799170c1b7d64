"""What a check may look at: the evidence of each run, its scored predictions, and where each question's work is."""

from autograder.bands.calibration import Calibration
from autograder.checks.locate import Section, locate
from autograder.model.assignment import Assignment
from autograder.model.base import Frozen
from autograder.model.evidence import Evidence
from autograder.model.submission import Cell


class Run(Frozen):
    """One run with what the grader measured itself: accuracy on the holdout by prediction id."""

    evidence: Evidence
    accuracies: dict[str, float]
    sections: dict[str, Section]


class Case(Frozen):
    """All runs of a submission so far, with the bands to judge them by (None: not calibrated)."""

    assignment: Assignment
    runs: tuple[Run, ...]
    calibration: Calibration | None = None
    judges_accuracy: bool = True
    written: tuple[Cell, ...] = ()
    """The student's own cells: those that do not stand in the notebook handed out."""
    cells: tuple[Cell, ...] = ()
    """All cells of the submission."""

    @property
    def evidence(self) -> Evidence:
        """The first run's evidence: what is judged but for the accuracies, which may need more runs."""
        return self.runs[0].evidence

    def section(self, question: str) -> Section:
        """Where a question's work is in the first run."""
        return self.runs[0].sections[question]


def make_run(assignment: Assignment, evidence: Evidence, accuracies: dict[str, float]) -> Run:
    """Locate the questions in a run's evidence."""
    return Run(evidence=evidence, accuracies=accuracies, sections=locate(assignment, evidence))
