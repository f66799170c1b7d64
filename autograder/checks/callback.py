"""`callback`: a callback really reached every training of the search, set up as asked."""

from typing import Literal

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing_search, number, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
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
    if not section.fits:
        return (
            undetermined(both("Ninguna prueba llegó a entrenar.", "No trial got as far as training."))
            if section.search.trials_run == 0
            else judged(spec.question, [_absent(settings, case.evidence, section.search.cell)], both("", ""))
        )
    without = [fit for fit in section.fits if _found(fit, settings.kind) is None]
    if without:
        return judged(spec.question, [_absent(settings, case.evidence, section.search.cell)], both("", ""))
    faults = _wrong(section.fits, settings)
    first = _found(section.fits[0], settings.kind)
    assert first is not None
    stopped = sum(fit.stopped_by == settings.kind for fit in section.fits)
    shown: dict[str, JsonValue] = {name: first.config.get(name) for name in ("monitor", *settings.expect)}
    shown["fits"], shown["stopped"] = len(section.fits), stopped
    right = both(
        f"{settings.kind} llega a los {len(section.fits)} entrenamientos de la búsqueda con lo pedido.",
        f"{settings.kind} reaches the search's {len(section.fits)} trainings, set up as asked.",
    )
    return judged(spec.question, faults, right, shown)


def _found(fit: Fit, kind: str) -> Callback | None:
    return next((item for item in fit.callbacks if item.is_a(kind)), None)


def _absent(settings: CallbackSettings, evidence: Evidence, cell: int) -> Fault:
    made = next((item for item in evidence.made if settings.kind in item.bases and item.cell == cell), None)
    impostor = next(
        (item for fit in evidence.fits for item in fit.callbacks if item.kind == settings.kind and not item.bases[:-1]),
        None,
    )
    if made is not None:
        return Fault(
            cause=f"{settings.causes}-unused",
            cell=made.cell,
            message=both(
                f"Se crea un {settings.kind}, pero no llega a fit: no actúa en ningún entrenamiento.",
                f"A {settings.kind} is made but never reaches fit: it acts in no training.",
            ),
        )
    extra = Text(es="", en="")
    if impostor is not None:
        extra = both(
            " La clase que lleva su nombre no es la de Keras.", " The class that bears its name is not Keras' own."
        )
    return Fault(
        cause=f"{settings.causes}-missing",
        cell=cell,
        message=both(
            f"Falta {settings.kind} en los entrenamientos de la búsqueda.{extra.es}",
            f"{settings.kind} is missing from the search's trainings.{extra.en}",
        ),
    )


def _wrong(fits: tuple[Fit, ...], settings: CallbackSettings) -> list[Fault]:
    """One fault for each setting that is wrong in any training."""
    expected = dict(settings.expect)
    if settings.monitor is not None:
        expected = {"monitor": Bound(among=(settings.monitor,)), **expected}
    faults = []
    for name, bound in expected.items():
        for fit in fits:
            found = _found(fit, settings.kind)
            assert found is not None
            value = found.config.get(name)
            if not bound.holds(value, _other(fit, bound)):
                faults.append(_fault(settings, name, value, bound, fit))
                break
    return faults


def _other(fit: Fit, bound: Bound) -> JsonValue:
    if bound.of is None:
        return None
    kind, name = bound.of.split(".")
    found = _found(fit, kind)
    return None if found is None else found.config.get(name)


def _fault(settings: CallbackSettings, name: str, value: JsonValue, bound: Bound, fit: Fit) -> Fault:
    words = bound.words()
    other = _other(fit, bound)
    detail_es = f" ({bound.of} vale {_shown_es(other)})" if bound.of else ""
    detail_en = f" ({bound.of} is {_shown_en(other)})" if bound.of else ""
    return Fault(
        cause=f"{settings.causes}-wrong",
        cell=fit.cell,
        cost=0.5,
        message=both(
            f"{settings.kind}: {name} vale {_shown_es(value)}{detail_es}; se pedía {words[0]}.",
            f"{settings.kind}: {name} is {_shown_en(value)}{detail_en}; {words[1]} was asked for.",
        ),
    )


def _shown_es(value: JsonValue) -> str:
    return es(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _shown_en(value: JsonValue) -> str:
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
