"""`objective`: what the search optimises."""

from autograder.checks.case import Case
from autograder.checks.metrics import same_metric
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing_search, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.grade import Verdict

_OWN = ("default_objective",)
"""What Keras Tuner calls the figure that a student's own `fit` returns."""


class ObjectiveSettings(Settings):
    """The metric the search must optimise, upwards; any name of accuracy stands for another."""

    name: str


def objective(case: Case, spec: CheckSpec) -> Verdict:
    """Judge what the search optimises."""
    settings = ObjectiveSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    search = section.search
    if search is None:
        return missing_search(spec.question)
    if search.objective == _OWN:
        return undetermined(
            both(
                "La búsqueda optimiza un valor que calcula el propio notebook; lo revisará una persona.",
                "The search optimises a figure that the notebook itself computes; a person will look.",
            )
        )
    found = ", ".join(search.objective) or "–"
    right = both(f"La búsqueda optimiza {found}.", f"The search optimises {found}.")
    faults = []
    named = len(search.objective) == 1 and same_metric(settings.name, search.objective[0], section.fits)
    if not named or search.directions == ("min",):
        direction = " (min)" if search.directions == ("min",) else ""
        faults.append(
            Fault(
                cause="objective-wrong",
                cell=search.cell,
                message=both(
                    f"La búsqueda optimiza {found}{direction}; debía maximizar {settings.name}.",
                    f"The search optimises {found}{direction}; it should maximise {settings.name}.",
                ),
            )
        )
    return judged(spec.question, faults, right, {"objective": list(search.objective)})
