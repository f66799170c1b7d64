"""Names made comparable: accents, capitals, punctuation and the order of surname and name do not tell people apart."""

import re
import unicodedata

_APART = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart into a letter and an accent."""


def folded(text: str) -> str:
    """The words without accents, capitals and punctuation, with single spaces: `Núñez-López, Ana` → `nunez lopez ana`.

    Scripts other than Latin keep their letters.
    """
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(_APART.sub(" ", unicodedata.normalize("NFC", letters)).split())


def turned(text: str, without: str = "") -> tuple[str, ...]:
    """The words, turned so that surname first and name first are the same; `without` is left out.

    `Núñez López Ana` is `Ana Núñez López` and is not `Ana López Núñez`, who is often somebody else. `without` is the
    assignment's id, which people put into file names; a name of nothing else keeps it.
    """
    found = folded(text).split()
    dropped = set(folded(without).split())
    kept = [word for word in found if word not in dropped] or found
    return min((tuple(kept[place:] + kept[:place]) for place in range(len(kept))), default=())
