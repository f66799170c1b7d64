"""The data of a question answered by training: all its trainings are looked at, and every measurement."""

from collections.abc import Iterable, Sequence

from autograder.checks.leaks import (
    chosen_by_test,
    mislabelled,
    shared,
    test_rows,
    trained_on_test,
    validated_on_test,
)
from autograder.checks.section import Section
from autograder.checks.split import SplitSettings, split_faults, unvalidated
from autograder.checks.verdicts import Fault
from autograder.model.evidence import Evaluation, Evidence, Fit


def training_faults(section: Section, evidence: Evidence, dataset: str, settings: SplitSettings) -> list[Fault]:
    """What is wrong with the data of a section's trainings."""
    nouns = settings.nouns
    evaluations = [item for item in evidence.evaluations if item.rows.dataset == dataset]
    tested = [] if _apart(section.fits, evaluations, settings) else section.fits
    guided = any(_honest(fit) for fit in section.fits)
    faults = [
        fault
        for fit in section.fits
        for fault in (*trained_on_test(fit, nouns), *mislabelled(fit, nouns), *shared(fit, nouns))
    ]
    for fit in tested:
        faults += chosen_by_test(fit) if guided else validated_on_test(fit, nouns)
    return [*faults, *_split(section, evidence, settings)]


def validation_unseen(section: Section) -> bool:
    """Whether a loop of the student's own may validate where the record does not see it."""
    return any(fit.via != "fit" for fit in section.fits) and not any(fit.validation for fit in section.fits)


def _split(section: Section, evidence: Evidence, settings: SplitSettings) -> list[Fault]:
    """Judged on the last training that is validated, by `fit` or beside it, one of the final model before others."""
    validated = [fit for fit in section.fits if fit.validation is not None] or _measured_apart(section, evidence)
    final = [fit for fit in validated if fit in section.final_fits]
    judged = [fit for fit in final or validated if _honest(fit)][-1:]
    if judged:
        return split_faults(judged[0], settings, "training")
    crossed = {grid.id for grid in evidence.grids}
    inside = any(fit.search in crossed for fit in section.fits)
    if validated or inside or not settings.validation or validation_unseen(section) or _measured(section, evidence):
        return []
    return [unvalidated(section.cell, "training")]


def _measured(section: Section, evidence: Evidence) -> bool:
    """Whether the trained models are measured on validation rows after `fit` instead of within it."""
    models = {fit.model for fit in section.fits}
    return any(
        item.model in models and item.rows.asked_pools.get("validation", 0) > 0.5 * item.rows.asked
        for item in evidence.evaluations
    )


def _measured_apart(section: Section, evidence: Evidence) -> list[Fit]:
    """Trainings without validation whose models `evaluate` measured on other rows, of no test set, as if those had."""
    out = []
    for fit in section.fits:
        rows = [item.rows for item in evidence.evaluations if item.model == fit.model and item.at > fit.at]
        other = [one for one in rows if one.dataset == fit.rows.dataset and one.asked != fit.rows.asked]
        out += [fit.model_copy(update={"validation": one}) for one in other if one.asked and not test_rows(one)][:1]
    return out


def _honest(fit: Fit) -> bool:
    return fit.validation is not None and not test_rows(fit.validation)


def _apart(fits: Sequence[Fit], evaluations: Iterable[Evaluation], settings: SplitSettings) -> bool:
    """Whether one part of the test set validates and the rest measures, as far as the numbers tell."""
    if settings.test_rows is None:
        return False
    validated = max((test_rows(fit.validation) for fit in fits), default=0)
    measured = max((item.rows.asked_pools.get("test", 0) for item in evaluations), default=0)
    return measured > 0 and validated + measured <= settings.test_rows
