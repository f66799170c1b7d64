"""What of a notebook is the student's own: everything that does not stand in the notebook handed out."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from autograder.intake import read
from autograder.model.base import Frozen
from autograder.model.submission import Cell, Submission

_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[*_`#>\s]+")
"""Markdown's marks: an editor may change them without anybody having written anything."""
_REMEMBERED = 4096
"""Texts: most of a class' are those that were handed out."""


class HandedOut(Frozen):
    """The cells that a student was given, in all languages, and the lines of their texts."""

    cells: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()

    def own(self, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """The cells that the student wrote or changed; of a text that was changed in place, the lines that are new."""
        kept = [self._rest(cell) for cell in cells if cell.kind != "raw" and _cell(cell) not in self.cells]
        return tuple(cell for cell in kept if cell.source.strip())

    def _rest(self, cell: Cell) -> Cell:
        if cell.kind == "code":
            return cell
        kept = [line for line in cell.source.splitlines() if _line(line) not in self.lines]
        return cell.model_copy(update={"source": "\n".join(kept)})


def handed_out(folder: Path) -> HandedOut:
    """What an assignment's folder hands out; nothing where it holds no notebook."""
    read_in = [item for path in sorted(folder.glob("*.ipynb")) if isinstance(item := read(path), Submission)]
    cells = [cell for item in read_in for cell in item.cells]
    texts = [cell.source for cell in cells if cell.kind == "markdown"]
    return HandedOut(
        cells=frozenset(_cell(cell) for cell in cells),
        lines=frozenset(_line(line) for text in texts for line in text.splitlines() if line.strip()),
    )


def _cell(cell: Cell) -> str:
    return _line(cell.source) if cell.kind == "markdown" else _code(cell.source)


@lru_cache(maxsize=_REMEMBERED)
def _code(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=_REMEMBERED)
def _line(text: str) -> str:
    return _MARKS.sub(" ", text).strip().casefold()
