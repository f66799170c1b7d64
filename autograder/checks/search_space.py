"""`search-space`: the search varies what was asked for, over the range that was asked for."""

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.edge import edge_findings
from autograder.checks.locate import Section
from autograder.checks.roles import Coverage, searched, unclear
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing_search, never_trained, number, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Probe, Search
from autograder.model.grade import Verdict


class Dimension(Settings):
    """A role the search must vary, and where its least and its greatest value may lie."""

    role: str
    name: Text
    least: Bound = Bound()
    greatest: Bound = Bound()


class SpaceSettings(Settings):
    """The dimensions of the space, and whether a best value on the edge of its range is pointed out."""

    dimensions: tuple[Dimension, ...]
    edge_hint: bool = False


def search_space(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the space by what the hyperparameters really change."""
    settings = SpaceSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    if section.all_failed:
        return never_trained(spec.question, section.search)
    faults: list[Fault] = []
    seen: dict[str, JsonValue] = {}
    for dimension in settings.dimensions:
        coverage = searched(dimension.role, section.search, section.fits)
        seen[dimension.role] = list(coverage.values)
        if _is_unclear(dimension, coverage, section):
            return _unclear(dimension)
        fault = _judge(dimension, coverage.values, section)
        if fault is not None:
            faults.append(fault.model_copy(update={"cost": 1 / len(settings.dimensions)}))
    names = [dimension.name for dimension in settings.dimensions]
    right = both(
        f"La búsqueda recorre {' y '.join(name.es for name in names)} en el rango pedido.",
        f"The search covers {' and '.join(name.en for name in names)} over the range asked for.",
    )
    verdict = judged(spec.question, faults, right, {"values": seen})
    if not settings.edge_hint:
        return verdict
    hints = edge_findings(spec.question, section.search, [dimension.role for dimension in settings.dimensions])
    return verdict.model_copy(update={"findings": (*verdict.findings, *hints)})


def _is_unclear(dimension: Dimension, coverage: Coverage, section: Section) -> bool:
    """Nothing is known, or only that some values lie where the range may lie."""
    assert section.search is not None
    if not coverage.values:
        return unclear(dimension.role, section.search, section.fits)
    inside = Bound(low=dimension.least.low, high=dimension.greatest.high)
    return not coverage.whole and all(map(inside.holds, coverage.values))


def _unclear(dimension: Dimension) -> Verdict:
    return undetermined(
        both(
            f"No se pudo comprobar en qué rango varía {dimension.name.es}; lo revisará una persona.",
            f"Over which range the search varies {dimension.name.en} could not be checked; a person will look.",
        )
    )


def _judge(dimension: Dimension, values: tuple[float, ...], section: Section) -> Fault | None:
    assert section.search is not None
    if not values:
        return _not_varied(dimension, section.search)
    if dimension.least.holds(values[0]) and dimension.greatest.holds(values[-1]):
        return None
    least, greatest = dimension.least.words(), dimension.greatest.words()
    return Fault(
        cause="range-wrong",
        cell=section.search.cell,
        message=both(
            f"El rango de {dimension.name.es} va de {es(values[0])} a {es(values[-1])}; "
            f"debía empezar {_at_es(least[0])} y terminar {_at_es(greatest[0])}.",
            f"The range of {dimension.name.en} runs from {number(values[0])} to {number(values[-1])}; "
            f"it should begin {_at_en(least[1])} and end {_at_en(greatest[1])}.",
        ),
    )


def _at_es(words: str) -> str:
    return words if words.startswith(("entre", "como", "al")) else f"en {words}"


def _at_en(words: str) -> str:
    return words if words.startswith(("between", "at")) else f"at {words}"


def _not_varied(dimension: Dimension, search: Search) -> Fault:
    dead = [probe.hyperparameter for probe in search.probes if _is_dead(probe)]
    if dead:
        named = ", ".join(dead)
        return Fault(
            cause="hyperparameter-unused",
            cell=search.cell,
            message=both(
                f"Se declara el hiperparámetro «{named}», pero no cambia nada al entrenar: {dimension.name.es} no "
                "varía.",
                f"The hyperparameter “{named}” is declared but changes nothing in the training: {dimension.name.en} "
                "does not vary.",
            ),
        )
    return Fault(
        cause="search-missing",
        cell=search.cell,
        message=both(
            f"La búsqueda no varía {dimension.name.es}.",
            f"The search does not vary {dimension.name.en}.",
        ),
    )


def _is_dead(probe: Probe) -> bool:
    return probe.complete and not probe.responses and len(set(map(str, probe.values))) > 1
