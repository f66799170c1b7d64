"""What a callback listens to: the metric asked for or any of the validation data, heard, in the right direction."""

from pydantic import JsonValue

from autograder.checks.metrics import heard
from autograder.checks.verdicts import both
from autograder.model.base import Text
from autograder.model.evidence import Callback, Fit

_UPWARDS = ("acc", "auc", "precision", "recall", "f1")


def deaf(item: Callback, fit: Fit, asked: str | None, kind: str) -> Text | None:
    """Why a callback never acts, or acts on the wrong side, although it names a metric that will do."""
    found = item.config.get("monitor")
    if not heard(found, fit) or (asked is None and _has_no_validation(fit)):
        return both(
            f"{kind} vigila {found}, que el entrenamiento no mide: no actúa nunca.",
            f"{kind} monitors {found}, which the training does not measure: it never acts.",
        )
    wrong = _wrong_mode(found, asked)
    if wrong is None or item.config.get("mode") != wrong:
        return None
    if wrong == "min":
        return both(
            f"{kind} toma por mejor el valor más pequeño de {found} (mode='min').",
            f"{kind} takes the smallest value of {found} for the best (mode='min').",
        )
    return both(
        f"{kind} toma por mejor el valor más grande de {found} (mode='max').",
        f"{kind} takes the largest value of {found} for the best (mode='max').",
    )


def not_validation(item: Callback, kind: str) -> Text | None:
    """Why what a callback listens to is no metric of the validation data."""
    found = item.config.get("monitor")
    if isinstance(found, str) and found.startswith("val_"):
        return None
    return both(
        f"{kind} vigila {found}, que no se mide con los datos de validación: no ve el sobreajuste.",
        f"{kind} monitors {found}, which is not measured on the validation data: it does not see overfitting.",
    )


def _has_no_validation(fit: Fit) -> bool:
    measured = [name for name, values in fit.history.items() if values]
    return fit.validation is None and bool(measured) and not any(name.startswith("val_") for name in measured)


def _wrong_mode(found: JsonValue, asked: str | None) -> str | None:
    """The direction that makes no sense for a metric: a loss is the better the smaller, an accuracy the larger."""
    name = str(asked or found).lower()
    if "loss" in name:
        return "max"
    return "min" if asked is not None or any(word in name for word in _UPWARDS) else None
