"""`saved`: the model that counts was saved whole and trained, and its file loads and predicts as that model does."""

from typing import Literal

from pydantic import JsonValue

from autograder.checks.agreement import agree
from autograder.checks.case import Case
from autograder.checks.files import counting, is_whole, own_predictions, prediction_of, same_as, trained
from autograder.checks.section import Section
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, last_line, missing, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, SavedFile
from autograder.model.grade import Verdict

_AS_GOOD = 0.9


class SavedSettings(Settings):
    """Which model must be saved: the search's best one, or the final one, whichever the student takes for it."""

    of: Literal["best", "final"] = "final"
    formats: tuple[str, ...] = (".keras", ".h5", ".hdf5")


def saved(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the file that serves best; a second one, saved too early or of another model, does no harm."""
    settings = SavedSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if not section.found:
        return missing(spec.question, section)
    wanted = _wanted(section, case.evidence, settings)
    forms = {form.lstrip(".") for form in settings.formats}
    files = [item for item in section.saved if item.format in forms or item.format == "weights"]
    item = counting(case.evidence, files, wanted)
    if item is None:
        return judged(spec.question, [_absent(section, settings)], both("", ""))
    shown: dict[str, JsonValue] = {"file": item.path, "format": item.format, "loads": item.loads}
    faults = _faults(case, section, item, wanted)
    doubt = None if faults else _doubt(case.evidence, item, wanted)
    if doubt is not None:
        return undetermined(doubt, shown)
    right = both(
        f"El modelo entrenado se guarda en {item.path}, y el archivo se carga y predice lo mismo.",
        f"The trained model is saved in {item.path}, and the file loads and predicts the same.",
    )
    return judged(spec.question, faults, right, shown)


def _wanted(section: Section, evidence: Evidence, settings: SavedSettings) -> frozenset[str]:
    """The models that may be saved; of trainings without a search any one that was trained will do."""
    if settings.of == "best" and section.answer != "training":
        return frozenset(section.tuned_models)
    searches = {fit.search for fit in section.fits if fit.search is not None}
    returned = {model.id for model in evidence.models if model.search in searches}
    return frozenset({fit.model for fit in (*section.fits, *section.final_fits)} | returned | {*section.tuned_models})


def _absent(section: Section, settings: SavedSettings) -> Fault:
    others = [item for item in section.saved if is_whole(item) or item.format == "export"]
    if others:
        other, forms = others[-1], settings.formats
        text = both(
            f"El modelo se guarda en {other.path}; se pedía un archivo {' o '.join(forms)}.",
            f"The model is saved in {other.path}; a file {' or '.join(forms)} was asked for.",
        )
        return Fault(cause="model-not-saved", cell=other.cell, message=text, cost=0.5)
    text = both(
        "No se guarda ningún modelo: falta llamar a save() después de entrenar.",
        "No model is saved: save() must be called after the training.",
    )
    return Fault(cause="model-not-saved", cell=section.cell, message=text)


def _faults(case: Case, section: Section, item: SavedFile, wanted: frozenset[str]) -> list[Fault]:
    """What is wrong with a file, the gravest alone: of a model that was never trained nothing else is of interest."""
    evidence = case.evidence
    if trained(evidence, item) is False and not _learnt(case, section, item):
        text = both(
            f"{item.path} contiene un modelo sin entrenar: se guarda antes de entrenarlo, o se guarda otro.",
            f"{item.path} holds an untrained model: it is saved before it is trained, or another one is saved.",
        )
        return [Fault(cause="saved-untrained", cell=item.cell, message=text)]
    if not is_whole(item):
        text = both(
            f"{item.path} solo contiene los pesos: sin el código del modelo no se puede cargar. Guarda el modelo "
            "entero con save().",
            f"{item.path} holds the weights alone: without the model's code it cannot be loaded. Save the whole model "
            "with save().",
        )
        return [Fault(cause="model-not-saved", cell=item.cell, message=text, cost=0.5)]
    if item.loads is False:
        return [_unloadable(item)]
    if same_as(evidence, item, wanted) is False:
        return [_other(section, item)]
    return _strayed(evidence, item)


def _unloadable(item: SavedFile) -> Fault:
    why = last_line(item.error)
    text = both(
        f"{item.path} no se puede cargar con keras.models.load_model{': ' + why if why else '.'}",
        f"{item.path} cannot be loaded with keras.models.load_model{': ' + why if why else '.'}",
    )
    return Fault(cause="saved-unloadable", cell=item.cell, message=text, cost=0.75)


def _other(section: Section, item: SavedFile) -> Fault:
    if section.grid is not None:
        text = both(
            f"{item.path} no contiene el mejor modelo de la búsqueda, sino otro.",
            f"{item.path} does not hold the search's best model but another one.",
        )
    else:
        text = both(
            f"{item.path} no contiene ninguno de los modelos entrenados para este apartado.",
            f"{item.path} holds none of the models trained for this question.",
        )
    return Fault(cause="saved-other", cell=item.cell, message=text, cost=0.5)


def _strayed(evidence: Evidence, item: SavedFile) -> list[Fault]:
    """A file that does not predict as its model did when it was saved was written over by other means."""
    loaded = prediction_of(evidence, item.prediction)
    record = evidence.model(item.model) if item.model is not None else None
    if loaded is None or record is None or not item.weights or record.weights != item.weights:
        return []
    own = [one for one in own_predictions(evidence, (record.id,)) if one.after_fits == item.after_fits]
    if not own or any(agree(loaded, one) is not False for one in own):
        return []
    text = both(
        f"El modelo de {item.path} no predice lo mismo que el que se guardó en él.",
        f"The model in {item.path} does not predict what the one saved there predicts.",
    )
    return [Fault(cause="saved-other", cell=item.cell, message=text, cost=0.5)]


def _learnt(case: Case, section: Section, item: SavedFile) -> bool:
    """Whether a model that the record never saw trained, then or later, predicts about as well as the trained ones."""
    own = case.runs[0].accuracies.get(item.prediction) if item.prediction is not None else None
    # Where accuracies mean nothing, an untrained model is as good as a trained one.
    if own is None or not case.judges_accuracy or any(fit.model == item.model for fit in case.evidence.fits):
        return False
    others = own_predictions(case.evidence, {fit.model for fit in section.fits} | {*section.tuned_models})
    best = max((case.runs[0].accuracies.get(other.id, 0.0) for other in others), default=0.0)
    return best > 0 and own >= _AS_GOOD * best


def _doubt(evidence: Evidence, item: SavedFile, wanted: frozenset[str]) -> Text | None:
    if item.loads is None:
        return both(
            f"No se pudo comprobar si {item.path} se carga; lo revisará una persona.",
            f"Whether {item.path} loads could not be checked; a person will look.",
        )
    if trained(evidence, item) is None or same_as(evidence, item, wanted) is None:
        return both(
            f"No se pudo comprobar qué modelo contiene {item.path}; lo revisará una persona.",
            f"Which model {item.path} holds could not be checked; a person will look.",
        )
    return None
