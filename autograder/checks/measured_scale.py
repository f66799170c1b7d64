"""Whether the images that measure a model reach it at the scale of those that trained it."""

from collections.abc import Sequence

from autograder.checks.leaks import Nouns
from autograder.checks.verdicts import Fault, both, es, number
from autograder.model.evidence import Evaluation, Fit, Rows

_OTHER = 20.0
"""Other preparations of the same pixels differ in their largest value by less than ten times; 255 is forgotten or
divided by once too often."""


def scaled_otherwise(fits: Sequence[Fit], evaluations: Sequence[Evaluation], nouns: Nouns) -> list[Fault]:
    """Test rows that were scaled unlike the training rows, where no measurement of that model has them right."""
    largest = [high for fit in fits if (high := _high(fit.rows)) is not None]
    if not largest or max(largest) > _OTHER * min(largest):
        return []
    usual = max(largest)
    by_model: dict[str, list[Evaluation]] = {}
    for item in evaluations:
        if _high(item.rows) is not None and item.rows.asked_pools.get("test", 0) > 0.5 * item.rows.asked:
            by_model.setdefault(item.model, []).append(item)
    for items in by_model.values():
        if all(not 1 / _OTHER <= (_high(item.rows) or 0) / usual <= _OTHER for item in items):
            return [_fault(items[0], _high(items[0].rows) or 0.0, usual, nouns)]
    return []


def _high(rows: Rows) -> float | None:
    return rows.high if rows.high is not None and rows.high > 0 else None


def _fault(item: Evaluation, found: float, usual: float, nouns: Nouns) -> Fault:
    text = both(
        f"El test no lleva la escala del entrenamiento: sus {nouns.many_es} llegan al modelo con valores de hasta "
        f"{es(found)}, y las de entrenamiento, de hasta {es(usual)}.",
        f"The test set is not scaled like the training data: its {nouns.many_en} reach the model with values up to "
        f"{number(found)}, those of the training up to {number(usual)}.",
    )
    cause = "not-normalised" if found > usual else "normalised-twice"
    return Fault(cause=cause, cell=item.cell, cost=0.5, message=text)
