"""Questions answered by a scikit-learn search: its trainings, its best model, and the model that counts in the end.

Of several searches (coarse, then fine) the last one that trained counts. The model that counts is the one in the saved
file; without one, a model trained anew like the best candidate; without that, the search's own refit.
"""

from collections.abc import Sequence

from autograder.checks.files import counting, of_model, own_predictions, standing
from autograder.checks.final import with_final
from autograder.checks.section import Section
from autograder.checks.twins import best_models
from autograder.model.assignment import Question
from autograder.model.evidence import Evidence, GridSearch


def grid_sections(questions: tuple[Question, ...], evidence: Evidence, dataset: str) -> dict[str, Section]:
    """The sections of these questions; several share the searches out by their order, the last ones counting."""
    grids = [grid for grid in evidence.grids if _is_graded(evidence, grid, dataset)]
    if len(questions) == 1:
        return {questions[0].id: _section(evidence, grids, dataset)}
    chosen: list[list[GridSearch]] = [[grid] for grid in grids[-len(questions) :]]
    chosen += [[] for _ in range(len(questions) - len(chosen))]
    return {question.id: _section(evidence, own, dataset) for question, own in zip(questions, chosen, strict=True)}


def _is_graded(evidence: Evidence, grid: GridSearch, dataset: str) -> bool:
    seen = {fit.rows.dataset for fit in evidence.fits_of(grid)} | {grid.rows.dataset}
    return dataset in seen or seen == {None}


def _section(evidence: Evidence, grids: Sequence[GridSearch], dataset: str) -> Section:
    if not grids:
        return Section(answer="grid")
    grid = next((grid for grid in reversed(grids) if evidence.fits_of(grid)), grids[-1])
    best = best_models(evidence, grid)
    tuned = own_predictions(evidence, best[:1]) if grid.best_model is not None else ()
    inside = {fit.model for item in grids for fit in evidence.fits_of(item)}
    graded = [fit for fit in evidence.fits if fit.rows.dataset in (dataset, None) or fit.model in inside]
    saved = tuple(item for item in standing(evidence) if of_model(evidence, item, graded))
    section = Section(
        answer="grid",
        grid=grid,
        grids=tuple(grids),
        fits=evidence.fits_of(grid),
        tuned_models=best,
        tuned=tuned[-1].id if tuned else None,
        saved=saved,
        file=counting(evidence, saved, best),
        figures=tuple(figure for figure in evidence.figures if figure.at > grids[0].at),
    )
    return with_final(section, evidence, best[-1] if best else None)
