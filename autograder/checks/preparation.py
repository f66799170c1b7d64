"""`preparation`: the data are scaled, split as asked, and test rows stay out of training and choosing."""

from collections.abc import Sequence

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.roles import as_number
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing_search, never_trained, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Fit, Model, Rows
from autograder.model.grade import Verdict

_RAW_HIGH, _RAW_MEAN = 100.0, 10.0
"""Pixels from 0 to 255 average 73 on Fashion-MNIST; standardised per pixel they reach 100 at most on rare pixels, and
average 0."""
_TWICE = 0.02
"""1/255 is 0.004: the largest value of pixels divided by 255 twice."""
_FEW = 0.005
"""The share of rows below which a finding may be a row taken for another; a real mistake concerns hundreds."""
_MISLABELLED = 0.01
_SCALING_LAYERS = ("Rescaling", "Normalization", "BatchNormalization", "LayerNormalization", "Lambda")
_LISTENERS = ("EarlyStopping", "ReduceLROnPlateau")


class PreparationSettings(Settings):
    """How many training rows the search may train on and validate on."""

    train_rows: tuple[int, int]
    validation_rows: tuple[int, int]
    raw: bool = False
    """Whether the exercise asks for raw pixels."""


def preparation(case: Case, spec: CheckSpec) -> Verdict:
    """Judge all graded searches' data together: each mistake is counted once."""
    settings = PreparationSettings.model_validate(spec.settings)
    sections = [case.section(question.id) for question in case.assignment.questions]
    fits = [section.fits[0] for section in sections if section.fits]
    if not fits:
        return _nothing_trained(spec, sections)
    known = [fit for fit in fits if fit.rows.dataset is not None]
    finals = [section.final_fit for section in sections if section.final_fit is not None]
    faults: dict[str, Fault] = {}
    for fault in _all_faults(known, finals, case.evidence, settings):
        faults.setdefault(fault.cause, fault)
    if not faults and len(known) < len(fits):
        return _unseen(
            both("No se reconocen las filas con las que se entrena", "The rows trained on could not be recognised")
        )
    if not faults and any(_scaled_unseen(fit, case.evidence, settings) for fit in known):
        return _unseen(
            both(
                "Las imágenes llegan al modelo sin escalar y no se ve si el modelo las escala",
                "The images reach the model without scaling, and whether the model scales them is not seen",
            )
        )
    right = both(
        "Los datos están escalados y bien divididos; el test no interviene en el ajuste.",
        "The data are scaled and split as they should be; the test set takes no part in the tuning.",
    )
    rows, validation = fits[0].rows, fits[0].validation
    shown = {"train_rows": rows.asked, "validation_rows": validation.asked if validation else 0}
    return judged(spec.question, list(faults.values()), right, {**shown, "low": rows.low, "high": rows.high})


def _all_faults(
    fits: Sequence[Fit], finals: Sequence[Fit], evidence: Evidence, settings: PreparationSettings
) -> list[Fault]:
    searched = [
        fault for fit in fits for fault in (*_scale(fit, evidence, settings), *_split(fit, settings), *_leaks(fit))
    ]
    final = [fault for fit in finals for fault in (*_trained_on_test(fit), *_mislabelled(fit), *_stopped_by_test(fit))]
    return [*searched, *final]


def _nothing_trained(spec: CheckSpec, sections: Sequence[Section]) -> Verdict:
    failed = next((section.search for section in sections if section.search is not None and section.all_failed), None)
    if failed is not None:
        return never_trained(spec.question, failed)
    if any(section.search is not None for section in sections):
        return _unseen(
            both("La búsqueda no entrena con model.fit y no se ven sus datos", "The search's data are not seen")
        )
    return missing_search(spec.question)


def _unseen(what: Text) -> Verdict:
    return undetermined(both(f"{what.es}; lo revisará una persona.", f"{what.en}; a person will look."))


# -- scale ---------------------------------------------------------------------------------------------------------


def _is_raw(rows: Rows, settings: PreparationSettings) -> bool:
    if settings.raw or rows.high is None or rows.mean is None:
        return False
    return rows.high > _RAW_HIGH and rows.mean > _RAW_MEAN


def _scaled_unseen(fit: Fit, evidence: Evidence, settings: PreparationSettings) -> bool:
    """Raw pixels into a model whose arithmetic between layers the record does not show."""
    model = evidence.model(fit.model)
    return _is_raw(fit.rows, settings) and not _scales_inside(model) and (model is None or model.kind != "Sequential")


def _scale(fit: Fit, evidence: Evidence, settings: PreparationSettings) -> list[Fault]:
    rows, model = fit.rows, evidence.model(fit.model)
    if _is_raw(rows, settings) and model is not None and model.kind == "Sequential" and not _scales_inside(model):
        text = both(
            f"Las imágenes llegan al modelo sin normalizar: sus valores van de {rows.low or 0:g} a {rows.high:g}, y se "
            "pedían entre 0 y 1.",
            f"The images reach the model without scaling: their values run from {rows.low or 0:g} to {rows.high:g}; 0 "
            "to 1 was asked for.",
        )
        return [Fault(cause="not-normalised", cell=fit.cell, cost=0.5, message=text)]
    if rows.high is None or settings.raw or rows.high <= 0:
        return []
    largest = rows.high * (_rescaling(model) if rows.high < _RAW_HIGH else 1.0)
    if largest >= _TWICE:
        return []
    text = both(
        f"Las imágenes se han dividido más de una vez: su valor máximo es {largest:.2g}.",
        f"The images were divided more than once: their largest value is {largest:.2g}.",
    )
    return [Fault(cause="normalised-twice", cell=fit.cell, cost=0.5, message=text)]


def _scales_inside(model: Model | None) -> bool:
    return model is not None and any(layer.kind in _SCALING_LAYERS for layer in model.layers[:3])


def _rescaling(model: Model | None) -> float:
    """What a Rescaling layer at the model's beginning multiplies by."""
    layers = model.layers[:3] if model is not None else ()
    scales = [as_number(layer.config.get("scale")) for layer in layers if layer.kind == "Rescaling"]
    return next((scale for scale in scales if scale is not None and scale > 0), 1.0)


# -- split ---------------------------------------------------------------------------------------------------------


def _split(fit: Fit, settings: PreparationSettings) -> list[Fault]:
    validated = fit.validation.asked if fit.validation is not None else 0
    low, high = settings.train_rows
    least, most = settings.validation_rows
    if low <= fit.rows.asked <= high and least <= validated <= most:
        return []
    if not validated:
        text = both("La búsqueda no tiene datos de validación.", "The search has no validation data.")
    else:
        swapped = validated > fit.rows.asked
        text = both(
            f"La división no es la pedida: se entrena con {fit.rows.asked} imágenes y se valida con {validated}."
            + (" Parece que falta el signo menos en el corte." if swapped else ""),
            f"The split is not the one asked for: {fit.rows.asked} images train and {validated} validate."
            + (" A minus sign seems to be missing in the slice." if swapped else ""),
        )
    return [Fault(cause="split-wrong", cell=fit.cell, message=text, cost=0.5)]


# -- leaks ---------------------------------------------------------------------------------------------------------


def _leaks(fit: Fit) -> list[Fault]:
    faults = [*_trained_on_test(fit), *_mislabelled(fit)]
    tested = _test_rows(fit.validation)
    if tested:
        text = both(
            f"La búsqueda valida con {tested} imágenes de test: el test elige los hiperparámetros y deja de medir.",
            f"The search validates on {tested} test images: the test set chooses the hyperparameters and no longer "
            "measures anything.",
        )
        faults.append(Fault(cause="test-as-validation", cell=fit.cell, message=text))
    if fit.shared_rows > _FEW * fit.rows.kept:
        text = both(
            f"Hay imágenes que están a la vez en entrenamiento y en validación ({fit.shared_rows} distintas).",
            f"Some images are in the training and in the validation data ({fit.shared_rows} distinct ones).",
        )
        faults.append(Fault(cause="validation-leak", cell=fit.cell, message=text))
    return faults


def _mislabelled(fit: Fit) -> list[Fault]:
    rows = fit.rows
    total = rows.labels_right + rows.labels_wrong
    if not total or rows.labels_wrong <= _MISLABELLED * total:
        return []
    share = f"{100 * rows.labels_wrong / total:.0f}"
    text = both(
        f"El {share} % de las etiquetas no corresponde a su imagen.",
        f"{share} % of the labels do not belong to their image.",
    )
    return [Fault(cause="labels-misaligned", cell=fit.cell, message=text)]


def _trained_on_test(fit: Fit) -> list[Fault]:
    rows = _test_rows(fit.rows)
    if not rows:
        return []
    text = both(f"Se entrena con {rows} imágenes de test.", f"{rows} test images are trained on.")
    return [Fault(cause="test-leak", cell=fit.cell, message=text)]


def _stopped_by_test(fit: Fit) -> list[Fault]:
    """The final training may show the test set's curves; a callback that listens to them chooses by the test set."""
    if not _test_rows(fit.validation):
        return []
    for item in fit.callbacks:
        monitor = str(item.config.get("monitor", ""))
        if any(item.is_a(kind) for kind in _LISTENERS) and monitor.startswith("val_"):
            text = both(
                f"En el entrenamiento final, {item.kind} vigila {monitor} y esos datos son los de test: el test decide "
                "y deja de medir.",
                f"In the final training {item.kind} monitors {monitor}, and those data are the test set: it decides "
                "and no longer measures.",
            )
            return [Fault(cause="test-as-validation", cell=fit.cell, cost=0.5, message=text)]
    return []


def _test_rows(rows: Rows | None) -> int:
    """Test rows among these, if they are more than a few taken for another."""
    count = rows.asked_pools.get("test", 0) if rows is not None else 0
    return count if rows is not None and count > _FEW * rows.asked else 0
