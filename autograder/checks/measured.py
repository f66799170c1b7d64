"""Whether a model was measured on the test set: with `evaluate` or `predict`, itself or a saved copy of it."""

from collections.abc import Collection

from autograder.model.evidence import Evidence


def measured(evidence: Evidence, models: Collection[str], test_rows: int, after: int = -1) -> bool:
    """Whether one of these models was measured on at least `test_rows` test images, later than `after`.

    A model that was saved and loaded again is another object with the same weights. What is measured once a model has
    been trained further, by a fit that began later than `after`, says nothing about it as it was.
    """
    digests = {model.weights for model in evidence.models if model.id in models and model.weights}
    same = {model.id for model in evidence.models if model.id in models or model.weights in digests} | {*models}
    trained: dict[str, int] = {}
    for fit in evidence.fits:
        if fit.at > after and fit.search is None:
            trained[fit.model] = min(fit.at, trained.get(fit.model, fit.at))
    return any(
        item.model in same
        and after < item.at < trained.get(item.model, item.at + 1)
        and item.rows.asked_pools.get("test", 0) >= test_rows
        for item in evidence.evaluations
    )
