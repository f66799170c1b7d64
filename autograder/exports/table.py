"""Tables of values as text: numbers as a locale writes them, and nothing that a spreadsheet would compute."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_decimal_symbol

from autograder.errors import UsageError
from autograder.report.csv_table import BOM, harmless

_NUMBER = re.compile(r"[-+]?[\d.,\s]*$")
_FIGURE = re.compile(r"[-+]?\d[\d.,\s]*$")


def checked_locale(name: str) -> str:
    """The name of a locale that Babel knows, `es` or `es-ES`; UsageError for any other."""
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise UsageError(f"no locale is called {name!r}: write it as in 'es' or 'en'") from error


def decimal(value: float, locale: str) -> str:
    """At most four decimals, none for nothing, and no signs between thousands, which importers do not read."""
    text = format_decimal(round(value, 4), format="0.####", locale=locale, numbering_system="latn")
    return "0" if text == "-0" else text


def writes_comma(locale: str) -> bool:
    """Whether numbers have a decimal comma, and so spreadsheets expect semicolons between values."""
    symbol: str = get_decimal_symbol(locale, numbering_system="latn")
    return symbol == ","


def number_of(text: str) -> float | None:
    """The figure that a platform's cell holds, with a decimal point or comma; None where it holds none."""
    text = "".join(text.split())
    if not _FIGURE.match(text):
        return None
    whole, _, part = text.replace(",", ".").rpartition(".")
    try:
        return float(f"{whole.replace('.', '')}.{part}" if whole or "." in text or "," in text else part)
    except ValueError:
        return None


def safe(text: str) -> str:
    """A cell that no spreadsheet computes; what is harmless is as it was, figures and a lone dash among it."""
    made = harmless(text)
    return text if _NUMBER.match(text) or made == text.strip() else made


def table(rows: Iterable[Sequence[str]], *, separator: str = ",", bom: bool = False) -> bytes:
    """RFC 4180 text in UTF-8; every cell is made safe."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows([safe(cell) for cell in row] for row in rows)
    return ((BOM if bom else "") + buffer.getvalue()).encode()
