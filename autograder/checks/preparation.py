"""`preparation`: the data are scaled, split as asked, and test rows stay out of training and validation."""

from autograder.checks.case import Case
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing_search, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Evidence, Fit, Model, Rows
from autograder.model.grade import Verdict

_RAW_HIGH, _RAW_MEAN = 100.0, 10.0
"""Pixels from 0 to 255 average 73 on Fashion-MNIST; standardised per pixel they reach 100 at most on rare pixels, and
average 0."""
_TWICE = 0.02
"""1/255 is 0.004: the largest value of pixels divided by 255 twice."""
_MISLABELLED = 0.01
_SCALING_LAYERS = ("Rescaling", "Normalization", "BatchNormalization")


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
        return missing_search(spec.question)
    if all(fit.rows.dataset is None for fit in fits):
        return undetermined(
            both(
                "No se reconocen las filas con las que se entrena; lo revisará una persona.",
                "The rows trained on could not be recognised; a person will look.",
            )
        )
    faults: dict[str, Fault] = {}
    for fit in fits:
        for fault in [*_scale(fit, case.evidence, settings), *_split(fit, settings), *_leaks(fit)]:
            faults.setdefault(fault.cause, fault)
    for section in sections:
        if section.final_fit is not None:
            for fault in _trained_on_test(section.final_fit):
                faults.setdefault(fault.cause, fault)
    right = both(
        "Los datos están escalados y bien divididos; el test no interviene en el ajuste.",
        "The data are scaled and split as they should be; the test set takes no part in the tuning.",
    )
    rows = fits[0].rows
    return judged(
        spec.question,
        list(faults.values()),
        right,
        {
            "train_rows": rows.asked,
            "validation_rows": fits[0].validation.asked if fits[0].validation else 0,
            "low": rows.low,
            "high": rows.high,
        },
    )


def _scale(fit: Fit, evidence: Evidence, settings: PreparationSettings) -> list[Fault]:
    rows = fit.rows
    if rows.high is None or rows.mean is None or settings.raw:
        return []
    inside = _scales_inside(evidence.model(fit.model))
    if rows.high > _RAW_HIGH and rows.mean > _RAW_MEAN and not inside:
        return [
            Fault(
                cause="not-normalised",
                cell=fit.cell,
                cost=0.5,
                message=both(
                    f"Las imágenes llegan al modelo sin normalizar: sus valores van de {rows.low:g} a {rows.high:g}, "
                    "y se pedían entre 0 y 1.",
                    f"The images reach the model without scaling: their values run from {rows.low:g} to {rows.high:g}; "
                    "0 to 1 was asked for.",
                ),
            )
        ]
    if 0 < rows.high < _TWICE:
        return [
            Fault(
                cause="normalised-twice",
                cell=fit.cell,
                cost=0.5,
                message=both(
                    f"Las imágenes se han dividido más de una vez: su valor máximo es {rows.high:.2g}.",
                    f"The images were divided more than once: their largest value is {rows.high:.2g}.",
                ),
            )
        ]
    return []


def _scales_inside(model: Model | None) -> bool:
    return model is not None and any(layer.kind in _SCALING_LAYERS for layer in model.layers[:3])


def _split(fit: Fit, settings: PreparationSettings) -> list[Fault]:
    validated = fit.validation.asked if fit.validation is not None else 0
    low, high = settings.train_rows
    least, most = settings.validation_rows
    if low <= fit.rows.asked <= high and least <= validated <= most:
        return []
    if not validated:
        es_text = "La búsqueda no tiene datos de validación."
        en_text = "The search has no validation data."
    else:
        es_text = (
            f"La división no es la pedida: se entrena con {fit.rows.asked} imágenes y se valida con {validated}."
            + (" Parece que falta el signo menos en el corte." if validated > fit.rows.asked else "")
        )
        en_text = f"The split is not the one asked for: {fit.rows.asked} images train and {validated} validate." + (
            " A minus sign seems to be missing in the slice." if validated > fit.rows.asked else ""
        )
    return [Fault(cause="split-wrong", cell=fit.cell, message=both(es_text, en_text), cost=0.5)]


def _leaks(fit: Fit) -> list[Fault]:
    faults = _trained_on_test(fit)
    if fit.validation is not None and _test_rows(fit.validation):
        faults.append(
            Fault(
                cause="test-as-validation",
                cell=fit.cell,
                message=both(
                    f"La búsqueda valida con {_test_rows(fit.validation)} imágenes de test: el test elige los "
                    "hiperparámetros y deja de medir.",
                    f"The search validates on {_test_rows(fit.validation)} test images: the test set chooses the "
                    "hyperparameters and no longer measures anything.",
                ),
            )
        )
    if fit.shared_rows:
        faults.append(
            Fault(
                cause="validation-leak",
                cell=fit.cell,
                message=both(
                    f"Hay imágenes que están a la vez en entrenamiento y en validación ({fit.shared_rows} distintas).",
                    f"Some images are in the training and in the validation data ({fit.shared_rows} distinct ones).",
                ),
            )
        )
    return [*faults, *_mislabelled(fit)]


def _mislabelled(fit: Fit) -> list[Fault]:
    rows = fit.rows
    total = rows.labels_right + rows.labels_wrong
    if not total or rows.labels_wrong <= _MISLABELLED * total:
        return []
    share = f"{100 * rows.labels_wrong / total:.0f}"
    return [
        Fault(
            cause="labels-misaligned",
            cell=fit.cell,
            message=both(
                f"El {share} % de las etiquetas no corresponde a su imagen.",
                f"{share} % of the labels do not belong to their image.",
            ),
        )
    ]


def _trained_on_test(fit: Fit) -> list[Fault]:
    rows = _test_rows(fit.rows)
    if not rows:
        return []
    return [
        Fault(
            cause="test-leak",
            cell=fit.cell,
            message=both(
                f"Se entrena con {rows} imágenes de test.",
                f"{rows} test images are trained on.",
            ),
        )
    ]


def _test_rows(rows: Rows) -> int:
    return rows.asked_pools.get("test", 0)
