"""`overfit`: the sanity check that a network can learn a handful of examples by heart.

Judged from the trainings themselves, wherever they stand: one on about as many rows as asked for, whose accuracy on
those rows reached 1. Where a training measured no accuracy, its loss may prove it: with a mean cross-entropy below
ln 2 / n over n rows, each row's own is below ln 2, so each right class has more than half of the probability.
"""

import math
from collections.abc import Sequence

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.metrics import same_metric
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, broken, judged, percent, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Fit
from autograder.model.grade import Verdict

_ALMOST = 1e-6
"""Accuracies are means in single precision."""
_REACHED_TWICE_AS_MANY = 2.0
"""Somewhat more examples than asked for are as good a proof, the more so as they are harder to learn by heart."""


class OverfitSettings(Settings):
    """How many rows are to be learnt by heart; from half of them to twice as many count as the same experiment."""

    rows: int = 20


def overfit(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the best of the trainings on so few rows; those of one model count together."""
    settings = OverfitSettings.model_validate(spec.settings)
    evidence = case.evidence
    tried = _trainings(evidence, settings.rows, case.assignment.graded_dataset)
    if not tried:
        return _missing(spec.question, settings.rows)
    reached = {fit.id: _reached(fit, evidence) for fit in tried}
    shown: dict[str, JsonValue] = {"rows": tried[-1].rows.kept, "epochs": tried[-1].epochs_run}
    best = max((value for value in reached.values() if value is not None), default=None)
    if best is not None and best >= 1 - _ALMOST:
        return judged(spec.question, [], _right(settings.rows), {**shown, "accuracy": best})
    error = broken(tried)
    if error is not None:
        fault = Fault(cause="not-trained", cell=tried[-1].cell, message=_ended_by(error))
        return judged(spec.question, [fault], both("", ""), shown)
    if best is None or any(_cut(fit) for fit in tried):
        return undetermined(_unknown(), {**shown, "accuracy": best})
    fault = Fault(cause="not-trained", cell=tried[-1].cell, cost=0.5, message=_short_of(best, tried[-1]))
    return judged(spec.question, [fault], both("", ""), {**shown, "accuracy": best})


def _trainings(evidence: Evidence, rows: int, dataset: str) -> list[Fit]:
    """Trainings on so few rows; rows of no known data set (a student's own augmentation) count too.

    Steps of a loop ask for the same rows again and again, so there it is the different ones that count.
    """
    return [
        fit
        for fit in evidence.fits
        if fit.rows.dataset in (dataset, None) and rows / 2 <= _size(fit) <= _REACHED_TWICE_AS_MANY * rows
    ]


def _size(fit: Fit) -> int:
    return fit.rows.asked if fit.via == "fit" else fit.rows.kept


def _cut(fit: Fit) -> bool:
    """Whether the budget ended a training that might have reached it."""
    return fit.stopped_by == "budget"


def _reached(fit: Fit, evidence: Evidence) -> float | None:
    """The accuracy that this training attained on its own rows; None where nothing tells."""
    seen = [max(values) for values in _accuracies(fit.history, fit) if values]
    seen += [
        value
        for item in evidence.evaluations
        if item.model == fit.model and item.at > fit.at and item.rows.asked == _size(fit)
        for values in _accuracies({name: (value,) for name, value in item.results.items()}, fit)
        for value in values
    ]
    losses = [value for value in fit.history.get("loss", ()) if value is not None and math.isfinite(value)]
    known = (fit.loss or "").replace("_", "").lower().endswith("crossentropy")
    if known and losses and min(losses) < math.log(2) / max(1, fit.rows.kept):
        seen.append(1.0)
    return max(seen, default=None)


def _accuracies(history: dict[str, tuple[float | None, ...]], fit: Fit) -> list[Sequence[float]]:
    return [
        [value for value in values if value is not None]
        for name, values in history.items()
        if same_metric("accuracy", name, (fit,))
    ]


def _right(rows: int) -> Text:
    return both(
        f"La red llega a una exactitud de 1,0 con unos {rows} ejemplos.",
        f"The network reaches an accuracy of 1.0 on some {rows} examples.",
    )


def _missing(question: str, rows: int) -> Verdict:
    text = both(
        f"Ningún entrenamiento usa unos {rows} ejemplos: falta sobreajustar a propósito.",
        f"No training uses some {rows} examples: overfitting on purpose is missing.",
    )
    return judged(question, [Fault(cause="answer-missing", message=text)], both("", ""))


def _unknown() -> Text:
    return both(
        "No se ve qué exactitud alcanza la red con esos pocos ejemplos; lo revisará una persona.",
        "What accuracy the network attains on those few examples is not seen; a person will look.",
    )


def _ended_by(error: str) -> Text:
    return both(f"El entrenamiento acaba con un error: {error}", f"The training ends with an error: {error}")


def _short_of(best: float, fit: Fit) -> Text:
    return both(
        f"La red se queda en una exactitud de {percent(best, True)} con {_size(fit)} ejemplos tras "
        f"{fit.epochs_run} épocas; debía aprenderlos todos.",
        f"The network stops at an accuracy of {percent(best)} on {_size(fit)} examples after {fit.epochs_run} "
        "epochs; it had to learn them all.",
    )
