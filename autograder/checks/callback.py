"""`callback`: a callback really reached every training of the search, set up as asked."""

from typing import Literal

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.metrics import heard, same_metric
from autograder.checks.roles import as_number, observed
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing_search, never_trained, number, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Callback, Evidence, Fit
from autograder.model.grade import Verdict


class CallbackSettings(Settings):
    """Which callback, and the conditions on its settings by name. `causes` begins the names of its causes."""

    kind: str
    causes: Literal["early-stopping", "scheduler"]
    expect: dict[str, Bound] = {}
    monitor: str | None = None


def callback(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the callback as it reached `fit`; one that was only constructed does not count."""
    settings = CallbackSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    if section.all_failed:
        return never_trained(spec.question, section.search)
    if not section.fits:
        return undetermined(
            both(
                "La búsqueda no entrena con model.fit y no se ve qué callbacks actúan; lo revisará una persona.",
                "The search does not train with model.fit, and which callbacks act is not seen; a person will look.",
            )
        )
    if any(not _found(fit, settings.kind) for fit in section.fits):
        return judged(spec.question, [_absent(settings, case.evidence, section)], both("", ""))
    faults = _faults(section.fits, settings)
    first = _found(section.fits[0], settings.kind)[0]
    shown: dict[str, JsonValue] = {name: first.config.get(name) for name in ("monitor", *settings.expect)}
    shown["fits"] = len(section.fits)
    shown["stopped"] = sum(fit.stopped_by == settings.kind for fit in section.fits)
    right = both(
        f"{settings.kind} llega a los {len(section.fits)} entrenamientos de la búsqueda con lo pedido.",
        f"{settings.kind} reaches the search's {len(section.fits)} trainings, set up as asked.",
    )
    return judged(spec.question, faults, right, shown)


def _found(fit: Fit, kind: str) -> list[Callback]:
    return [item for item in fit.callbacks if item.is_a(kind)]


# -- absent --------------------------------------------------------------------------------------------------------


def _absent(settings: CallbackSettings, evidence: Evidence, section: Section) -> Fault:
    assert section.search is not None
    cell = section.search.cell
    before = max((other.cell for other in evidence.searches if other.at < section.search.at), default=-1)
    made = [item for item in evidence.made if settings.kind in item.bases and min(before, cell - 1) < item.cell <= cell]
    if made:
        return Fault(
            cause=f"{settings.causes}-unused",
            cell=made[-1].cell,
            message=both(
                f"Se crea un {settings.kind}, pero no llega a fit: no actúa en ningún entrenamiento.",
                f"A {settings.kind} is made but never reaches fit: it acts in no training.",
            ),
        )
    borrowed = any(item.kind == settings.kind for fit in section.fits for item in fit.callbacks)
    extra = both(
        " La clase que lleva su nombre no es la de Keras." if borrowed else "",
        " The class that bears its name is not Keras' own." if borrowed else "",
    )
    return Fault(
        cause=f"{settings.causes}-missing",
        cell=cell,
        message=both(
            f"Falta {settings.kind} en los entrenamientos de la búsqueda.{extra.es}",
            f"{settings.kind} is missing from the search's trainings.{extra.en}",
        ),
    )


# -- wrong ---------------------------------------------------------------------------------------------------------


def _faults(fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """The faults of the first training that has the most; where a training has several such callbacks, its best."""
    worst: list[Fault] = []
    for fit in fits:
        best = min((_wrong(item, fit, fits, settings) for item in _found(fit, settings.kind)), key=len)
        worst = best if len(best) > len(worst) else worst
    return worst


def _wrong(item: Callback, fit: Fit, fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """One fault for each setting that is wrong."""
    faults = _listens(item, fit, fits, settings)
    for name, bound in settings.expect.items():
        other = observed(f"callback.{bound.of}", fit) if bound.of is not None else None
        if not bound.holds(item.config.get(name), other):
            faults.append(_fault(settings, fit, name, item.config.get(name), bound, other))
    return faults


def _listens(item: Callback, fit: Fit, fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """Whether it listens to the metric asked for, by whatever name, in the right direction, and hears it."""
    if settings.monitor is None:
        return []
    found = item.config.get("monitor")
    if not same_metric(settings.monitor, found, fits):
        return [_fault(settings, fit, "monitor", found, Bound(among=(settings.monitor,)), None)]
    if not heard(found, fit):
        text = both(
            f"{settings.kind} vigila {found}, que el entrenamiento no mide: no actúa nunca.",
            f"{settings.kind} monitors {found}, which the training does not measure: it never acts.",
        )
    elif item.config.get("mode") == "min":
        text = both(
            f"{settings.kind} toma por mejor el valor más pequeño de {found} (mode='min').",
            f"{settings.kind} takes the smallest value of {found} for the best (mode='min').",
        )
    else:
        return []
    return [Fault(cause=f"{settings.causes}-wrong", cell=fit.cell, cost=0.5, message=text)]


def _fault(settings: CallbackSettings, fit: Fit, name: str, value: JsonValue, bound: Bound, other: JsonValue) -> Fault:
    words = bound.words()
    detail_es = f" ({bound.of} vale {_shown(other, True)})" if bound.of else ""
    detail_en = f" ({bound.of} is {_shown(other, False)})" if bound.of else ""
    return Fault(
        cause=f"{settings.causes}-wrong",
        cell=fit.cell,
        cost=0.5,
        message=both(
            f"{settings.kind}: {name} vale {_shown(value, True)}{detail_es}; se pedía {words[0]}.",
            f"{settings.kind}: {name} is {_shown(value, False)}{detail_en}; {words[1]} was asked for.",
        ),
    )


def _shown(value: JsonValue, spanish: bool) -> str:
    figure = as_number(value)
    if value is None:
        return "nada" if spanish else "nothing"
    if figure is None:
        return str(value)[:80]
    return es(figure) if spanish else number(figure)
