"""`written`: the student's own conclusion is there, speaks of what was asked, and does not contradict their figures.

Only figures of the notebook handed in are compared: those in its text with those in the outputs that the student's own
run left. The grader's figures come from less data and are never held against a text.
"""

import re
from collections.abc import Sequence

from pydantic import JsonValue, field_validator

from autograder.checks.case import Case
from autograder.checks.claims import Claim, Reference, claim, results
from autograder.checks.prose import own_text, sentences, words
from autograder.checks.settings import Settings
from autograder.checks.told import Told, folded, last_accuracy, matched, told
from autograder.checks.verdicts import Fault, both, judged, missing, passed, undetermined
from autograder.model.assignment import CheckSpec
from autograder.model.base import Frozen, Text
from autograder.model.grade import Verdict

_CUT = "[…]"
"""What intake puts in the place of the middle of a long output."""
_MOST_PRINTED = 1_000_000
"""Characters of outputs that are read; a figure that is read takes a hundred times the room of its text."""
_MOST_QUOTED = 200
_SHORT = 0.5
_TOPIC = 0.25
_FALSE = 0.5


class Topic(Settings):
    """Something the text must speak of: one of these regular expressions, on lower case without accents."""

    any: tuple[str, ...]
    name: Text

    @field_validator("any")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns


class Earlier(Settings):
    """The earlier result that the exercise tells the student to compare with, as a share."""

    value: float
    name: Text


class WrittenSettings(Settings):
    """The form asked for, and whether figures are compared.

    where: in cells after the search or training alone, or anywhere. margin: how far below the reference a result must
    be before "better" contradicts it, and so on; alike: how far apart results must be before "similar" does.
    """

    words: int = 15
    topics: tuple[Topic, ...] = ()
    where: str = "after-search"
    numbers: bool = True
    reference: Earlier | None = None
    margin: float = 0.01
    alike: float = 0.02

    @field_validator("where")
    @classmethod
    def _known(cls, where: str) -> str:
        if where not in ("after-search", "anywhere"):
            raise ValueError('where is "after-search" or "anywhere"')
        return where


class _Known(Frozen):
    """The figures to hold a text against: in the student's outputs, in the statement, and the result at the end."""

    own: tuple[Told, ...]
    given: tuple[Told, ...]
    last: Told | None
    complete: bool
    """Whether all that the student's cells printed is there."""


def written(case: Case, spec: CheckSpec) -> Verdict:
    """Judge the form, then whatever plain statement of figures there is; the rest is for a person to read."""
    settings = WrittenSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    if settings.where == "after-search" and not section.found:
        return missing(spec.question, section)
    cell = section.cell
    text = own_text(case.written, -1 if cell is None or settings.where == "anywhere" else cell)
    count = words(text)
    if not count:
        return judged(spec.question, [_missing(cell, settings)], both("", ""), {"words": 0})
    faults = [*_form(text, count, settings, cell)]
    if not settings.numbers:
        right = both("El texto pedido está escrito.", "The text asked for is there.")
        return judged(spec.question, faults, right, {"words": count})
    return _against_figures(case, spec, settings, text, faults)


def _missing(cell: int | None, settings: WrittenSettings) -> Fault:
    where = both(" después de los resultados", " after the results")
    if settings.where == "anywhere":
        where = both(" en el cuaderno", " in the notebook")
    text = both(
        f"Falta el texto pedido: no hay ninguno tuyo{where.es}.",
        f"The text asked for is missing: there is none of yours{where.en}.",
    )
    return Fault(cause="conclusion-missing", cell=cell, message=text)


def _form(text: str, count: int, settings: WrittenSettings, cell: int | None) -> list[Fault]:
    found = []
    if count < settings.words:
        short = both(
            f"El texto es demasiado breve: {count} {'palabra' if count == 1 else 'palabras'}; se esperaban al menos "
            f"{settings.words}.",
            f"The text is too short: {count} {'word' if count == 1 else 'words'}; at least {settings.words} were "
            "expected.",
        )
        found.append(Fault(cause="conclusion-missing", cell=cell, cost=_SHORT, message=short))
    plain = folded(text)
    for topic in settings.topics:
        if not any(re.search(pattern, plain) for pattern in topic.any):
            lacking = both(f"El texto no dice {topic.name.es}.", f"The text does not say {topic.name.en}.")
            found.append(Fault(cause="conclusion-missing", cell=cell, cost=_TOPIC, message=lacking))
    return found


# -- figures -------------------------------------------------------------------------------------------------------


def _against_figures(case: Case, spec: CheckSpec, settings: WrittenSettings, text: str, faults: list[Fault]) -> Verdict:
    cell = case.section(spec.question).cell
    known = _known(case, cell or 0, settings)
    parts = sentences(folded(text))
    claims = [found for part in parts if (found := _claim(part, known, settings)) is not None]
    quoted = [figure for part in parts for figure in results(part)][-_MOST_QUOTED:]
    own = [figure for figure in quoted if not matched(figure, known.given) or matched(figure, known.own)]
    right = [figure for figure in own if matched(figure, known.own)]
    shown: dict[str, JsonValue] = {
        "words": words(text),
        "figures": [figure.text for figure in quoted],
        "claims": len(claims),
    }
    false = [_false(_as_written(item.sentence, text), cell) for item in claims if not item.true]
    if known.own and own and not right and known.complete:
        false.append(_nowhere(own, cell))
    if false or faults:
        return judged(spec.question, [*faults, *false[:1]], both("", ""), shown)
    if not known.own:
        return passed(
            both(
                "La conclusión está escrita; el cuaderno no guarda resultados con que comparar sus cifras.",
                "The conclusion is there; the notebook keeps no results to compare its figures with.",
            ),
            shown,
        )
    if settings.topics and settings.reference is None and not own:
        return passed(both("El texto dice lo que se pedía.", "The text says what was asked for."), shown)
    if right or claims:
        return passed(
            both("La conclusión concuerda con tus resultados.", "The conclusion agrees with your results."), shown
        )
    return undetermined(
        both(
            "Corrección manual: la conclusión la lee una persona, no hay en ella cifras que comparar.",
            "Graded by hand: a person reads the conclusion; it holds no figures to compare.",
        ),
        shown,
    )


def _known(case: Case, cell: int, settings: WrittenSettings) -> _Known:
    mine = {item.index: {*item.source.splitlines()} for item in case.written}
    outputs = [item.stored_output for item in case.written if item.kind == "code" and item.stored_output]
    shown = "\n".join(outputs)
    printed = told(folded(shown[:_MOST_PRINTED]))
    elsewhere = [item.stored_output for item in case.cells if item.index not in mine and item.stored_output]
    after = [folded(item.stored_output) for item in case.written if item.index >= cell and item.stored_output]
    lines = [
        line
        for item in case.cells
        if item.kind == "markdown"
        for line in item.source.splitlines()
        if line not in mine.get(item.index, ())
    ]
    given = told(folded("\n".join([*lines, *elsewhere])[:_MOST_PRINTED]))
    if settings.reference is not None:
        value = settings.reference.value
        given = (*given, Told(value=value, slack=5e-5, text=f"{value}", start=0, end=0))
    complete = len(shown) <= _MOST_PRINTED and _CUT not in shown
    return _Known(own=printed, given=given, last=last_accuracy(after), complete=complete)


def _claim(sentence: str, known: _Known, settings: WrittenSettings) -> Claim | None:
    reference = None
    if settings.reference is not None:
        reference = Reference(value=settings.reference.value, margin=settings.margin, alike=settings.alike)
    return claim(sentence, known.own, known.given, known.last, reference, settings.alike)


def _as_written(sentence: str, text: str) -> str:
    """A folded sentence with the capitals and accents of the text it comes from."""
    return next((part for part in sentences(text) if folded(part) == sentence), sentence)


def _false(sentence: str, cell: int | None) -> Fault:
    quoted = sentence[:160]
    text = both(
        f"La conclusión contradice las cifras: «{quoted}».", f"The conclusion contradicts the figures: “{quoted}”."
    )
    return Fault(cause="conclusion-contradicts", cell=cell, cost=_FALSE, message=text)


def _nowhere(figures: Sequence[Told], cell: int | None) -> Fault:
    names = ", ".join(dict.fromkeys(figure.text for figure in figures))[:160]
    text = both(
        f"La conclusión da cifras que no aparecen en ningún resultado del cuaderno: {names}.",
        f"The conclusion gives figures that appear in no result of the notebook: {names}.",
    )
    return Fault(cause="conclusion-contradicts", cell=cell, cost=_FALSE, message=text)
