"""`draws`: a search by hand, coarse to fine: several trainings that differ in the learning rate drawn for them.

Every training of the question on most of the training rows is a candidate, but for the model that counts in the end.
Several `fit` of one model are one candidate. What the student's loop drew is read off the optimizers that reached
`fit`, so it does not matter how the loop is written.
"""

import math
from collections.abc import Sequence

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both, judged, missing, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Frozen
from autograder.model.evidence import Fit
from autograder.model.grade import Verdict

_SAME = 1e-3
"""Relative: learning rates are read in single precision, and two draws of a continuous law never agree so closely."""


class DrawsSettings(Settings):
    """How many candidates, over how many decades of the learning rate, and whether a finer stage must follow."""

    least: int
    decades: float = 0.3
    finer: bool = True
    """The last candidates must lie closer together than all of them."""
    rows: int = 10_000
    """A training on fewer rows is no candidate."""


class _Candidate(Frozen):
    """One model that was tried: its learning rate at first and the epochs asked for in all."""

    rate: float | None
    epochs: int
    cell: int


def draws(case: Case, spec: CheckSpec) -> Verdict:
    """Judge how many rates were tried, how wide, and whether the search narrowed."""
    settings = DrawsSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if not section.found:
        return missing(spec.question, section)
    tried = _candidates(section, settings.rows)
    rates = [item.rate for item in tried if item.rate is not None and item.rate > 0]
    if tried and len(rates) < len(tried):
        return undetermined(
            both(
                "No se ve la tasa de aprendizaje de cada entrenamiento; lo revisará una persona.",
                "The learning rate of each training is not seen; a person will look.",
            )
        )
    faults = _few(rates, tried, settings) or _narrow(rates, tried, settings)
    if not faults and settings.finer:
        faults = _never_finer(rates, tried)
    right = both(
        f"Se prueban {_distinct(rates)} tasas distintas, primero en un intervalo ancho y luego en uno estrecho.",
        f"{_distinct(rates)} different rates are tried, first in a wide range and then in a narrow one.",
    )
    return judged(spec.question, faults, right, {"candidates": len(tried), "rates": list(rates)})


def _candidates(section: Section, rows: int) -> list[_Candidate]:
    last = section.final_fit.model if section.final_fit is not None else None
    models: dict[str, list[Fit]] = {}
    for fit in section.fits:
        if fit.model != last and fit.rows.asked >= rows:
            models.setdefault(fit.model, []).append(fit)
    return [
        _Candidate(
            rate=fits[0].optimizer.learning_rate if fits[0].optimizer is not None else None,
            epochs=sum(fit.epochs_asked for fit in fits),
            cell=fits[0].cell,
        )
        for fits in models.values()
    ]


def _distinct(rates: Sequence[float]) -> int:
    logs = sorted(map(math.log, rates))
    return sum(1 for place, value in enumerate(logs) if not place or value - logs[place - 1] > _SAME)


def _decades(rates: Sequence[float]) -> float:
    return math.log10(max(rates) / min(rates)) if rates else 0.0


def _few(rates: Sequence[float], tried: Sequence[_Candidate], settings: DrawsSettings) -> list[Fault]:
    count = _distinct(rates)
    if count >= settings.least:
        return []
    text = both(
        f"Se prueban {count} tasas de aprendizaje distintas; debían ser al menos {settings.least}.",
        f"{count} different learning rates are tried; at least {settings.least} were asked for.",
    )
    cell = tried[-1].cell if tried else None
    return [Fault(cause="too-few-trials", cell=cell, cost=1 - count / settings.least, message=text)]


def _narrow(rates: Sequence[float], tried: Sequence[_Candidate], settings: DrawsSettings) -> list[Fault]:
    """Five draws over two decades span less than 0.3 of one once in 450 times, and a finer stage must not add to it."""
    width = _decades(rates)
    if len(rates) < 2 or width >= settings.decades:
        return []
    text = both(
        f"Todas las tasas caben en {width:.2f} décadas: la primera búsqueda debía ser ancha y logarítmica.".replace(
            ".", ",", 1
        ),
        f"All the rates fit into {width:.2f} decades: the first search had to be wide and logarithmic.",
    )
    return [Fault(cause="range-wrong", cell=tried[-1].cell, cost=0.5, message=text)]


def _never_finer(rates: Sequence[float], tried: Sequence[_Candidate]) -> list[Fault]:
    """The last third of the candidates, two at least, spans less than all of them, or they were trained for longer."""
    tail = max(2, len(tried) // 3)
    narrower = _decades(rates[-tail:]) < 0.75 * _decades(rates)
    longer = max(item.epochs for item in tried[-tail:]) > min(item.epochs for item in tried)
    if narrower or longer:
        return []
    text = both(
        "Tras la búsqueda gruesa no hay otra más fina: ni se estrecha el intervalo ni se entrena más.",
        "No finer search follows the coarse one: neither is the range narrowed nor the training longer.",
    )
    return [Fault(cause="range-wrong", cell=tried[-1].cell, cost=0.5, message=text)]
