"""A submission as intake read it: cells to run, and every repair that was needed to read them."""

from typing import Literal

from autograder.model.base import Frozen, Text


class Cell(Frozen):
    """One cell; `index` counts all cells of the notebook from 0, so findings can point at it."""

    index: int
    kind: Literal["code", "markdown", "raw"]
    source: str
    stored_output: str = ""
    """Text that the student's own run left below the cell (capped); a claim, never a measurement."""


class Repair(Frozen):
    """Something that was not as it should be in the file and was mended without changing its meaning."""

    code: str
    message: Text


class Submission(Frozen):
    """A readable notebook. `name` identifies the student's work in reports and file names."""

    name: str
    path: str
    sha256: str
    cells: tuple[Cell, ...]
    repairs: tuple[Repair, ...] = ()
    assignment: str | None = None
    """The assignment that the notebook says it answers: notebooks handed out carry its id."""
    files: dict[str, str] = {}
    """Small companion files from the same zip, base64, by relative path; placed beside the notebook when it runs."""

    @property
    def code_cells(self) -> tuple[Cell, ...]:
        """The cells that run, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")


class Rejected(Frozen):
    """A file that could not be read as a notebook: the student's file, not the machine, is the reason."""

    name: str
    path: str
    reason: Text
