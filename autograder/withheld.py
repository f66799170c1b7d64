"""Predictions that could not be asked again: whether the reason for it can be true.

What a model is captured with (`worker/capture.py`) is sent from the student's interpreter, so whoever keeps it back can
say what they like of the model. But the recorder gives a reason then, and reasons show elsewhere in the record: code of
the student's own in the model's layers, a size in its parameters, a lack of room in what was sent before; only inputs
that no map of the raw ones makes show nowhere. Whatever the reason, such a prediction is held against the best accuracy
that the run measured itself, on rows that were not learnt from.
"""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from autograder.model.evidence import Evidence, Prediction, Rows
from autograder.worker.capture import MOST_SENT, MOST_WEIGHTS

_MISLABELLED = 0.01
"""Rows taken for others; who labels rows as a model answers has far more."""
_DEVIATIONS = 4.0
"""Of the difference of two shares, at most ½·√(1/n + 1/m): one honest model in thirty thousand lies further above."""
_WEIGHT_BYTES = 4
_AS_TEXT = 4 / 3
"""Characters for each byte."""
_BESIDE = 1 << 20
"""Characters of a model's configuration and of inputs that were not sent yet, at most about so many."""


@dataclass(frozen=True)
class Kept:
    """What a run sent for the independent measurement.

    reasons: by prediction, why its model was not sent. foreign: predictions whose model is recorded with parts that are
    not Keras' own. sent: characters in all.
    """

    reasons: Mapping[str, str]
    foreign: Set[str]
    sent: int


def unexplained(evidence: Evidence, open_ones: Mapping[str, float], kept: Kept, rows: int) -> Prediction | None:
    """The first prediction that was not asked again although nothing in the record speaks against it.

    open_ones: by prediction, the accuracy it claims, for those that were not asked again. rows: of the holdout.
    """
    last = max((item.at for item in evidence.predictions), default=0)
    for item in evidence.predictions:
        if item.id not in open_ones:
            continue
        cut_short = evidence.ending.kind != "finished" and item.at == last
        if not cut_short and not _believable(item, evidence, open_ones[item.id], kept, rows):
            return item
    return None


def _believable(item: Prediction, evidence: Evidence, claimed: float, kept: Kept, rows: int) -> bool:
    return _shows(item, evidence, kept) and claimed <= _within_reach(item.dataset, evidence, rows)


def _shows(item: Prediction, evidence: Evidence, kept: Kept) -> bool:
    """Whether the record bears out the reason that was given; of inputs it holds nothing."""
    weights = _WEIGHT_BYTES * max((model.parameters for model in evidence.models if model.id == item.model), default=0)
    reason = kept.reasons.get(item.id)
    if reason == "size":
        return weights > MOST_WEIGHTS
    if reason == "room":
        return kept.sent + _AS_TEXT * weights + _BESIDE > MOST_SENT
    if reason == "code":
        return item.id in kept.foreign
    return reason == "inputs"


@dataclass(frozen=True)
class _Measured:
    """An accuracy on `rows` rows that were not learnt from, of a model that learnt from `learnt` rows."""

    rows: int
    best: float
    learnt: float


def _within_reach(dataset: str, evidence: Evidence, rows: int) -> float:
    """The accuracy that a model of this run may have by chance, from the best one measured on the most rows.

    A model that learnt from more rows than the measured one errs less. Learning curves are power laws with exponents
    from 0.07 to 0.35 (Hestness et al., arXiv:1712.00409); a half is allowed.
    """
    measured = max(_measured(dataset, evidence), key=lambda item: (item.rows, item.best), default=None)
    if measured is None:
        return 0.0
    most = max((fit.rows.kept for fit in evidence.fits if fit.rows.dataset == dataset), default=0)
    more = min(1.0, measured.learnt / most) if most and measured.learnt else 1.0
    chance = _DEVIATIONS * 0.5 * math.sqrt(1 / rows + 1 / measured.rows)
    return 1 - (1 - measured.best) * math.sqrt(more) + chance


def _measured(dataset: str, evidence: Evidence) -> Iterator[_Measured]:
    """Of trainings what validation rows tell, of searches by folds their mean, of evaluations those on other rows."""
    learnt = {fit.model: fit.rows.kept for fit in evidence.fits}
    for fit in evidence.fits:
        if fit.validation is not None and not fit.shared_rows and _sound(fit.validation, dataset):
            yield _Measured(fit.validation.kept, _best(fit.history, "val_"), fit.rows.kept)
    for grid in evidence.grids:
        if _sound(grid.rows, dataset):
            shares = [trial.score for trial in grid.trials if trial.score is not None and 0 <= trial.score <= 1]
            yield _Measured(grid.rows.kept, max(shares, default=0.0), grid.rows.kept * (1 - 1 / (grid.folds or 2)))
    for evaluation in evidence.evaluations:
        if _sound(evaluation.rows, dataset) and not evaluation.rows.pools.get("train"):
            best = _best({name: (value,) for name, value in evaluation.results.items()})
            yield _Measured(evaluation.rows.kept, best, learnt.get(evaluation.model, 0))


def _sound(rows: Rows, dataset: str) -> bool:
    """Whether these are rows of the data set with their own labels."""
    return rows.dataset == dataset and rows.kept > 0 and rows.labels_wrong <= _MISLABELLED * rows.kept


def _best(measured: Mapping[str, Sequence[float | None]], prefix: str = "") -> float:
    told = [values for name, values in measured.items() if name.startswith(prefix) and "acc" in name]
    return max((value for values in told for value in values if value is not None), default=0.0)
