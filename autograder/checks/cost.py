"""`cost`: the student asked for less work than the exercise as written, by whatever sensible means."""

import math

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.roles import as_number
from autograder.checks.section import Section
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing, never_trained, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Fit, Search
from autograder.model.grade import Verdict

_HYPERBAND = "Hyperband"
_STEPS = "steps_per_epoch"


class CostSettings(Settings):
    """The exercise as written; `share`: a cut leaves at most this much of it."""

    rows: int
    epochs: int
    trials: int
    patience: int | None = None
    parameters: int | None = None
    share: float = 0.9
    cost: float = 1.0


def cost(case: Case, spec: CheckSpec) -> Verdict:
    """Judge what was asked for, never what the budget let run."""
    settings = CostSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing(spec.question, section)
    if section.all_failed:
        return never_trained(spec.question, section.search)
    if not section.fits:
        return undetermined(
            both(
                "No se ve lo que cuesta la búsqueda; lo revisará una persona.",
                "What the search costs is not seen; a person will look.",
            )
        )
    cuts = _cuts(case, section, section.search, settings)
    shown: dict[str, JsonValue] = {
        "rows": section.fits[0].rows.asked,
        "epochs": _epochs(section),
        "trials": section.search.trials_asked,
        "cuts": [cut.en for cut in cuts],
    }
    if cuts:
        names = (", ".join(cut.es for cut in cuts), ", ".join(cut.en for cut in cuts))
        return judged(
            spec.question,
            [],
            both(f"El coste de la búsqueda se reduce: {names[0]}.", f"The search's cost is cut: {names[1]}."),
            shown,
        )
    text = both(
        f"La búsqueda cuesta tanto como la que el enunciado da por demasiado larga: {settings.rows} imágenes, "
        f"{settings.epochs} épocas y {settings.trials} ensayos. Había que reducir algo.",
        f"The search costs as much as the one that the exercise calls too long: {settings.rows} images, "
        f"{settings.epochs} epochs and {settings.trials} trials. Something had to be cut.",
    )
    fault = Fault(cause="epochs-wrong", cell=section.search.cell, cost=settings.cost, message=text)
    return judged(spec.question, [fault], both("", ""), shown)


def _cuts(case: Case, section: Section, search: Search, settings: CostSettings) -> list[Text]:
    """Everything that is less than written, unless the rest is so much more that the whole is not."""
    trials = settings.trials if search.trials_asked is None else search.trials_asked
    size = _size(case, section)
    shares = (
        (both("menos imágenes", "fewer images"), max(fit.rows.asked for fit in section.fits) / settings.rows),
        (both("menos épocas", "fewer epochs"), _epochs(section) / settings.epochs),
        (both("menos ensayos", "fewer trials"), max(0, trials) * search.executions_per_trial / settings.trials),
        (both("un modelo más pequeño", "a smaller model"), size / settings.parameters if settings.parameters else 1.0),
    )
    whole = math.prod(share for _, share in shares)
    cuts = [name for name, share in shares if share <= settings.share] if whole <= settings.share else []
    return [*cuts, *_other_cuts(case, section, search, settings)]


def _other_cuts(case: Case, section: Section, search: Search, settings: CostSettings) -> list[Text]:
    patience = [_patience(fit) for fit in section.fits]
    waits = [figure for figure in patience if figure is not None]
    kinds = {layer.kind for fit in section.fits if (model := case.evidence.model(fit.model)) for layer in model.layers}
    known = settings.patience is not None and waits and len(waits) == len(patience)
    found = (
        (both("menos paciencia", "less patience"), known and max(waits) <= settings.share * (settings.patience or 0)),
        (both("Hyperband", "Hyperband"), _HYPERBAND in (search.tuner, *search.bases)),
        (both("imágenes más pequeñas", "smaller images"), "Resizing" in kinds),
        (both("menos pasos por época", "fewer steps an epoch"), any(_STEPS in cell.source for cell in case.written)),
    )
    return [name for name, there in found if there]


def _epochs(section: Section) -> int:
    """The most that any trial asks for; several `fit` of one model count together."""
    asked: dict[str, int] = {}
    for fit in section.fits:
        asked[fit.model] = asked.get(fit.model, 0) + fit.epochs_asked
    return max(asked.values(), default=0)


def _size(case: Case, section: Section) -> int:
    """Parameters of the largest model of the search."""
    models = [case.evidence.model(fit.model) for fit in section.fits]
    return max((model.parameters for model in models if model is not None), default=0)


def _patience(fit: Fit) -> float | None:
    found = [as_number(item.config.get("patience")) for item in fit.callbacks if item.is_a("EarlyStopping")]
    return min((figure for figure in found if figure is not None), default=None)
