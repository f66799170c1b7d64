"""`grid`: a scikit-learn search over a Keras model, over further parameters than epochs and batch size."""

from collections.abc import Sequence

from pydantic import JsonValue

from autograder.checks.case import Case
from autograder.checks.leaks import ROWS, searched_on_test
from autograder.checks.parameters import Parameter, named, parameters
from autograder.checks.section import Section
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, judged, last_line, missing, never_trained, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import GridSearch
from autograder.model.grade import Verdict


class GridSettings(Settings):
    """Which search, over what, and how many parameters it must vary with effect.

    further: parameters that change something at other roles than `besides`, in all of the question's searches together.
    """

    kinds: tuple[str, ...] = ("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV")
    estimator: str = "KerasClassifier"
    further: int = 2
    besides: tuple[str, ...] = ("fit.epochs", "fit.batch_size")
    least_candidates: int = 2
    folds: Bound = Bound()


def grid(case: Case, spec: CheckSpec) -> Verdict:
    """Judge what the searches vary by what it really changes, how they ran, and which rows they saw."""
    settings = GridSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if section.grid is None:
        return missing(spec.question, section)
    unfit = _unfit(section, section.grid, settings)
    if unfit is not None:
        return judged(spec.question, [unfit], both("", ""))
    if _never_trained(section, section.grid):
        return never_trained(spec.question, section.grid)
    found = parameters(case.evidence, section.grids, settings.besides)
    further, unclear = named(found, "further"), named(found, "unclear")
    asked = sum(item.candidates_asked for item in section.grids)
    shown: dict[str, JsonValue] = {item.name: item.effect for item in found}
    evidence: dict[str, JsonValue] = {"parameters": shown, "candidates": asked, "folds": section.grid.folds}
    if len(further) < settings.further <= len(further) + len(unclear):
        return undetermined(_unclear(unclear), evidence)
    faults = [
        *_too_few(section.grid, found, settings),
        *_candidates(section.grid, asked, settings),
        *_failed(section.grid),
        *_folds(section.grid, settings),
        *_tested(section.grids),
    ]
    right = both(
        f"La búsqueda con {section.grid.kind} recorre {_list(further, 'y')} y sus candidatos entrenan.",
        f"The search with {section.grid.kind} covers {_list(further, 'and')}, and its candidates train.",
    )
    return judged(spec.question, faults, right, evidence)


def _unfit(section: Section, search: GridSearch, settings: GridSettings) -> Fault | None:
    """Another kind of search, or one over something that is no Keras model."""
    if not {search.kind, *search.bases} & {*settings.kinds}:
        text = both(
            f"La búsqueda usa {search.kind}; se pedía {' o '.join(settings.kinds[:2])}.",
            f"The search uses {search.kind}; {' or '.join(settings.kinds[:2])} was asked for.",
        )
        return Fault(cause="search-missing", cell=search.cell, message=text)
    if search.estimator == settings.estimator or section.fits:
        return None
    text = both(
        f"La búsqueda recorre {search.estimator or 'otro estimador'}, que no entrena ningún modelo de Keras; se pedía "
        f"{settings.estimator}.",
        f"The search goes over {search.estimator or 'another estimator'}, which trains no Keras model; "
        f"{settings.estimator} was asked for.",
    )
    return Fault(cause="search-missing", cell=search.cell, message=text)


def _never_trained(section: Section, search: GridSearch) -> bool:
    """Whether every candidate failed before the end of an epoch: what its parameters would change is then not seen."""
    return bool(search.trials) and section.trials_failed and not any(fit.epochs_run for fit in section.fits)


# -- parameters ----------------------------------------------------------------------------------------------------


def _too_few(search: GridSearch, found: Sequence[Parameter], settings: GridSettings) -> list[Fault]:
    """Parameters without effect are named each; what else is lacking is the range's."""
    lacking = settings.further - len(named(found, "further"))
    dead = named(found, "dead")
    share = 1 / max(1, settings.further)
    faults = []
    if dead:
        text = both(
            f"{_list(dead, 'y')}: se declara en la búsqueda, pero no cambia nada al entrenar.",
            f"{_list(dead, 'and')}: declared in the search, but changes nothing in the training.",
        )
        cost = share * min(lacking, len(dead)) if lacking > 0 else share / 2
        faults.append(Fault(cause="hyperparameter-unused", cell=search.cell, message=text, cost=cost))
    if lacking <= len(dead):
        return faults
    further = named(found, "further")
    only = (_list(further, "y"), _list(further, "and")) if further else ("nada más", "nothing else")
    beside = " y ".join(_last_parts(settings.besides)), " and ".join(_last_parts(settings.besides))
    text = both(
        f"Además de {beside[0]}, la búsqueda recorre {only[0]}; se pedían al menos {settings.further} hiperparámetros "
        "más, con dos valores o más cada uno.",
        f"Besides {beside[1]} the search covers {only[1]}; at least {settings.further} further hyperparameters with "
        "two values or more each were asked for.",
    )
    cost = share * (lacking - len(dead))
    return [*faults, Fault(cause="range-wrong", cell=search.cell, message=text, cost=cost)]


def _unclear(names: Sequence[str]) -> Text:
    return both(
        f"No se pudo comprobar qué cambia {_list(names, 'y')} al entrenar; lo revisará una persona.",
        f"What {_list(names, 'and')} changes in the training could not be checked; a person will look.",
    )


def _list(names: Sequence[str], word: str) -> str:
    quoted = [f"«{name}»" if word == "y" else f"“{name}”" for name in names]
    return f" {word} ".join(quoted) if len(quoted) < 3 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def _last_parts(roles: Sequence[str]) -> list[str]:
    return [role.rpartition(".")[2] for role in roles]


# -- candidates and folds ------------------------------------------------------------------------------------------


def _candidates(search: GridSearch, asked: int, settings: GridSettings) -> list[Fault]:
    if asked >= settings.least_candidates:
        return []
    text = both(
        f"La búsqueda pide {asked} combinaciones; debían ser al menos {settings.least_candidates}.",
        f"The search asks for {asked} combinations; at least {settings.least_candidates} were asked for.",
    )
    cost = 1 - max(0, asked) / settings.least_candidates
    return [Fault(cause="too-few-trials", cell=search.cell, message=text, cost=cost)]


def _failed(search: GridSearch) -> list[Fault]:
    failed = [trial for trial in search.trials if trial.status in ("FAILED", "INVALID")]
    if not failed:
        return []
    why = last_line(failed[0].message)
    text = both(
        f"{len(failed)} de {len(search.trials)} combinaciones fallan sin que la búsqueda se detenga: {why}",
        f"{len(failed)} of {len(search.trials)} combinations fail and the search goes on: {why}",
    )
    return [Fault(cause="trial-failed", cell=search.cell, message=text, cost=len(failed) / len(search.trials))]


def _folds(search: GridSearch, settings: GridSettings) -> list[Fault]:
    if search.folds is None or settings.folds.holds(search.folds) or settings.folds == Bound():
        return []
    words = settings.folds.words()
    text = both(
        f"La validación cruzada hace {search.folds} particiones; se pedían {words[0]}.",
        f"The cross-validation makes {search.folds} folds; {words[1]} were asked for.",
    )
    return [Fault(cause="split-wrong", cell=search.cell, message=text, cost=0.25)]


def _tested(grids: Sequence[GridSearch]) -> list[Fault]:
    """Said once, however many searches see the test set."""
    faults = [fault for item in grids for fault in searched_on_test(item, ROWS)]
    return [fault.model_copy(update={"cost": 0.5}) for fault in faults[:1]]
