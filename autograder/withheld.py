"""Predictions that could not be asked again: whether the reason for it can be true.

What a model is captured with (`worker/capture.py`) is sent from the student's interpreter, so whoever keeps it back can
say what they like of the model. But the recorder gives a reason then, and each reason shows elsewhere in the record:
code of the student's own in the model's layers, a size in its parameters, a lack of room in what was sent before.
Inputs that no map of the raw ones makes show nowhere; such a prediction is held against the best accuracy that the run
measured itself, on rows that were not learnt from.
"""

import math
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from autograder.model.evidence import Evidence, Prediction
from autograder.worker.capture import MOST_SENT, MOST_WEIGHTS

_DEVIATIONS = 4.0
"""Of the difference of two shares, at most ½·√(1/n + 1/m): one honest model in thirty thousand lies further above."""
_WEIGHT_BYTES = 4
_LARGEST = 4 * MOST_WEIGHTS // 3
"""Characters of a model that is just small enough to be sent."""


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
    parameters = max((model.parameters for model in evidence.models if model.id == item.model), default=0)
    reason = kept.reasons.get(item.id)
    if reason == "size":
        return parameters * _WEIGHT_BYTES > MOST_WEIGHTS
    if reason == "room":
        return kept.sent + _LARGEST > MOST_SENT
    if reason == "code":
        return item.id in kept.foreign
    return reason == "inputs" and claimed <= _within_reach(item.dataset, evidence, rows)


def _within_reach(dataset: str, evidence: Evidence, rows: int) -> float:
    """The accuracy that a model of this run may have by chance, from the best one measured on the most rows."""
    validated, best = max(((count, value) for value, count in _validated(dataset, evidence)), default=(0, 0.0))
    return best + _DEVIATIONS * 0.5 * math.sqrt(1 / rows + 1 / validated) if validated else 0.0


def _validated(dataset: str, evidence: Evidence) -> Iterator[tuple[float, int]]:
    """The best accuracy of each training on its validation rows and of each evaluation, with the number of rows."""
    for fit in evidence.fits:
        if fit.rows.dataset == dataset and fit.validation is not None:
            seen = [
                max(filter(None, values), default=0.0) for name, values in fit.history.items() if _told(name, "val_")
            ]
            yield max(seen, default=0.0), fit.validation.kept
    for evaluation in evidence.evaluations:
        if evaluation.rows.dataset == dataset:
            seen = [value for name, value in evaluation.results.items() if _told(name)]
            yield max(seen, default=0.0), evaluation.rows.kept


def _told(name: str, prefix: str = "") -> bool:
    return name.startswith(prefix) and "acc" in name
