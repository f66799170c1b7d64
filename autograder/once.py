"""Predictions that no run makes: of one model in one state twice, of a state left behind, or of another's trainings.

The recorder asks a model once in each state, that is after each of its trainings, and the model is captured with it
(`remeasure.py`). A forger who cannot forge the captured model can add a prediction of their own to it, which nothing
captured contradicts; but then there are two of that state, or one of a state that came too late.
"""

from collections.abc import Iterable, Iterator

from autograder.model.evidence import Evidence, Prediction, Tripwire


def looked_over(evidence: Evidence) -> Evidence:
    """The evidence, with a tripwire where a prediction was added to it."""
    wires = told_again(evidence)
    return evidence.model_copy(update={"tripwires": (*evidence.tripwires, *wires)}) if wires else evidence


def told_again(evidence: Evidence) -> tuple[Tripwire, ...]:
    """A tripwire for the first prediction that no run makes; honest work sets none off.

    A search's best model may be asked late how it was when it came back, because its inputs were not there before.
    """
    searched = {model.id for model in evidence.models if model.search is not None}
    trained = {fit.id: fit.model for fit in evidence.fits}
    for model, asked in _by_model(evidence.predictions):
        others = (item for item in asked if any(trained.get(fit, model) != model for fit in item.after_fits))
        wrong = next(others, None) or _twice(asked) or (None if model in searched else _left_behind(asked))
        if wrong is not None:
            told = f"{wrong.id[:60]}: {model[:60]} had answered in that state, had left it behind, or was never in it"
            return (Tripwire(code="prediction-twice", cell=wrong.cell, detail=told),)
    return ()


def _by_model(predictions: Iterable[Prediction]) -> Iterator[tuple[str, list[Prediction]]]:
    """Each model's predictions in the order of events."""
    found: dict[str, list[Prediction]] = {}
    for item in sorted(predictions, key=lambda item: item.at):
        found.setdefault(item.model, []).append(item)
    yield from found.items()


def _twice(asked: list[Prediction]) -> Prediction | None:
    seen: set[tuple[str, ...]] = set()
    for item in asked:
        if item.after_fits in seen:
            return item
        seen.add(item.after_fits)
    return None


def _left_behind(asked: list[Prediction]) -> Prediction | None:
    most = 0
    for item in asked:
        if len(item.after_fits) < most:
            return item
        most = len(item.after_fits)
    return None
