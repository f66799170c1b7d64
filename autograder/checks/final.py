"""The model that counts in the end, of questions answered by a scikit-learn search or by training."""

from autograder.checks.files import own_predictions, state_of
from autograder.checks.roles import best_fit
from autograder.checks.section import Section
from autograder.model.evidence import Evidence, Fit, SavedFile


def with_final(section: Section, evidence: Evidence, model: str | None) -> Section:
    """The section with the model that counts: the one in its file, or else `model`."""
    item = section.file
    if item is not None and item.model is not None:
        model = item.model
    loaded = state_of(evidence, item) if item is not None else None
    own = own_predictions(evidence, (model,)) if model is not None else ()
    state = loaded or (own[-1] if own else None)
    fits = _trainings(evidence, model) or _behind(evidence, item)
    return section.model_copy(
        update={
            "final_fit": fits[-1] if fits else None,
            "final_fits": fits,
            "final_epochs": sum(fit.epochs_asked for fit in fits),
            "final": state.id if state is not None else None,
        }
    )


def _behind(evidence: Evidence, item: SavedFile | None) -> tuple[Fit, ...]:
    """The trainings behind a file saved by a copy of the trained model, such as one loaded from a checkpoint."""
    return tuple(fit for fit in evidence.fits if item is not None and fit.id in item.after_fits)


def _trainings(evidence: Evidence, model: str | None) -> tuple[Fit, ...]:
    """A model's trainings outside any search; of one that Keras Tuner gave back, those of its trial."""
    own = tuple(fit for fit in evidence.fits if fit.model == model)
    outside = tuple(fit for fit in own if fit.search is None)
    if outside:
        return outside
    record = evidence.model(model) if model is not None else None
    search = next((item for item in evidence.searches if record is not None and item.id == record.search), None)
    if search is None:
        return own
    fits = evidence.fits_of(search)
    best = best_fit(search, fits)
    return tuple(fit for fit in fits if best is not None and fit.trial == best.trial)
