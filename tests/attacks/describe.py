"""The tables of docs/security.md, made from the suite: `python -m attacks.describe` in tests/ writes them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from autograder.marked import Marked
from autograder.sandbox.levels import MEANING, NOT_HELD

from . import notebooks, smuggling
from .attack import Attack
from .notebooks import Forgery
from .smuggling import Smuggle
from .suite import FAMILIES

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "security.md"
"""Where the tables stand, between marks."""
_TITLES: Final = {
    "reading": "Reading",
    "writing": "Writing",
    "escaping": "Escaping",
    "starving": "Starving",
    "forging": "Forging, on the result pipe",
}


def tables() -> str:
    """Return one table for each family: threat, mechanism, level, test."""
    parts = [_table(title, FAMILIES[family], "test_levels.py") for family, title in _TITLES.items()]  # type: ignore[index]
    parts.append(_table("Forging, from within a notebook", _of(notebooks.ATTACKS, "forge"), "test_notebooks.py"))
    files = (*_of(notebooks.ATTACKS, "smuggle"), *smuggling.ATTACKS)
    parts.append(_table("Smuggling", files, "test_notebooks.py, test_smuggling.py"))
    return "\n\n".join(parts)


def levels() -> str:
    """Return the table of levels with what each does not hold."""
    rows = [
        f"| `{variant}` | {MEANING[variant]} | {', '.join(f'`{name}`' for name in names) or 'none'} |"
        for variant, names in NOT_HELD.items()
    ]
    return "\n".join(["| level | where | attacks not held |", "| --- | --- | --- |", *rows])


def _of(attacks: Sequence[Forgery], prefix: str) -> list[Forgery]:
    return [attack for attack in attacks if attack.id.startswith(prefix)]


def _table(title: str, attacks: Sequence[Attack | Forgery | Smuggle], test: str) -> str:
    lines = [
        f"### {title} ({len(attacks)})",
        "",
        f"Tests: `tests/attacks/{test.replace(', ', '`, `tests/attacks/')}`.",
        "",
    ]
    lines += ["| attack | a student … | what stops it | held at |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *map(_line, attacks)])


def _line(attack: Attack | Forgery | Smuggle) -> str:
    cells = (f"`{attack.id}`", attack.harm, attack.mechanism, ", ".join(_held(attack)))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _held(attack: Attack | Forgery | Smuggle) -> Iterator[str]:
    failing = [variant for variant, names in NOT_HELD.items() if attack.id in names]
    yield "all levels" if not failing else f"all but {' and '.join(failing)}"


def page() -> str:
    """Return the whole page with its tables as the suite has them."""
    text = PAGE.read_text(encoding="utf-8")
    for part, new in (("levels", levels()), ("attacks", tables())):
        begin, end = f"<!-- {part}: python -m attacks.describe -->", f"<!-- end of {part} -->"
        text = Marked(begin=begin, end=end, page="docs/security.md", part=part).rewritten(text, new)
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
