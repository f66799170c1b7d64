"""`figure`: loss and accuracy per epoch were drawn."""

from autograder.checks.case import Case
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Figure
from autograder.model.grade import Verdict


class FigureSettings(Settings):
    """How many panels, and how many curves in each."""

    panels: int
    curves: int


def figure(case: Case, spec: CheckSpec) -> Verdict:
    """Judge whether panels with curves were drawn, in one figure or several.

    A figure may serve several questions at the end of the notebook: panels that another question does not need count.
    """
    settings = FigureSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if not section.found:
        return missing(spec.question, section)
    sections = case.runs[0].sections
    own = _panels(section.figures, settings)
    spare = sum(
        max(0, _panels(other.figures, settings) - settings.panels)
        for key, other in sections.items()
        if key != spec.question
    )
    some = bool(section.figures)
    cell = section.final_fit.cell if section.final_fit is not None else section.cell
    faults = []
    if own + spare < settings.panels:
        more = ("; la que hay no los tiene todos.", "; the one there does not have them all.") if some else (".", ".")
        text = both(
            f"Falta la figura con {settings.panels} paneles (pérdida y exactitud por época) y {settings.curves} curvas "
            f"en cada uno{more[0]}",
            f"The figure with {settings.panels} panels (loss and accuracy per epoch) and {settings.curves} curves in "
            f"each is missing{more[1]}",
        )
        faults.append(Fault(cause="plot-missing", cell=cell, cost=0.5 if some else 1.0, message=text))
    right = both(
        f"La figura muestra {settings.panels} paneles con sus curvas.",
        f"The figure shows {settings.panels} panels with their curves.",
    )
    return judged(spec.question, faults, right, {"panels": own + spare})


def _panels(figures: tuple[Figure, ...], settings: FigureSettings) -> int:
    """Panels with enough curves; a curve has at least two points."""
    return sum(
        len([points for points in axes.line_points if points > 1]) >= settings.curves
        for item in figures
        for axes in item.axes
    )
