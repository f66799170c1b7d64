"""The table of docs/faults.md, made from boundaries.csv: `python -m faults.describe` in tests/ writes it.

A line of the file is a boundary between the grader's parts and the machine: where, which fault, what happens, and the
test that shows it, as `file::function` below `tests/`.
"""

import csv
from pathlib import Path
from typing import Final, NamedTuple

from autograder.marked import Marked

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
_MARKS: Final = Marked(
    begin="<!-- faults: python -m faults.describe -->",
    end="<!-- end of faults -->",
    page="docs/faults.md",
    part="the table of faults",
)


class Boundary(NamedTuple):
    """One fault."""

    where: str
    fault: str
    happens: str
    test: str


def boundaries() -> list[Boundary]:
    """All of them."""
    with Path(__file__).with_name("boundaries.csv").open(encoding="utf-8", newline="") as file:
        return [Boundary(**row) for row in csv.DictReader(file)]


def table() -> str:
    """One line for each fault."""
    rows = [f"| {item.where} | {item.fault} | {item.happens} | `{item.test}` |" for item in boundaries()]
    return "\n".join(["| where | fault | what happens | test, below `tests/` |", "| --- | --- | --- | --- |", *rows])


def page() -> str:
    """The page with its table as the file has it."""
    return _MARKS.rewritten(PAGE.read_text(encoding="utf-8"), table())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
