"""Saved files: which still stand, whether what they hold was trained, and which of several counts."""

from collections.abc import Collection, Iterable

from autograder.checks.agreement import agree
from autograder.model.evidence import Evidence, Fit, Prediction, SavedFile

WHOLE = ("keras", "h5", "hdf5")
_MOST = 200
"""Files that are looked at, the last ones: each is compared with every prediction."""


def standing(evidence: Evidence) -> tuple[SavedFile, ...]:
    """The last record of each path: what was written over is gone."""
    last = {item.path: item for item in sorted(evidence.saved, key=lambda item: item.at)}
    return tuple(sorted(last.values(), key=lambda item: item.at)[-_MOST:])


def is_whole(item: SavedFile) -> bool:
    """Whether the file is one that holds a whole model: not weights alone, nor an export or a pickle."""
    return item.format in WHOLE


def prediction_of(evidence: Evidence, identifier: str | None) -> Prediction | None:
    """The prediction with this id."""
    return next((item for item in evidence.predictions if item.id == identifier), None)


def own_predictions(evidence: Evidence, models: Collection[str]) -> tuple[Prediction, ...]:
    """Predictions of these models as they stood in the notebook, not of files loaded again."""
    loaded = {item.prediction for item in evidence.saved}
    return tuple(item for item in evidence.predictions if item.model in models and item.id not in loaded)


def state_of(evidence: Evidence, item: SavedFile) -> Prediction | None:
    """The file's own prediction, or that of its model in the state in which it was saved, or in its last."""
    loaded = prediction_of(evidence, item.prediction)
    if loaded is not None or item.model is None:
        return loaded
    own = own_predictions(evidence, (item.model,))
    same = [prediction for prediction in own if prediction.after_fits == item.after_fits]
    return next(iter((same or [*own])[-1:]), None)


def same_as(evidence: Evidence, item: SavedFile, models: Collection[str]) -> bool | None:
    """Whether a file holds one of these models, whatever object saved it; None where that cannot be told.

    It does where it was saved by one of them, has the trainings or weights of one, or predicts as one of them does.
    """
    behind = {fit.model for fit in evidence.fits if fit.id in item.after_fits}
    if item.model in models or not behind.isdisjoint(models):
        return True
    if not models:
        return None
    digests = {model.weights for model in evidence.models if model.id in models and model.weights}
    digests |= {other.weights for other in evidence.saved if other.model in models and other.weights}
    if item.weights in digests:
        return True
    loaded = prediction_of(evidence, item.prediction)
    if loaded is None:
        return None if item.model is None else False
    told = [agree(loaded, own) for own in own_predictions(evidence, models)]
    return True if any(told) else None if not told or None in told else False


def trained(evidence: Evidence, item: SavedFile) -> bool | None:
    """Whether the model in a file was trained when it was saved; None where that cannot be told.

    A model that was never fitted may hold trained weights all the same: loaded from another file, copied from another
    model, or given back by a search.
    """
    before = (fit for fit in evidence.fits if fit.model == item.model and fit.at < item.at)
    if item.after_fits or any(fit.epochs_run or fit.error is None for fit in before):
        return True
    record = evidence.model(item.model) if item.model is not None else None
    if record is not None and record.search is not None:
        return True
    fitted = {fit.model for fit in evidence.fits if fit.epochs_run} - {item.model}
    same = same_as(evidence, item, fitted)
    if same or item.model is not None:
        return bool(same)
    return None


def of_model(evidence: Evidence, item: SavedFile, fits: Iterable[Fit]) -> bool:
    """Whether a file may hold a model of these trainings: one of another data set's trainings does not."""
    models = {fit.model for fit in fits}
    if item.model in models or item.model is None:
        return True
    return item.model not in {fit.model for fit in evidence.fits}


def counting(evidence: Evidence, files: Iterable[SavedFile], wanted: Collection[str]) -> SavedFile | None:
    """Of several files the one that serves: a whole model that loads, is trained and is one of `wanted`; then the last.

    wanted: models that the exercise asks to save; empty where any will do.
    """

    def serves(item: SavedFile) -> tuple[bool, bool, bool, int]:
        whole = is_whole(item) and item.loads is not False
        fits = not wanted or bool(same_as(evidence, item, wanted))
        return whole, trained(evidence, item) is not False, fits, item.at

    return max(files, key=serves, default=None)
