"""`listed`: all best models of the search, not the best alone, are measured on the test set."""

import re
from collections.abc import Sequence

from autograder.checks.case import Case
from autograder.checks.measured import measured
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing, never_trained
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Evidence, Search
from autograder.model.grade import Verdict
from autograder.model.submission import Cell

_ASKED = re.compile(r"get_best_models\(\s*(?:num_models\s*=\s*)?([^\s,()]{0,40})")
_ALONE = "1"
"""What Keras Tuner gives where no number is asked for."""


class ListedSettings(Settings):
    """How many test rows a measurement covers, and for what share of its trials the search's models must be asked."""

    test_rows: int
    least: float = 0.5


def listed(case: Case, spec: CheckSpec) -> Verdict:
    """Judge against the trials that ran: the budget runs fewer than were asked for."""
    settings = ListedSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    search = section.search
    if search is None:
        return missing(spec.question, section)
    if section.all_failed:
        return never_trained(spec.question, search)
    ran = sum(trial.status == "COMPLETED" for trial in search.trials)
    count = max(_ranks(case.evidence, search, settings), _others(case.evidence, search, settings))
    right = both(
        "Los mejores modelos de la búsqueda se evalúan uno a uno con el conjunto de test.",
        "The search's best models are evaluated on the test set one by one.",
    )
    faults = _too_few(search, min(count, ran), ran) or _few_asked(case.written, search, ran, settings)
    return judged(spec.question, faults, right, {"measured": count, "trials": ran})


def _ranks(evidence: Evidence, search: Search, settings: ListedSettings) -> int:
    """Places among the search's best models of which a model was measured."""
    returned: dict[int, set[str]] = {}
    for model in evidence.models:
        if model.search == search.id and model.rank is not None:
            returned.setdefault(model.rank, set()).add(model.id)
    return sum(measured(evidence, models, settings.test_rows) for models in returned.values())


def _others(evidence: Evidence, search: Search, settings: ListedSettings) -> int:
    """Models measured after the search however they were recovered: trials loaded one by one, or built anew.

    A final training on the validation rows too makes another model than the search's.
    """
    final = {fit.model for fit in evidence.fits if fit.search is None and fit.rows.asked_pools.get("validation", 0)}
    early = {fit.model for fit in evidence.fits if fit.search is None and fit.at < search.at}
    digests = {
        model.weights or model.id
        for model in evidence.models
        if model.search in (None, search.id)
        and model.id not in final | early
        and measured(evidence, {model.id}, settings.test_rows, search.at)
    }
    return len(digests)


def _too_few(search: Search, count: int, ran: int) -> list[Fault]:
    if count >= ran:
        return []
    text = both(
        f"Solo se evalúan con el test {count} de los {ran} modelos de la búsqueda; se pedían todos los mejores.",
        f"Only {count} of the search's {ran} models are evaluated on the test set; all the best ones were asked for.",
    )
    if not count:
        text = both(
            "Ningún modelo de la búsqueda se evalúa con el conjunto de test.",
            "No model of the search is evaluated on the test set.",
        )
    return [Fault(cause="answer-missing", cell=search.cell, cost=1 - count / ran, message=text)]


def _few_asked(written: Sequence[Cell], search: Search, ran: int, settings: ListedSettings) -> list[Fault]:
    """Where fewer trials ran than were asked for, the source says how many models would have been listed.

    It accuses nobody where a number is no literal, nor where more were measured than its calls give.
    """
    code = [cell.source for cell in written if cell.kind == "code"]
    figures = [found[1] or _ALONE for source in code for found in _ASKED.finditer(source)]
    wanted = search.trials_asked
    if not figures or wanted is None or not all(figure.isdecimal() for figure in figures):
        return []
    asked = [int(figure) for figure in figures]
    if max(asked) < ran or max(asked) >= settings.least * wanted:
        return []
    text = both(
        f"Se piden los {max(asked)} mejores modelos de {wanted} ensayos; se pedían todos.",
        f"The best {max(asked)} models of {wanted} trials are asked for; all of them were expected.",
    )
    return [Fault(cause="answer-missing", cell=search.cell, cost=1 - max(asked) / wanted, message=text)]
