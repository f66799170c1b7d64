"""Questions answered by training, however the student went about it: by hand, or with a search of either kind.

The model that counts is the one in the file saved last; without a file, the one trained last or given back last by a
search.
"""

from collections.abc import Collection, Sequence

from autograder.checks.files import counting, of_model, standing
from autograder.checks.final import with_final
from autograder.checks.section import Section
from autograder.model.evidence import Evidence, Fit

_SANITY_ROWS = 200
"""Trainings on fewer rows try whether a model can overfit a handful: no answer where there are others."""


def training_section(evidence: Evidence, dataset: str, others: Sequence[Section]) -> Section:
    """All trainings on the graded data set, less those of the models that answer `others`, where any are left."""
    every = [fit for fit in evidence.fits if fit.rows.dataset in (dataset, None)]
    graded = [fit for fit in every if fit.via != "fit" or fit.rows.asked >= _SANITY_ROWS] or every
    claimed = _claimed(others)
    fits = [fit for fit in graded if fit.model not in claimed] or graded
    if not fits:
        return Section(answer="training")
    saved = tuple(item for item in standing(evidence) if of_model(evidence, item, fits) and item.model not in claimed)
    last = _last(evidence, fits, dataset)
    section = Section(
        answer="training",
        fits=tuple(fits),
        saved=saved,
        file=counting(evidence, saved, ()),
        figures=tuple(figure for figure in evidence.figures if figure.at > fits[0].at),
    )
    return with_final(section, evidence, last)


def _claimed(others: Sequence[Section]) -> Collection[str]:
    models: set[str] = set()
    for section in others:
        models |= {*section.tuned_models, *(fit.model for fit in (*section.fits, *section.final_fits))}
    return models


def _last(evidence: Evidence, fits: Sequence[Fit], dataset: str) -> str | None:
    """The model trained last outside any search, or given back by one after that; known rows go before unknown ones."""
    outside = [fit for fit in fits if fit.search is None and (fit.epochs_run or fit.error is None)]
    known = [fit for fit in outside if fit.rows.dataset == dataset] or outside
    searches = {fit.search for fit in fits}
    events = [(fit.at, fit.model) for fit in known[-1:]]
    events += [(item.at, item.id) for item in evidence.models if item.rank == 0 and item.search in searches]
    return max(events)[1] if events else fits[-1].model
