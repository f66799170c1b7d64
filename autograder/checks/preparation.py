"""`preparation`: the data are scaled, split as asked, and test rows stay out of training and choosing."""

from collections.abc import Iterable, Sequence

from autograder.checks.case import Case
from autograder.checks.leaks import (
    chosen_by_test,
    measured_wrongly,
    mislabelled,
    normalised_by_test,
    search_leaks,
    searched_on_test,
    trained_on_test,
)
from autograder.checks.measured_scale import scaled_otherwise
from autograder.checks.scale import not_rescaled, not_scaled, scaled_twice, scaled_unseen
from autograder.checks.section import Section
from autograder.checks.split import SplitSettings, split_faults
from autograder.checks.training_data import training_faults, validation_unseen
from autograder.checks.verdicts import Fault, both, judged, missing, never_trained, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Fit
from autograder.model.grade import Verdict


class PreparationSettings(SplitSettings):
    """How the data must be split, and whether the exercise asks for raw pixels. Texts have no scale."""

    raw: bool = False


def preparation(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the graded data of all questions together: each mistake is counted once."""
    settings = PreparationSettings.model_validate(spec.settings)
    sections = [case.section(question.id) for question in case.assignment.questions]
    fits = [fit for section in sections for fit in _shown(section)]
    if not fits:
        return _nothing_trained(spec, sections, case.section(spec.question))
    known = [fit for fit in fits if fit.rows.dataset is not None]
    faults: dict[str, Fault] = {}
    for fault in _all_faults(sections, case, settings):
        faults.setdefault(fault.cause, fault)
    doubt = None if faults else _doubt(fits, known, sections, case.evidence, settings)
    if doubt is not None:
        return doubt
    right = both(
        "Los datos están escalados y bien divididos; el test no interviene en el ajuste.",
        "The data are scaled and split as they should be; the test set takes no part in the tuning.",
    )
    if settings.rows == "texts":
        right = both(
            "Los datos están bien divididos; el test no interviene en el ajuste.",
            "The data are split as they should be; the test set takes no part in the tuning.",
        )
    grids = [grid for section in sections for grid in section.grids]
    rows, validation = (grids[-1] if grids else fits[0]).rows, fits[0].validation
    shown = {"train_rows": rows.asked, "validation_rows": validation.asked if validation else 0}
    return judged(spec.question, list(faults.values()), right, {**shown, "low": rows.low, "high": rows.high})


def _shown(section: Section) -> tuple[Fit, ...]:
    """The training that stands for a section's data: a search's first, otherwise the last of the final model."""
    if section.answer == "training":
        return (section.final_fits or section.fits)[-1:]
    return section.fits[:1]


def _all_faults(sections: Sequence[Section], case: Case, settings: PreparationSettings) -> Iterable[Fault]:
    evidence, dataset = case.evidence, case.assignment.graded_dataset
    for section in sections:
        for fit in _shown(section):
            if fit.rows.dataset is not None:
                yield from (*_scale(fit, evidence, settings), *normalised_by_test(fit, settings.nouns))
        if section.answer == "training":
            yield from training_faults(section, evidence, dataset, settings)
        else:
            yield from _search_faults(section, settings)
    for section in sections:
        final, nouns = section.final_fit, settings.nouns
        if final is not None and section.answer != "training":
            yield from (*trained_on_test(final, nouns), *mislabelled(final, nouns), *chosen_by_test(final))
    measured = [item for item in evidence.evaluations if item.rows.dataset == dataset]
    for item in measured:
        yield from measured_wrongly(item, settings.nouns)
    if settings.rows == "images":
        trained = [fit for fit in evidence.fits if fit.rows.dataset == dataset]
        yield from scaled_otherwise(trained, measured, settings.nouns)


def _search_faults(section: Section, settings: PreparationSettings) -> Iterable[Fault]:
    for fit in section.fits[:1]:
        if fit.rows.dataset is not None:
            # A leak first: it may be why the numbers of rows are not those asked for.
            yield from search_leaks(fit, settings.nouns)
            yield from split_faults(fit, settings, "search") if section.answer == "search" else ()
    for grid in section.grids:
        yield from searched_on_test(grid, settings.nouns)


def _scale(fit: Fit, evidence: Evidence, settings: PreparationSettings) -> list[Fault]:
    if settings.rows == "texts":
        return []
    unscaled = [] if settings.raw else not_scaled(fit, evidence)
    return unscaled or not_rescaled(fit, evidence) or scaled_twice(fit, evidence)


def _doubt(
    fits: Sequence[Fit],
    known: Sequence[Fit],
    sections: Sequence[Section],
    evidence: Evidence,
    settings: PreparationSettings,
) -> Verdict | None:
    """What the record does not show although it would have to be right."""
    if len(known) < len(fits):
        return _unseen(
            both("No se reconocen las filas con las que se entrena", "The rows trained on could not be recognised")
        )
    pixels = settings.rows == "images" and not settings.raw
    if pixels and any(scaled_unseen(fit, evidence) for fit in known):
        return _unseen(
            both(
                "Las imágenes llegan al modelo sin escalar y no se ve si el modelo las escala",
                "The images reach the model without scaling, and whether the model scales them is not seen",
            )
        )
    if settings.validation and any(section.answer == "training" and validation_unseen(section) for section in sections):
        return _unseen(
            both(
                "Hay un bucle de entrenamiento propio y no se ve con qué datos se valida",
                "There is a training loop of your own, and which data validate is not seen",
            )
        )
    return None


def _nothing_trained(spec: CheckSpec, sections: Sequence[Section], own: Section) -> Verdict:
    for section in sections:
        source = section.search or section.grid
        if source is not None and section.all_failed:
            return never_trained(spec.question, source)
    if any(section.search is not None or section.grid is not None for section in sections):
        return _unseen(
            both("La búsqueda no entrena con model.fit y no se ven sus datos", "The search's data are not seen")
        )
    return missing(spec.question, own)


def _unseen(what: Text) -> Verdict:
    return undetermined(both(f"{what.es}; lo revisará una persona.", f"{what.en}; a person will look."))
