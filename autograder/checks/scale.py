"""Whether pixels reach the model scaled, and scaled once."""

from autograder.checks.roles import as_number
from autograder.checks.verdicts import Fault, both
from autograder.model.evidence import Evidence, Fit, Model, Rows

_RAW_HIGH, _RAW_MEAN = 100.0, 10.0
"""Pixels from 0 to 255 average 73 on Fashion-MNIST; standardised per pixel they reach 100 at most on rare pixels, and
average 0."""
_TWICE = 0.02
"""1/255 is 0.004: the largest value of pixels divided by 255 twice."""
_SCALING_LAYERS = ("Rescaling", "Normalization", "BatchNormalization", "LayerNormalization", "Lambda")


def _is_raw(rows: Rows, scale: float = 1.0) -> bool:
    if rows.high is None or rows.mean is None:
        return False
    return scale * rows.high > _RAW_HIGH and scale * rows.mean > _RAW_MEAN


def not_rescaled(fit: Fit, evidence: Evidence) -> list[Fault]:
    """Raw pixels into a model whose Rescaling layer leaves them as large as they were."""
    rows, scale = fit.rows, _rescaling(evidence.model(fit.model))
    if scale is None or not _is_raw(rows, scale):
        return []
    text = both(
        f"La capa Rescaling multiplica por {scale:g}: los píxeles siguen llegando hasta {scale * (rows.high or 0):g}, "
        "y se pedían entre 0 y 1.",
        f"The Rescaling layer multiplies by {scale:g}: pixels still reach {scale * (rows.high or 0):g}; 0 to 1 was "
        "asked for.",
    )
    return [Fault(cause="not-normalised", cell=fit.cell, cost=0.5, message=text)]


def scaled_unseen(fit: Fit, evidence: Evidence) -> bool:
    """Raw pixels into a model whose arithmetic between layers the record does not show."""
    model = evidence.model(fit.model)
    return _is_raw(fit.rows) and not _scales_inside(model) and (model is None or model.kind != "Sequential")


def not_scaled(fit: Fit, evidence: Evidence) -> list[Fault]:
    """Raw pixels into a model that does not scale them itself, as far as its layers show."""
    rows, model = fit.rows, evidence.model(fit.model)
    if _is_raw(rows) and model is not None and model.kind == "Sequential" and not _scales_inside(model):
        text = both(
            f"Las imágenes llegan al modelo sin normalizar: sus valores van de {rows.low or 0:g} a {rows.high:g}, y se "
            "pedían entre 0 y 1.",
            f"The images reach the model without scaling: their values run from {rows.low or 0:g} to {rows.high:g}; 0 "
            "to 1 was asked for.",
        )
        return [Fault(cause="not-normalised", cell=fit.cell, cost=0.5, message=text)]
    return []


def scaled_twice(fit: Fit, evidence: Evidence) -> list[Fault]:
    """Pixels divided by 255 more than once, by hand or by a layer."""
    rows, model = fit.rows, evidence.model(fit.model)
    if rows.high is None or rows.high <= 0:
        return []
    largest = rows.high * (_rescaling(model) or 1.0)
    if largest >= _TWICE:
        return []
    text = both(
        f"Las imágenes se han dividido más de una vez: su valor máximo es {largest:.2g}.",
        f"The images were divided more than once: their largest value is {largest:.2g}.",
    )
    return [Fault(cause="normalised-twice", cell=fit.cell, cost=0.5, message=text)]


def _scales_inside(model: Model | None) -> bool:
    return model is not None and any(layer.kind in _SCALING_LAYERS for layer in model.layers[:3])


def _rescaling(model: Model | None) -> float | None:
    """What a Rescaling layer at the model's beginning, or behind its augmentation, multiplies by; None without one."""
    layers = model.layers[:6] if model is not None else ()
    scales = [as_number(layer.config.get("scale")) for layer in layers if layer.kind == "Rescaling"]
    return next((scale for scale in scales if scale is not None and scale > 0), None)
