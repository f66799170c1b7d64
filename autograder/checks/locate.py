"""Where in a run each question is answered: its search, its final training, its figures.

Notebooks carry no marks. A search answers the question whose roles it varies: a question about the learning rate is
answered where the learning rate varies, whatever its hyperparameter is called and wherever the cell stands. Where roles
do not decide, the order of the questions does. A question's final training, evaluations and figures are those between
its search and the next question's.
"""

from scipy.optimize import linear_sum_assignment

from autograder.model.assignment import Assignment, Question
from autograder.model.base import Frozen
from autograder.model.evidence import Evaluation, Evidence, Figure, Fit, Search

_ORDER_WEIGHT = 0.1
"""Less than any difference in roles, which are shares of at most ten roles."""
_LATER_WEIGHT = 0.01
"""Of equal searches the last one: what came before was a first try."""


class Section(Frozen):
    """A question's part of a run. `tuned` and `final` are ids of predictions on the holdout."""

    search: Search | None = None
    fits: tuple[Fit, ...] = ()
    tuned_model: str | None = None
    tuned: str | None = None
    final_fit: Fit | None = None
    final: str | None = None
    evaluations: tuple[Evaluation, ...] = ()
    figures: tuple[Figure, ...] = ()


def locate(assignment: Assignment, evidence: Evidence) -> dict[str, Section]:
    """The section of every question; one whose search is missing is empty."""
    dataset = assignment.graded_dataset
    searches = [search for search in evidence.searches if _is_graded(evidence, search, dataset)]
    chosen = _assign(assignment.questions, searches, evidence)
    starts = sorted(search.at for search in evidence.searches)
    out = {}
    for question in assignment.questions:
        search = chosen.get(question.id)
        if search is None:
            out[question.id] = Section()
            continue
        rival = [other.at for key, other in chosen.items() if key != question.id and other.at > search.at]
        foreign = [at for at in starts if at > search.at and not any(item.at == at for item in searches)]
        end = min([*rival, *foreign, 1 << 62])
        out[question.id] = _section(evidence, search, end, dataset)
    return _shared_out(out, evidence, dataset)


def _is_graded(evidence: Evidence, search: Search, dataset: str) -> bool:
    seen = {fit.rows.dataset for fit in evidence.fits_of(search)}
    return not seen or dataset in seen or None in seen


def _assign(questions: tuple[Question, ...], searches: list[Search], evidence: Evidence) -> dict[str, Search]:
    if not searches:
        return {}
    cost = [
        [-_score(question, search, evidence) - _order(i, j, questions, searches) for j, search in enumerate(searches)]
        for i, question in enumerate(questions)
    ]
    rows, columns = linear_sum_assignment(cost)
    return {questions[i].id: searches[j] for i, j in zip(rows.tolist(), columns.tolist(), strict=True)}


def _order(i: int, j: int, questions: tuple[Question, ...], searches: list[Search]) -> float:
    expected = i / max(1, len(questions) - 1)
    actual = j / max(1, len(searches) - 1)
    return _ORDER_WEIGHT * (1 - abs(expected - actual)) + _LATER_WEIGHT * j / len(searches)


def _score(question: Question, search: Search, evidence: Evidence) -> float:
    """The share of the question's roles that this search varies or uses."""
    if not question.roles:
        return 0.0
    return sum(_plays(role, search, evidence) for role in question.roles) / len(question.roles)


def _plays(role: str, search: Search, evidence: Evidence) -> bool:
    if any(response.startswith(role) for probe in search.probes for response in probe.responses):
        return True
    if not role.startswith("callback."):
        return False
    kind = role.split(".")[1]
    return any(callback.is_a(kind) for fit in evidence.fits_of(search) for callback in fit.callbacks)


def _section(evidence: Evidence, search: Search, end: int, dataset: str) -> Section:
    def inside(at: int) -> bool:
        return search.at < at < end

    best = [model for model in evidence.models if model.search == search.id and model.rank == 0]
    tuned_model = best[-1].id if best else None
    tuned = [item.id for item in evidence.predictions if item.model == tuned_model and not item.after_fits]
    final_fit = _final_fit([fit for fit in evidence.fits if inside(fit.at)], dataset)
    return Section(
        search=search,
        fits=evidence.fits_of(search),
        tuned_model=tuned_model,
        tuned=tuned[-1] if tuned else None,
        final_fit=final_fit,
        final=_final_prediction(evidence, final_fit),
        evaluations=tuple(item for item in evidence.evaluations if inside(item.at)),
        figures=tuple(figure for figure in evidence.figures if inside(figure.at)),
    )


def _shared_out(sections: dict[str, Section], evidence: Evidence, dataset: str) -> dict[str, Section]:
    """Where all searches come first and all final trainings after them, give each question its own by order."""
    searched = [key for key, section in sections.items() if section.search is not None]
    if not any(sections[key].final_fit is None for key in searched):
        return sections
    first = min((section.search.at for section in sections.values() if section.search), default=0)
    fits = _together([fit for fit in evidence.fits if fit.at > first], dataset)
    if len(fits) != len(searched):
        return sections
    out = dict(sections)
    ends = [*(fit.at for fit in fits[1:]), 1 << 62]
    for key, fit, end in zip(searched, fits, ends, strict=True):
        out[key] = sections[key].model_copy(
            update={
                "final_fit": fit,
                "final": _final_prediction(evidence, fit),
                "evaluations": (
                    *(item for item in sections[key].evaluations if item.model == sections[key].tuned_model),
                    *(item for item in evidence.evaluations if fit.at < item.at < end),
                ),
                "figures": tuple(figure for figure in evidence.figures if fit.at < figure.at < end),
            }
        )
    return out


def _together(fits: list[Fit], dataset: str) -> list[Fit]:
    """Trainings outside a search on training and validation rows together."""
    outside = [fit for fit in fits if fit.search is None and fit.rows.dataset == dataset]
    return [fit for fit in outside if fit.rows.asked_pools.get("validation", 0) > 0]


def _final_fit(fits: list[Fit], dataset: str) -> Fit | None:
    """The last training outside a search; one on training and validation rows together before any other."""
    outside = [fit for fit in fits if fit.search is None and fit.rows.dataset in (dataset, None)]
    candidates = _together(fits, dataset) or outside
    return candidates[-1] if candidates else None


def _final_prediction(evidence: Evidence, fit: Fit | None) -> str | None:
    if fit is None:
        return None
    found = [item.id for item in evidence.predictions if item.model == fit.model and fit.id in item.after_fits]
    return found[-1] if found else None
