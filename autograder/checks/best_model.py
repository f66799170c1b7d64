"""`best-model`: the search's best model is recovered and measured on the test set."""

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.measured import measured
from autograder.checks.roles import best_fit, close, observed
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing_search
from autograder.model.assignment import CheckSpec, Question
from autograder.model.evidence import Evidence
from autograder.model.grade import Verdict


class BestSettings(Settings):
    """How many test rows an evaluation must cover."""

    test_rows: int


def best_model(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the measurement of the model that the search gave back, or of one built anew with its best values."""
    settings = BestSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    models = {*section.tuned_models, *_rebuilt(case.evidence, section, case.assignment.question(spec.question))}
    last = max((fit.at for fit in case.evidence.fits if fit.model in models and fit.search is None), default=-1)
    if measured(case.evidence, section.tuned_models, settings.test_rows) or measured(
        case.evidence, models - {*section.tuned_models}, settings.test_rows, last
    ):
        right = both(
            "El mejor modelo de la búsqueda se recupera y se evalúa con el conjunto de test.",
            "The search's best model is recovered and evaluated on the test set.",
        )
        return judged(spec.question, [], right)
    return judged(spec.question, [_fault(section, section.search.cell)], both("", ""))


def _rebuilt(evidence: Evidence, section: Section, question: Question) -> list[str]:
    """Models trained anew, without the validation rows, with the values of the best trial."""
    assert section.search is not None
    best = best_fit(section.search, section.fits)
    if best is None or not question.roles:
        return []
    return [
        fit.model
        for fit in evidence.fits
        if fit.search is None
        and fit.at > section.search.at
        and fit.rows.dataset == best.rows.dataset
        and not fit.rows.asked_pools.get("validation", 0)
        and all(close(observed(role, fit), observed(role, best)) for role in question.roles)
    ]


def _fault(section: Section, cell: int) -> Fault:
    if any(not any(item.origin == "tuner" for item in fit.callbacks) for fit in section.fits):
        return Fault(
            cause="callbacks-dropped",
            cell=cell,
            message=both(
                "El método fit no pasa a model.fit los callbacks que pone el propio tuner (kwargs['callbacks']): no se "
                "guarda ningún modelo y no se puede recuperar el mejor.",
                "The fit method does not hand the tuner's own callbacks (kwargs['callbacks']) to model.fit: no model "
                "is saved and the best one cannot be recovered.",
            ),
        )
    return Fault(
        cause="answer-missing",
        cell=cell,
        message=both(
            "El mejor modelo de la búsqueda no se evalúa con el conjunto de test.",
            "The search's best model is not evaluated on the test set.",
        ),
    )
