"""`output`: a classifier's last layer and its loss belong together.

Only what cannot work is named: one unit under softmax, which is always 1; one unit under a loss that needs one for each
class; an activation that cannot give a probability. What is merely unusual passes.
"""

from autograder.checks.case import Case
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, unanswered, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Fit, Layer, Model
from autograder.model.grade import Verdict

_BY_CLASS = ("categoricalcrossentropy", "sparsecategoricalcrossentropy")
_BINARY = "binarycrossentropy"
_NO_PROBABILITY = ("relu", "tanh", "elu", "selu", "leaky_relu", "exponential")


class OutputSettings(Settings):
    """Nothing to set: how many classes there are does not change what cannot work."""


def output(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the model that counts by its last layer and the loss it was trained with."""
    OutputSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    lacking = unanswered(spec.question, section)
    if lacking is not None:
        return lacking
    fit = section.final_fit
    model = case.evidence.model(fit.model) if fit is not None else None
    if fit is None or model is None:
        return undetermined(
            both(
                "No se ve el modelo definitivo; lo revisará una persona.",
                "The final model is not seen; a person will look.",
            )
        )
    last = _last(model)
    faults = [fault for fault in (_fault(fit, model, last),) if fault is not None] if last is not None else []
    right = both("La salida y la pérdida van juntas.", "The output and the loss belong together.")
    return judged(spec.question, faults, right, {"loss": fit.loss, "last": last.kind if last is not None else None})


def _last(model: Model) -> Layer | None:
    """The last layer, if its output is what the model answers as far as can be seen."""
    return model.layers[-1] if model.layers and model.layers[-1].kind in ("Dense", "Activation", "Softmax") else None


def _units(model: Model) -> object:
    return next((layer.config.get("units") for layer in reversed(model.layers) if layer.kind == "Dense"), None)


def _fault(fit: Fit, model: Model, last: Layer) -> Fault | None:
    activation = "softmax" if last.kind == "Softmax" else str(last.config.get("activation"))
    loss = (fit.loss or "").replace("_", "").lower()
    single = _units(model) == 1
    if single and activation == "softmax":
        text = both(
            "La red termina en una sola neurona con softmax, que vale siempre 1: contesta lo mismo a todo. Con una "
            "neurona, sigmoid; con softmax, una neurona por clase.",
            "The network ends in a single unit with softmax, which is always 1: it answers the same to everything. "
            "With one unit, sigmoid; with softmax, one unit for each class.",
        )
        return Fault(cause="activation-wrong", cell=model.cell, message=text)
    if single and loss in _BY_CLASS:
        text = both(
            f"La pérdida {fit.loss} necesita una neurona por clase y la red termina en una sola: con ella va "
            "binary_crossentropy.",
            f"The loss {fit.loss} needs one unit for each class, and the network ends in a single one: "
            "binary_crossentropy goes with it.",
        )
        return Fault(cause="loss-wrong", cell=fit.cell, message=text)
    if loss in (_BINARY, *_BY_CLASS) and activation in _NO_PROBABILITY:
        text = both(
            f"La última capa termina en {activation}, que no da probabilidades: la pérdida {fit.loss} las necesita.",
            f"The last layer ends in {activation}, which gives no probabilities: the loss {fit.loss} needs them.",
        )
        return Fault(cause="activation-wrong", cell=model.cell, message=text)
    return None
