"""`function`: functions of the notebook, called by the grader with inputs that nobody has seen, do what was asked.

Each case of a function has its share of the points. A function that is missing or was left as it was handed out earns
nothing; one that writes into its arguments loses a small share, as the caller's data are no longer what they were. What
the machine prevented is left to a person.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from autograder.arrays import decoded
from autograder.checks.calls import Item, items_of
from autograder.checks.case import Case
from autograder.checks.expectations import Arrays, Distribution, differs
from autograder.checks.function_settings import FunctionCase, FunctionSettings, Mistake
from autograder.checks.verdicts import Fault, both, judged, undetermined
from autograder.model.assignment import Assignment, CheckSpec
from autograder.model.base import Frozen, Text
from autograder.model.evidence import Answer, Evidence
from autograder.model.grade import Verdict

SIGNALLED = "its process died of signal"
"""How the sandbox tells an end that a library or somebody outside may have caused as well."""
_REMEMBERED = 64
"""Lines of rubrics, by seed, whose expectations are kept: those of a class that is judged anew."""


@dataclass(frozen=True)
class _Line:
    """A line of a rubric in the runs of one seed: equal where it asks for the same."""

    assignment: Assignment = field(compare=False)
    spec: CheckSpec = field(compare=False)
    seed: int
    asks: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """One call, and what is right and what is a known slip for its inputs, worked out once for a class."""

    item: Item

    @cached_property
    def first(self) -> Any:
        """The first argument, which places in an answer are named by."""
        args, _ = self.item.case.drawn(self.item.stream)
        return args[0] if args else None

    @cached_property
    def right(self) -> list[Any]:
        """The values of which any is right."""
        return self._values(self.item.case)

    @cached_property
    def slips(self) -> list[list[Any]]:
        """What each typical mistake gives."""
        return [self._values(mistake) for mistake in self.item.case.mistakes]

    def _values(self, source: FunctionCase | Mistake) -> list[Any]:
        values = [] if source.expected is None else [source.expected]
        for reference in source.reference:
            args, kwargs = self.item.case.drawn(self.item.stream)
            values.append(reference.answer(args, kwargs))
        return values


@lru_cache(maxsize=_REMEMBERED)
def _asked(line: _Line) -> tuple[tuple[_Asked, ...], float]:
    """Every call of a line, and the share that writing into arguments costs."""
    calls = tuple(map(_Asked, items_of(line.assignment, line.spec, line.seed)))
    return calls, FunctionSettings.model_validate(line.spec.settings).writes


def _line(case: Case, spec: CheckSpec) -> _Line:
    asks = (case.assignment.id, spec.id, repr(spec.settings))
    return _Line(case.assignment, spec, case.evidence.environment.seed, asks)


class _Wrong(Frozen):
    """Why an answer earns nothing."""

    cause: str
    text: Text
    named: bool = False
    """Whether the very slip was recognised."""


class _Loss(Frozen):
    """What one function loses, and why; `title` is that of the case, where not all of them are wrong."""

    name: str
    why: _Wrong
    title: Text | None = None
    cell: int
    cost: float


def function(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the answers of the first run."""
    evidence = case.evidence
    answers = {answer.call: answer for answer in evidence.answers}
    asked, writes = _asked(_line(case, spec))
    items = tuple(one.item for one in asked)
    lost = [item.function.names[0] for item in items if _unknown(answers.get(item.id))]
    if lost:
        return _unanswered(case, spec.question, items, sorted(set(lost)))
    losses: list[_Loss] = []
    for names in dict.fromkeys(item.function.names for item in items):
        own = [(one, answers[one.item.id]) for one in asked if one.item.function.names == names]
        losses += _losses(own, writes, evidence)
    faults = [_fault(alike) for alike in _together(losses)]
    named = ", ".join(dict.fromkeys(item.function.names[0] for item in items))
    right = both(
        f"Correcto con entradas nuevas: {named}.",
        f"Right on inputs it had not seen: {named}.",
    )
    return judged(spec.question, faults, right, {"calls": len(items), "found": _found(answers, items)})


def _found(answers: dict[str, Answer], items: tuple[Item, ...]) -> list[Any]:
    return list(dict.fromkeys(answers[item.id].name for item in items))


def _unknown(answer: Answer | None) -> bool:
    return answer is None or answer.fault == "not-called"


def _written(names: Sequence[str], case: Case) -> bool:
    """Whether a notebook that ended its run before it was asked speaks of a function at all; without cells, it may."""
    sources = [cell.source for cell in case.cells if cell.kind == "code"]
    return not sources or any(re.search(rf"\b{re.escape(name)}\b", source) for source in sources for name in names)


def _unanswered(case: Case, question: str, items: Sequence[Item], lost: list[str]) -> Verdict:
    """A notebook that left its own process answers for it; limits and signals are looked at by a person."""
    named = ", ".join(lost)
    ending = case.evidence.ending
    if ending.kind == "died" and not ending.detail.startswith(SIGNALLED):
        text = both(
            f"{named}: sin probar, el cuaderno terminó antes su propio proceso.",
            f"{named}: not tried, the notebook ended its own process before.",
        )
        return judged(question, [Fault(cause="died", message=text)], both("", ""))
    absent = [item.function.names[0] for item in items if not _written(item.function.names, case)]
    if absent:
        gone = ", ".join(dict.fromkeys(absent))
        text = both(f"{gone}: sin definir.", f"{gone}: not defined.")
        return judged(question, [Fault(cause="answer-missing", message=text)], both("", ""))
    return undetermined(
        both(
            f"La ejecución terminó antes de poder probar {named}; lo revisará una persona.",
            f"The run ended before {named} could be tried; a person will look.",
        )
    )


def _losses(own: list[tuple[_Asked, Answer]], writes: float, evidence: Evidence) -> list[_Loss]:
    """One loss for all that is wrong with a function, and one where it writes into its arguments."""
    first, answer = own[0]
    name, whole = first.item.function.names[0], sum(one.item.share for one, _ in own)
    wrong = [(one.item, why) for one, given in own if (why := _wrong(one, given, evidence)) is not None]
    lost = sum(item.share for item, _ in wrong)
    losses = []
    if wrong and all(_idle(one, given) for one, given in own):
        text = both("no detiene nunca el entrenamiento.", "it never stops training.")
        return [_Loss(name=name, why=_Wrong(cause="function-wrong", text=text), cell=answer.cell, cost=whole)]
    if wrong:
        item, why = next(((item, why) for item, why in wrong if why.named), wrong[0])
        title = item.case.title if len(wrong) < len(own) else None
        losses.append(_Loss(name=name, why=why, title=title, cell=answer.cell, cost=lost))
    if any(given.inputs_changed for _, given in own) and whole > lost:
        text = both(
            "modifica las matrices que recibe; debe trabajar con una copia.",
            "it modifies the matrices it is given; it should work on a copy.",
        )
        why = _Wrong(cause="function-wrong", text=text)
        losses.append(_Loss(name=name, why=why, cell=answer.cell, cost=writes * (whole - lost)))
    return losses


def _idle(asked: _Asked, answer: Answer) -> bool:
    """Whether a callback let a training go on to its end, as one does that is still to be written."""
    if asked.item.function.drive != "callback" or answer.fault is not None:
        return False
    try:
        return bool(answer.values) and all(bool((decoded(value) < 0).all()) for value in answer.values)
    except ValueError:  # nothing that driving a callback gives
        return False


def _together(losses: list[_Loss]) -> list[list[_Loss]]:
    """Losses of one reason told once, in order: six functions that are missing are one sentence."""
    alike: dict[tuple[_Wrong, Text | None], list[_Loss]] = {}
    for loss in losses:
        alike.setdefault((loss.why, loss.title), []).append(loss)
    return list(alike.values())


def _fault(losses: list[_Loss]) -> Fault:
    names, why, title = ", ".join(loss.name for loss in losses), losses[0].why, losses[0].title
    where = both("", "") if title is None else both(f" ({title.es})", f" ({title.en})")
    return Fault(
        cause=why.cause,
        cell=losses[0].cell,
        cost=sum(loss.cost for loss in losses),
        message=both(f"{names}{where.es}: {why.text.es}", f"{names}{where.en}: {why.text.en}"),
    )


# -- one answer ------------------------------------------------------------------------------------------------------


def _wrong(asked: _Asked, answer: Answer, evidence: Evidence) -> _Wrong | None:
    if answer.name is None:
        return _Wrong(cause="answer-missing", text=_missing(evidence))
    if answer.fault is not None:
        return _no_value(answer)
    try:
        got: Arrays = tuple(map(decoded, answer.values))
    except ValueError:
        got = ()
    with np.errstate(all="ignore"):  # what was claimed may be any number
        complaint = _complaint(asked, got)
        slip = None if complaint is None else _slip(asked, got)
    if complaint is None:
        return None
    if slip is not None:
        return _Wrong(cause=slip.cause, text=slip.text, named=True)
    own = asked.item.case.text
    text = both(f"{own.es} ({complaint.es}).", f"{own.en} ({complaint.en}).") if own else _sentence(complaint)
    return _Wrong(cause=asked.item.case.cause, text=text)


def _sentence(text: Text) -> Text:
    return both(f"{text.es}.", f"{text.en}.")


def _missing(evidence: Evidence) -> Text:
    failed = [cell.index + 1 for cell in evidence.cells if cell.status != "ok"]
    if not failed:
        return both("sin definir.", "not defined.")
    return both(
        f"sin definir (la celda {failed[0]} termina con un error).",
        f"not defined (cell {failed[0]} ends with an error).",
    )


def _no_value(answer: Answer) -> _Wrong:
    what = answer.error or ""
    if answer.fault == "nothing":
        text = both("no devuelve nada: falta completarla.", "it returns nothing: it is still to be written.")
        return _Wrong(cause="answer-missing", text=text)
    texts = {
        "raised": both(f"falla con {what}", f"it fails with {what}"),
        "no-numbers": both(f"lo que devuelve no son números ({what}).", f"what it returns are no numbers ({what})."),
        "too-large": both("devuelve mucho más de lo pedido.", "it returns far more than was asked for."),
        "time-limit": both(f"no termina a tiempo ({what}).", f"it does not end in time ({what})."),
        "no-function": both(
            f"el nombre ya no es una función: el cuaderno guarda en él otra cosa ({what}).",
            f"the name is no function any more: the notebook keeps something else in it ({what}).",
        ),
    }
    return _Wrong(cause="function-wrong", text=texts[str(answer.fault)])


def _complaint(asked: _Asked, got: Arrays) -> Text | None:
    """Why an answer is not right; None where it is."""
    case = asked.item.case
    if case.within is not None:
        return case.within.complaint(got)
    if case.band is not None:
        return case.band.complaint(got)
    return _unmet(asked, got, case.distribution, asked.right)


def _unmet(asked: _Asked, got: Arrays, drawn: tuple[Distribution, ...], values: list[Any]) -> Text | None:
    """None where the answer is one of these values or drawn from one of these distributions."""
    complaints = [kind.complaint(got) for kind in drawn]
    for value in values:
        if asked.item.function.drive == "callback":
            complaints.append(_stops(got, int(value)))
        else:
            complaints.append(differs(got, value, asked.item.case, asked.first))
    return None if None in complaints else complaints[0]


def _stops(got: Arrays, wanted: int) -> Text | None:
    told = float(got[0].item()) if len(got) == 1 and got[0].size == 1 else math.nan
    if told == wanted:
        return None
    if not math.isfinite(told):  # nothing that driving a callback gives
        return both("no se ve cuándo detiene el entrenamiento", "when it stops training is not seen")
    epoch = int(told)
    if wanted < 0:
        return both(
            f"detiene el entrenamiento tras la época {epoch + 1} y no debía detenerlo",
            f"it stops training after epoch {epoch + 1}, and it should not stop it",
        )
    if epoch < 0:
        return both(
            f"no detiene el entrenamiento, y debía hacerlo tras la época {wanted + 1}",
            f"it does not stop training, and should after epoch {wanted + 1}",
        )
    return both(
        f"detiene el entrenamiento tras la época {epoch + 1}, y debía hacerlo tras la {wanted + 1}",
        f"it stops training after epoch {epoch + 1}, and should after epoch {wanted + 1}",
    )


def _slip(asked: _Asked, got: Arrays) -> Mistake | None:
    """The typical mistake that gives this very answer."""
    slips = zip(asked.item.case.mistakes, asked.slips, strict=True)
    return next((slip for slip, values in slips if _unmet(asked, got, slip.distribution, values) is None), None)
