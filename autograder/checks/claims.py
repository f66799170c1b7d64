"""What a text claims of a result: better, worse or like another, and whether the figures say otherwise.

Language is taken at its plainest: a sentence with a negation, a condition, two directions, or about losses and times is
left alone. What is left alone is never held against anybody.
"""

import re
from collections.abc import Sequence
from typing import Literal

from autograder.checks.told import Told, matched, told
from autograder.model.base import Frozen

Direction = Literal["better", "worse", "alike"]

_DIRECTIONS: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    (
        "better",
        re.compile(
            r"\bmejor(?:es)? (?:\w+ ){0,3}?que\b|\bmejora(?:n|mos)?\b|\bmejoro\b"
            r"|\b(?:ha|han|hemos|he) (?:mejor|super)ado\b|\bsupera(?:n|mos)?\b|\bsuperior(?:es)? al?\b"
            r"|\bpor encima del?\b|\bmas alt[oa]s? que\b|\bmayor(?:es)? que\b"
            r"|\bbetter than\b|\bimprove[sd]?\b|\bbeats?\b|\boutperform|\bexceed(?:s|ed)?\b|\bhigher than\b|\babove\b"
        ),
    ),
    (
        "worse",
        re.compile(
            r"\bpeor(?:es)? (?:\w+ ){0,3}?que\b|\bempeora(?:n|mos)?\b|\bempeoro\b|\b(?:ha|han|hemos|he) empeorado\b"
            r"|\binferior(?:es)? al?\b|\bpor debajo del?\b|\bmas baj[oa]s? que\b|\bmenor(?:es)? que\b"
            r"|\bworse than\b|\bworsen|\blower than\b|\bbelow\b"
        ),
    ),
    (
        "alike",
        re.compile(
            r"\bsimilar|\bsemejante|\bparecid[oa]|\bigual|\bmism[oa]s?\b|\bequiparable|\bcomparable\b|\bpracticamente\b|\bidentic"
            r"|\bthe same\b|\bequal|\bin line with\b|\bon par\b|\blike (?:the|before|that)\b"
        ),
    ),
)
_LEFT_ALONE = re.compile(
    r"\b(?:no|ni|sin|nunca|tampoco|not|nor|never|without|apenas|casi|hardly|barely|almost|nearly|si|if|quiza|podria|"
    r"deberia|esperab\w+|could|would|should|might|may|perhaps|expected|perdida|loss|tiempo\w*|time|coste|cost|cuesta|"
    r"rapid\w+|fast\w*|lent\w+|slow\w*)\b|n't\b"
)
_EARLIER = re.compile(
    r"\banterior\w*|\bprevi[oa]s?\b|\btl ?0?\d\b|\breferencia|\bantes\b|\bpracticas?\b"
    r"|\bprevious\w*|\bearlier\b|\bbefore\b|\breference|\bbaseline\b"
)
_EXACT = 0.002
"""A tenth of a per cent or finer; whoever rounds more does not quote a result."""
_NEAR = 40
"""Characters between a figure and the word that says whose it is."""
_ABOUT_ACCURACY = re.compile(
    r"exactitud|\bacc|acierto|precision|\btest\b|prueba|valid|\bval\b|resultado|result|score|rendimiento|performance"
)
_HEDGED = re.compile(
    r"(?:casi|mas de|menos de|alrededor del?|en torno al?|cerca del?|aproximadamente|unos?|sobre|"
    r"encima del?|debajo del?|almost|about|around|over|under|above|below|"
    r"(?:more|less) than|nearly|roughly|some|[~≈<>])\s*(?:el|un|the|a)?\s*$"
)


class Reference(Frozen):
    """The earlier result that a text without a cited figure speaks of, and how far off makes a contradiction."""

    value: float
    margin: float
    alike: float


class Claim(Frozen):
    """A comparison that can be judged: `true` says whether the figures agree with it."""

    sentence: str
    true: bool


def claim(
    sentence: str,
    own: Sequence[Told],
    given: Sequence[Told],
    last: Told | None,
    reference: Reference | None,
    alike: float,
) -> Claim | None:
    """What a folded sentence claims, held against the figures it cites or the reference; None: nothing plain.

    own: the figures of the student's outputs; given: those of the statement; last: the result the outputs end with.
    """
    found = [(direction, match) for direction, pattern in _DIRECTIONS if (match := pattern.search(sentence))]
    if len(found) != 1 or _LEFT_ALONE.search(sentence):
        return None
    direction, match = found[0]
    cited = told(sentence)
    if len(cited) == 2:
        pair = _ordered(cited[0], cited[1], match, own, given)
        return None if pair is None else Claim(sentence=sentence, true=_holds(direction, *pair, alike))
    about_mnist = "mnist" in sentence and "fashion" not in sentence
    if reference is None or len(cited) > 2 or about_mnist or not _EARLIER.search(sentence):
        return None
    mine = cited[0] if cited and not _near(reference, cited[0]) else last
    if mine is None:
        return None
    return Claim(sentence=sentence, true=_plausible(direction, mine.value, reference))


def results(sentence: str) -> tuple[Told, ...]:
    """The figures that a folded sentence gives exactly, as a result of its own and not of earlier work."""
    about = _ABOUT_ACCURACY.search(sentence) is not None
    return tuple(
        figure
        for figure in told(sentence)
        if (about or "%" in figure.text)
        and figure.slack < _EXACT
        and not _HEDGED.search(sentence[max(0, figure.start - _NEAR) : figure.start])
        and not _is_earlier(sentence, figure)
    )


def _ordered(
    first: Told, second: Told, match: re.Match[str], own: Sequence[Told], given: Sequence[Told]
) -> tuple[Told, Told] | None:
    """The figure that is called better, worse or alike, and the one it is compared with."""
    if first.end <= match.start() and match.end() <= second.start:
        return first, second
    for mine, other in ((first, second), (second, first)):
        if matched(mine, own) and not matched(mine, given) and matched(other, given) and not matched(other, own):
            return mine, other
    return None


def _holds(direction: Direction, mine: Told, other: Told, alike: float) -> bool:
    slack = max(mine.slack, other.slack)
    if direction == "better":
        return mine.value + slack >= other.value
    if direction == "worse":
        return mine.value - slack <= other.value
    return abs(mine.value - other.value) <= alike + slack


def _plausible(direction: Direction, mine: float, reference: Reference) -> bool:
    if direction == "better":
        return mine >= reference.value - reference.margin
    if direction == "worse":
        return mine <= reference.value + reference.margin
    return abs(mine - reference.value) <= reference.alike


def _near(reference: Reference, figure: Told) -> bool:
    return abs(figure.value - reference.value) <= figure.slack


def _is_earlier(sentence: str, figure: Told) -> bool:
    """Whether a word for earlier work stands near a figure, on its side of the comparison."""
    before, after = sentence[max(0, figure.start - _NEAR) : figure.start], sentence[figure.end : figure.end + _NEAR]
    for _, pattern in _DIRECTIONS:
        before = pattern.split(before)[-1]
        after = pattern.split(after)[0]
    return bool(_EARLIER.search(before) or _EARLIER.search(after))
