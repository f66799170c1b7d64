"""Students' code and outputs for a page: every line kept, and nothing invisible that changes how it is read."""

import re
import unicodedata

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_LONGEST = 20_000
_WIDEST = 2_000


def visible(text: str, limit: int = _LONGEST) -> str:
    """The text with its lines, at most `limit` characters of it.

    Terminal colours go; control characters and characters that turn the reading direction or hide, which make code
    look like other code (Boucher & Anderson, *Trojan Source*, 2021), are written as their code point: `⟨U+202E⟩`.
    """
    text = _ESCAPE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    cut = text[:limit]
    lines = ["".join(map(_shown, line[:_WIDEST])) + ("…" if len(line) > _WIDEST else "") for line in cut.split("\n")]
    return "\n".join(lines) + ("\n…" if len(text) > limit else "")


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\t" or (category[0] != "C" and category not in {"Zl", "Zp"}):
        return char
    return f"⟨U+{ord(char):04X}⟩"
