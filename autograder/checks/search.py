"""`search-space`, `objective` and `trials`: what was searched, for what, and how long."""

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, es, judged, missing_search, number, undetermined
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
    """The dimensions of the space."""

    dimensions: tuple[Dimension, ...]


def search_space(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the space by what the hyperparameters really change."""
    settings = SpaceSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.search is None:
        return missing_search(spec.question)
    search = section.search
    faults: list[Fault] = []
    seen: dict[str, JsonValue] = {}
    for dimension in settings.dimensions:
        values = _values(dimension.role, section)
        seen[dimension.role] = list(values)
        fault = _judge(dimension, values, search)
        if fault is not None:
            faults.append(fault.model_copy(update={"cost": 1 / len(settings.dimensions)}))
    if faults and any(fault.cause != "range-wrong" for fault in faults) and not _could_probe(search):
        return undetermined(
            both(
                "No se pudo comprobar qué cambia cada hiperparámetro; lo revisará una persona.",
                "What each hyperparameter changes could not be checked; a person will look.",
            )
        )
    names = [dimension.name for dimension in settings.dimensions]
    right = both(
        f"La búsqueda recorre {' y '.join(name.es for name in names)} en el rango pedido.",
        f"The search covers {' and '.join(name.en for name in names)} over the range asked for.",
    )
    return judged(spec.question, faults, right, {"values": seen})


def _could_probe(search: Search) -> bool:
    return all(probe.complete for probe in search.probes) and bool(search.probes or not search.space)


def _values(role: str, section: Section) -> tuple[JsonValue, ...]:
    """The values a role takes: as probed, and where no probe was possible as seen in the trials."""
    assert section.search is not None
    for probe in section.search.probes:
        for name, response in probe.responses.items():
            if _is_role(name, role):
                return response
    observed = [value for fit in section.fits for value in _observed(role, fit)]
    distinct = tuple(dict.fromkeys(observed))
    return distinct if len(distinct) > 1 else ()


def _is_role(name: str, role: str) -> bool:
    """Whether a probed name is this role; `layer.*.stddev` matches any layer."""
    if "*" not in role:
        return name == role
    head, tail = role.split("*", 1)
    return name.startswith(head) and name.endswith(tail)


def _observed(role: str, fit: object) -> list[JsonValue]:
    if role == "optimizer.learning_rate":
        optimizer = getattr(fit, "optimizer", None)
        return [] if optimizer is None else [optimizer.learning_rate]
    if role == "fit.batch_size":
        return [getattr(fit, "batch_size", None)]
    if role.startswith("callback."):
        _, kind, name = role.split(".", 2)
        return [item.config.get(name) for item in getattr(fit, "callbacks", ()) if item.is_a(kind)]
    return []


def _judge(dimension: Dimension, values: tuple[JsonValue, ...], search: Search) -> Fault | None:
    numbers = sorted(value for value in values if isinstance(value, int | float) and not isinstance(value, bool))
    if not numbers:
        return _not_varied(dimension, search)
    if dimension.least.holds(numbers[0]) and dimension.greatest.holds(numbers[-1]):
        return None
    least, greatest = dimension.least.words(), dimension.greatest.words()
    return Fault(
        cause="range-wrong",
        cell=search.cell,
        message=both(
            f"El rango de {dimension.name.es} va de {es(numbers[0])} a {es(numbers[-1])}; "
            f"debía empezar {_at_es(least[0])} y terminar {_at_es(greatest[0])}.",
            f"The range of {dimension.name.en} runs from {number(numbers[0])} to {number(numbers[-1])}; "
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
                f"Se declara el hiperparámetro «{named}», pero no cambia nada al entrenar: {dimension.name.es} es "
                "siempre la misma.",
                f"The hyperparameter “{named}” is declared but changes nothing in the training: {dimension.name.en} "
                "is always the same.",
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


class ObjectiveSettings(Settings):
    """The metric the search must optimise."""

    name: str


def objective(case: Case, spec: CheckSpec) -> Verdict:
    """Judge what the search optimises."""
    settings = ObjectiveSettings.model_validate(spec.settings)
    search = case.section(spec.question).search
    if search is None:
        return missing_search(spec.question)
    found = ", ".join(search.objective)
    right = both(f"La búsqueda optimiza {found}.", f"The search optimises {found}.")
    faults = []
    if search.objective != (settings.name,) or search.directions == ("min",):
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


class TrialsSettings(Settings):
    """How many trials must be asked for."""

    least: int


def trials(case: Case, spec: CheckSpec) -> Verdict:
    """Judge how many trials were asked for and whether those that ran came to an end."""
    settings = TrialsSettings.model_validate(spec.settings)
    search = case.section(spec.question).search
    if search is None:
        return missing_search(spec.question)
    faults = []
    asked = search.trials_asked
    if asked is not None and asked < settings.least:
        faults.append(
            Fault(
                cause="too-few-trials",
                cell=search.cell,
                cost=1 - asked / settings.least,
                message=both(
                    f"La búsqueda pide {asked} pruebas; debían ser {settings.least}.",
                    f"The search asks for {asked} trials; {settings.least} were asked for.",
                ),
            )
        )
    failed = [trial for trial in search.trials if trial.status in ("FAILED", "INVALID")]
    if failed:
        last = failed[0].message.strip().splitlines()[-1:] or [""]
        faults.append(
            Fault(
                cause="trial-failed",
                cell=search.cell,
                cost=len(failed) / max(1, len(search.trials)),
                message=both(
                    f"{len(failed)} de {len(search.trials)} pruebas fallan sin que la búsqueda lo diga: {last[0]}",
                    f"{len(failed)} of {len(search.trials)} trials fail and the search does not say so: {last[0]}",
                ),
            )
        )
    right = both(
        f"La búsqueda pide {asked if asked is not None else 'las'} pruebas y todas las ejecutadas terminan.",
        f"The search asks for {asked if asked is not None else 'its'} trials, and all that ran came to an end.",
    )
    return judged(spec.question, faults, right, {"asked": asked, "run": search.trials_run})
