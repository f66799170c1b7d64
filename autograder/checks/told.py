"""Figures in texts and outputs: `89,44 %`, `0.8944`, `accuracy: 0.8944 - loss: 0.3152`."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from autograder.model.base import Frozen

_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,12})?)\s*(?:%|por\s?ciento|per\s?cent)")
_SHARE = re.compile(r"(?<![\d.,])([01][.,]\d{2,18})(?![\d.,]*\s*%)(?!\d)")
_LATEX = (("{,}", ","), ("\\,", " "), ("\\%", "%"), ("$", " "), ("**", ""), ("__", ""))
_SMALLEST_PERCENT, _SMALLEST_SHARE = 0.2, 0.5
"""What lies below is a difference, a rate, a factor or a loss more often than an accuracy."""
_NO_ACCURACY = re.compile(
    r"\s*(?:(?:de|of) (?:\w+ ){0,2}?(?:datos|imagenes|filas|ejemplos|muestras|parametros|veces|neuronas|unidades|pesos|"
    r"data|images|rows|examples|samples|parameters|time|units|weights)\b|mas\b|menos\b|more\b|less\b|fewer\b|faster\b)"
)
"""What follows shares of data and differences."""
_LEAST_SLACK = 1e-9


_NAMED = re.compile(r"(?:acc|exactitud|acierto|precision)\w*\W{1,4}(?:[^\W\d]+\W{1,3}){0,2}$")
"""Words for accuracy, and what may stand between them and the figure: `exactitud en test: `."""


class Told(Frozen):
    """An accuracy as somebody wrote it, between 0 and 1; the true one is within `slack`, half a last digit."""

    value: float
    slack: float
    text: str
    start: int
    end: int

    def means(self, other: "Told") -> bool:
        """Whether both may be the same accuracy, each rounded in its own way."""
        return abs(self.value - other.value) <= self.slack + other.slack + _LEAST_SLACK


def folded(text: str) -> str:
    """Lower case without accents, emphasis or LaTeX, so that one pattern finds all spellings."""
    for mark, plain in _LATEX:
        text = text.replace(mark, plain)
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text)
    for accent in filter(unicodedata.combining, set(parts)):  # few; each goes faster so than in str.translate
        parts = parts.replace(accent, "")
    return parts.casefold()


def told(text: str) -> tuple[Told, ...]:
    """The accuracies of a folded text, in order."""
    found = [_read(match, 0.01) for match in _PERCENT.finditer(text) if not _NO_ACCURACY.match(text, match.end())]
    found = [item for item in found if item.value >= _SMALLEST_PERCENT]
    found += [item for match in _SHARE.finditer(text) if (item := _read(match, 1.0)).value >= _SMALLEST_SHARE]
    return tuple(sorted((item for item in found if item.value <= 1.0), key=lambda item: item.start))


def matched(figure: Told, known: Iterable[Told]) -> bool:
    """Whether a figure is one of those known."""
    return any(figure.means(other) for other in known)


def last_accuracy(outputs: Sequence[str]) -> Told | None:
    """The accuracy that the last output with one shows; None where outputs leave open which of several it is.

    A figure in per cent goes before one that is named as an accuracy, and that before one that may be a loss.
    """
    for text in reversed(outputs):
        found = told(text)
        sure = [item for item in found if "%" in item.text] or [item for item in found if _is_named(text, item)]
        if found:
            return sure[-1] if sure else found[0] if len(found) == 1 else None
    return None


def _is_named(text: str, figure: Told) -> bool:
    return _NAMED.search(text[max(0, figure.start - 40) : figure.start]) is not None


def _read(match: re.Match[str], unit: float) -> Told:
    digits = match[1].replace(",", ".")
    places = len(digits.partition(".")[2])
    return Told(
        value=float(digits) * unit,
        slack=0.5 * unit * 10.0**-places,
        text=match[0],
        start=match.start(),
        end=match.end(),
    )
