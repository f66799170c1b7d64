"""`tested`: the model that counts, or the copy loaded from its file, is measured on the test set."""

from autograder.checks.case import Case
from autograder.checks.measured import measured
from autograder.checks.section import Section
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, unanswered
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Evidence
from autograder.model.grade import Verdict


class TestedSettings(Settings):
    """How many test rows an evaluation must cover."""

    test_rows: int


def tested(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the measurement of a grid search's best model, or of the model that was trained (and saved) last."""
    settings = TestedSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    lacking = unanswered(spec.question, section)
    if lacking is not None:
        return lacking
    right = both(
        "El modelo definitivo se mide con el conjunto de test.", "The final model is measured on the test set."
    )
    if any(
        measured(case.evidence, models, settings.test_rows, after) for models, after in _states(case.evidence, section)
    ):
        return judged(spec.question, [], right)
    fault = Fault(
        cause="answer-missing",
        cell=section.cell,
        message=both(
            "El modelo definitivo no se mide con el conjunto de test una vez entrenado.",
            "The final model is not measured on the test set once it is trained.",
        ),
    )
    return judged(spec.question, [fault], right)


def _states(evidence: Evidence, section: Section) -> list[tuple[set[str], int]]:
    """Models that hold the answer, each with the moment from which on they do."""
    states: list[tuple[set[str], int]] = []
    if section.final_fit is not None:
        states.append(({section.final_fit.model}, section.final_fit.at))
    if section.grid is not None and section.grid.best_model is not None:
        states.append(({section.grid.best_model}, section.grid.at))
    if section.file is not None:
        states.append((_copies(evidence, section.file.weights), section.file.at))
    return states


def _copies(evidence: Evidence, weights: str) -> set[str]:
    """Models with the weights that a file holds: those loaded from it are such."""
    return {model.id for model in evidence.models if weights and model.weights == weights}
