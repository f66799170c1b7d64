"""Questions answered by a Keras Tuner search: its search, its final training, its figures.

A search answers the question whose roles it varies: a question about the learning rate is
answered where the learning rate varies, whatever its hyperparameter is called and wherever the cell stands. Where roles
do not decide, the order of the questions does, and of several tries the last one counts. A question's final training
and figures are those between its search and the next question's; where all searches come first, the order decides.
"""

from collections.abc import Sequence

import scipy

from autograder.checks.roles import plays
from autograder.checks.section import Section
from autograder.model.assignment import Question
from autograder.model.evidence import Evidence, Fit, Search

_TRAINED_WEIGHT = 0.01
"""A search that trained something goes before one that did not; less than any difference in roles."""
_ORDER_WEIGHT = 1e-3
"""Less than that, also summed over ten questions."""
_LATER_WEIGHT = 1e-5
"""Of equal searches the last one: what came before was a first try."""
_NEVER = -1e6
_NO_END = 1 << 62


def search_sections(questions: tuple[Question, ...], evidence: Evidence, dataset: str) -> dict[str, Section]:
    """The sections of questions answered by Keras Tuner; an empty one where a question's search is missing."""
    graded_searches = [search for search in evidence.searches if _is_graded(evidence, search, dataset)]
    searches = [search for search in graded_searches if _continued(search, evidence) is None]
    chosen = _assign(questions, searches, evidence)
    graded = {search.id for search in graded_searches}
    foreign = [search.at for search in evidence.searches if search.id not in graded]
    sections = {}
    for question in questions:
        search = chosen.get(question.id)
        if search is None:
            sections[question.id] = Section()
            continue
        rivals = [other.at for key, other in chosen.items() if key != question.id]
        end = min((at for at in (*rivals, *foreign) if at > search.at), default=_NO_END)
        sections[question.id] = _section(evidence, search, end, dataset)
    return _shared_out(sections, evidence, dataset)


def _is_graded(evidence: Evidence, search: Search, dataset: str) -> bool:
    seen = {fit.rows.dataset for fit in evidence.fits_of(search)}
    return not seen or dataset in seen or None in seen


def _assign(questions: tuple[Question, ...], searches: list[Search], evidence: Evidence) -> dict[str, Search]:
    if not searches or not questions:
        return {}
    gain = [[0.0] * len(searches) for _ in questions]
    for j, search in enumerate(searches):
        played = _played(questions, search, evidence)
        whole = [0 < len(question.roles) == played[question.id] >= len(search.space) for question in questions]
        for i, question in enumerate(questions):
            # A search that answers another question whole, this one not at all, and tries nothing beside is no answer.
            anothers = question.roles and not played[question.id] and any(whole)
            score = _score(question, search, played[question.id], evidence)
            gain[i][j] = _NEVER if anothers else score + _order(i / len(questions), j / len(searches))
    rows, columns = scipy.optimize.linear_sum_assignment(gain, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {questions[i].id: searches[j] for i, j in pairs if gain[i][j] > _NEVER}


def _continued(search: Search, evidence: Evidence) -> Search | None:
    """The earlier search that this one only repeats: `search` called again on a tuner whose trials are all done."""
    if not search.trials or evidence.fits_of(search):
        return None
    same = (item for item in evidence.searches if item.at < search.at and item.trials == search.trials)
    return next(same, None)


def _order(question: float, search: float) -> float:
    """Products are largest where both orders agree (the rearrangement inequality); ties go to later searches."""
    return _ORDER_WEIGHT * question * search + _LATER_WEIGHT * search - _LATER_WEIGHT * question


def _score(question: Question, search: Search, played: int, evidence: Evidence) -> float:
    """The share of the question's roles that this search varies or uses."""
    trained = _TRAINED_WEIGHT if evidence.fits_of(search) else 0.0
    return played / max(1, len(question.roles)) + trained


def _played(questions: tuple[Question, ...], search: Search, evidence: Evidence) -> dict[str, int]:
    """How many of each question's roles a search plays."""
    fits = evidence.fits_of(search)
    roles = {role: plays(role, search, fits) for question in questions for role in question.roles}
    return {question.id: sum(roles[role] for role in question.roles) for question in questions}


def _section(evidence: Evidence, search: Search, end: int, dataset: str) -> Section:
    same = {search.id, *(item.id for item in evidence.searches if _continued(item, evidence) == search)}
    best = tuple(model.id for model in evidence.models if model.search in same and model.rank == 0)
    tuned = [item.id for item in evidence.predictions if item.model in best and not item.after_fits]
    section = Section(
        search=_settled(search, evidence),
        fits=evidence.fits_of(search),
        tuned_models=best,
        tuned=tuned[-1] if tuned else None,
        figures=tuple(figure for figure in evidence.figures if search.at < figure.at < end),
    )
    return _with_final(section, evidence, _final_fit(evidence.fits, search.at, end, dataset))


def _settled(search: Search, evidence: Evidence) -> Search:
    """The search with a trial that an exception ended as failed: Keras Tuner, which was left with it, says RUNNING."""
    cell = evidence.cell(search.cell)
    if cell is None or cell.error is None:
        return search
    trained = {fit.trial for fit in evidence.fits_of(search)}
    ended = {"status": "FAILED", "message": f"{cell.error.kind}: {cell.error.message}"}
    trials = tuple(
        trial.model_copy(update=ended) if trial.status == "RUNNING" and trial.id not in trained else trial
        for trial in search.trials
    )
    return search.model_copy(update={"trials": trials})


def _with_final(section: Section, evidence: Evidence, fit: Fit | None) -> Section:
    if fit is None:
        return section
    found = [item.id for item in evidence.predictions if item.model == fit.model and fit.id in item.after_fits]
    fits = tuple(item for item in evidence.fits if item.model == fit.model and item.search is None)
    epochs = sum(item.epochs_asked for item in fits)
    update = {"final_fit": fit, "final_fits": fits, "final_epochs": epochs, "final": found[-1] if found else None}
    return section.model_copy(update=update)


def _shared_out(sections: dict[str, Section], evidence: Evidence, dataset: str) -> dict[str, Section]:
    """Where all searches come first and all final trainings after them, give each question its own by order."""
    searched = [key for key, section in sections.items() if section.search is not None]
    if not any(sections[key].final_fit is None for key in searched):
        return sections
    last = max((section.search.at for section in sections.values() if section.search), default=0)
    by_model = {fit.model: fit for fit in _together([fit for fit in evidence.fits if fit.at > last], dataset)}
    fits = sorted(by_model.values(), key=lambda fit: fit.at)[-len(searched) :]
    if len(fits) < len(searched):
        return sections
    out = dict(sections)
    ends = [*(fit.at for fit in fits[1:]), _NO_END]
    for key, fit, end in zip(searched, fits, ends, strict=True):
        figures = tuple(figure for figure in evidence.figures if fit.at < figure.at < end)
        out[key] = _with_final(sections[key].model_copy(update={"figures": figures}), evidence, fit)
    return out


def _final_fit(fits: Sequence[Fit], start: int, end: int, dataset: str) -> Fit | None:
    """The last training outside a search; one on training and validation rows together before any other."""
    inside = [fit for fit in fits if start < fit.at < end and fit.search is None]
    candidates = _together(inside, dataset) or [fit for fit in inside if fit.rows.dataset in (dataset, None)]
    return candidates[-1] if candidates else None


def _together(fits: Sequence[Fit], dataset: str) -> list[Fit]:
    """Trainings outside a search on training and validation rows together."""
    outside = [fit for fit in fits if fit.search is None and fit.rows.dataset == dataset]
    return [fit for fit in outside if fit.rows.asked_pools.get("validation", 0) > 0]
