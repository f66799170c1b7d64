"""`accuracy`: the grader's own measurement on the holdout, held against the reference band."""

import math
from typing import Literal

from pydantic import Field, JsonValue

from autograder.bands.band import Band
from autograder.bands.sequential import decide
from autograder.checks.case import Case, Run
from autograder.checks.section import Section
from autograder.checks.settings import Settings
from autograder.checks.verdicts import both, broken, missing, passed, percent, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.grade import Finding, Verdict

Which = Literal["tuned", "final", "saved"]


class AccuracySettings(Settings):
    """Whose accuracy is judged, and by which band.

    which: the search's best model (`tuned`), the one that counts in the end (`final`), or the file that holds it
    (`saved`).
    band: the name of its metric.
    allowance: a difference below the reference that is free, where the exercise leaves the architecture open; it goes
    into the band when that is drawn.
    """

    which: Which
    band: str
    allowance: float = Field(default=0.0, ge=0, lt=1)


def measured(run: Run, question: str, which: Which) -> float | None:
    """Accuracy on the holdout of a question's model in one run; None where it made no prediction.

    NaN stands for predictions that no working model makes.
    """
    section = run.sections[question]
    prediction = _prediction(section, which)
    return None if prediction is None else run.accuracies.get(prediction)


def _prediction(section: Section, which: Which) -> str | None:
    """The prediction measured; a file that nobody could load stands for the model that it was saved from."""
    if which == "tuned":
        return section.tuned
    item = section.file
    if which == "final" or item is None:
        return section.final if which == "final" else None
    return item.prediction or (section.final if item.loads is not False else None)


def metrics(run: Run, specs: tuple[CheckSpec, ...]) -> dict[str, float | None]:
    """All accuracies that bands are drawn of, by metric."""
    out = {}
    for spec in specs:
        if spec.kind == "accuracy":
            settings = AccuracySettings.model_validate(spec.settings)
            out[settings.band] = measured(run, spec.question, settings.which)
    return out


def wants_another_run(case: Case, spec: CheckSpec) -> bool:
    """Whether the runs so far leave this check open."""
    if spec.kind != "accuracy" or case.calibration is None or not case.judges_accuracy:
        return False
    settings = AccuracySettings.model_validate(spec.settings)
    band = case.calibration.bands.get(settings.band)
    values = [measured(run, spec.question, settings.which) for run in case.runs]
    if band is None or values[0] is None:
        return False
    return decide(band, values).status == "more"


def accuracy(case: Case, spec: CheckSpec) -> Verdict:
    """Judge by the mean of the runs so far; borderline work that cannot be run again is left to a person."""
    settings = AccuracySettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if not section.found:
        return missing(spec.question, section)
    values = [measured(run, spec.question, settings.which) for run in case.runs]
    if values[0] is None:
        return _unmeasured(section, spec, settings.which)
    if not case.judges_accuracy:
        return passed(both("Con este presupuesto no se juzga la exactitud.", "No accuracy is judged with this budget."))
    band = case.calibration.bands.get(settings.band) if case.calibration is not None else None
    if band is None:
        return undetermined(
            both(
                "No hay banda de referencia para estos datos y este presupuesto.",
                "There is no reference band for these data and this budget.",
            ),
            {"accuracies": _shown(values)},
        )
    return _against_band(band, spec, values)


def _unmeasured(section: Section, spec: CheckSpec, which: Which) -> Verdict:
    """No model to measure is the student's doing; a model that could not be measured is not."""
    lack = {"tuned": _no_best, "final": _no_final, "saved": _no_file}[which](section)
    if lack is None:
        return undetermined(
            both("No se pudo medir la exactitud de este modelo.", "This model's accuracy could not be measured.")
        )
    cause, why = lack
    text = both(f"No hay modelo que medir: {why.es}", f"There is no model to measure: {why.en}")
    finding = Finding(cause=cause, question=spec.question, cell=section.cell, message=text)
    return Verdict(verdict="fail", credit=0.0, message=text, findings=(finding,))


def _no_best(section: Section) -> tuple[str, Text] | None:
    why = both("no se recupera el mejor de la búsqueda.", "the search's best is not recovered.")
    if section.search is None:
        trained = any(trial.status == "COMPLETED" for trial in section.grid.trials) if section.grid else True
        return None if section.fits or trained else ("not-trained", why)
    lost = section.search.best_model_error is not None and not section.tuned_models
    if section.fits and not lost:
        return None
    dropped = any(not any(item.origin == "tuner" for item in fit.callbacks) for fit in section.fits)
    return "callbacks-dropped" if dropped else "not-trained", why


def _no_final(section: Section) -> tuple[str, Text] | None:
    error = broken(section.final_fits)
    if error is not None:
        return "not-trained", both(
            f"el entrenamiento acaba con un error: {error}", f"its training ends with an error: {error}"
        )
    if section.final_fit is not None or section.file is not None:
        return None
    return "not-trained", both("no se entrena ninguno.", "none is trained.")


def _no_file(section: Section) -> tuple[str, Text] | None:
    item = section.file
    if item is None:
        return "model-not-saved", both("no se guarda ninguno.", "none is saved.")
    if item.loads is False:
        return "saved-unloadable", both("el archivo no se puede cargar.", "the file cannot be loaded.")
    return None


def _shown(values: list[float | None]) -> list[JsonValue]:
    return [value if value is not None and math.isfinite(value) else None for value in values]


def _against_band(band: Band, spec: CheckSpec, values: list[float | None]) -> Verdict:
    if not band.informative:
        return undetermined(
            both(
                "La banda de referencia no distingue este resultado de no aprender nada.",
                "The reference band does not tell this result from having learnt nothing.",
            )
        )
    decision = decide(band, values)
    shown: dict[str, JsonValue] = {
        "accuracies": _shown(values),
        "mean": decision.mean,
        "band": [band.bound, band.upper[-1]],
        "reference_mean": band.mean,
        "baseline": band.baseline,
        "seeds_used": decision.seeds_used,
        "chance_of_wrong_fail": decision.chance_of_wrong_fail,
    }
    if decision.status == "more":
        return undetermined(decision.reason, shown)
    if decision.status == "pass":
        verdict = passed(decision.reason, shown)
        return verdict if not decision.above else verdict.model_copy(update={"findings": (_above(spec),)})
    broken = any(value is not None and not math.isfinite(value) for value in values)
    text = _diverged() if broken else _below(decision.mean or 0.0, band.bound, band.mean)
    cause = "diverged" if broken else "below-band"
    finding = Finding(cause=cause, question=spec.question, cell=None, message=text)
    return Verdict(
        verdict="partial" if decision.credit > 0 else "fail",
        credit=decision.credit,
        message=text,
        evidence=shown,
        findings=(finding,),
    )


def _below(mean: float, bound: float, reference: float) -> Text:
    return both(
        f"La exactitud con datos no vistos es {percent(mean, True)}; la banda de referencia empieza en "
        f"{percent(bound, True)} (media {percent(reference, True)}).",
        f"The accuracy on unseen data is {percent(mean)}; the reference band begins at {percent(bound)} "
        f"(mean {percent(reference)}).",
    )


def _diverged() -> Text:
    return both(
        "Lo que predice el modelo no son números válidos, uno por clase: no ha aprendido nada utilizable.",
        "What the model predicts are not valid figures, one for each class: it learnt nothing usable.",
    )


def _above(spec: CheckSpec) -> Finding:
    return Finding(
        cause="above-band",
        question=spec.question,
        cell=None,
        message=both(
            "La exactitud supera la banda de referencia: no resta, pero conviene mirar por qué.",
            "The accuracy is above the reference band: no penalty, but worth a look.",
        ),
        hint=True,
    )
