"""Whether a callback class of the student's own does what the class it comes from does."""

from collections.abc import Sequence
from itertools import pairwise

from autograder.checks.roles import as_number
from autograder.checks.verdicts import Fault, both
from autograder.model.base import Text
from autograder.model.evidence import Callback, Fit
from autograder.stalling import slept_through

_ROUNDING = 1e-6


def idle(kind: str, cause: str, fits: Sequence[Fit]) -> Fault | None:
    """The fault of a subclass that never acts, in trainings of which one at least gave it cause to; else None.

    Keras' own classes act. A subclass that acts in some training has a rule of its own, and a short training shows
    nothing.
    """
    pairs = [(item, fit) for fit in fits for item in fit.callbacks if item.is_a(kind) and item.kind != kind]
    asleep = [(item, fit) for item, fit in pairs if _asleep(kind, item, fit)]
    if not asleep or any(_acted(kind, item, fit) for item, fit in pairs):
        return None
    item, fit = asleep[0]
    return Fault(cause=cause, cell=fit.cell, cost=0.5, message=_told(kind, item))


def _asleep(kind: str, item: Callback, fit: Fit) -> bool:
    if not slept_through(item, fit.history):
        return False
    if kind != "ReduceLROnPlateau":
        return True
    rates = [rate for rate in fit.rates if rate is not None]
    floor = as_number(item.config.get("min_lr")) or 0.0
    return len(rates) == len(fit.rates) > 1 and min(rates) > floor * (1 + _ROUNDING)


def _acted(kind: str, item: Callback, fit: Fit) -> bool:
    if kind != "ReduceLROnPlateau":
        return fit.stopped_by == item.kind
    rates = [rate for rate in fit.rates if rate is not None]
    return any(after < before * (1 - _ROUNDING) for before, after in pairwise(rates))


def _told(kind: str, item: Callback) -> Text:
    name, monitor, patience = item.kind[:60], item.config.get("monitor"), item.config.get("patience")
    return both(
        f"{name} hereda de {kind}, pero no actúa: {monitor} deja de mejorar más de {patience} épocas y el "
        "entrenamiento sigue igual.",
        f"{name} inherits from {kind} but never acts: {monitor} stops improving for more than {patience} epochs and "
        "the training goes on as before.",
    )
