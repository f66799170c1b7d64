"""Honest work, written as different good students would: `tests/variants/<id>/*.py`, and the honest samples."""

from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.samples import DESCRIPTION, read_samples
from autograder.intake import read
from autograder.model.base import Frozen
from autograder.model.submission import Submission
from autograder.settings import Home

FOLDER = Path("tests") / "variants"
PARTIAL = "# answers: "
"""A variant that answers some of the questions says which, and is no whole submission."""
APART = 10_000
"""Between the seeds of one repetition and the next."""


class Variant(Frozen):
    """An honest submission; `id` is assignment/honest/name."""

    id: str
    assignment: str
    submission: Submission


def variants(home: Home, assignment: str) -> tuple[Variant, ...]:
    """All whole honest submissions of an assignment, by name."""
    found = [read(path) for path in (*_scripts(home, assignment), *_samples(home, assignment))]
    return tuple(
        Variant(id=f"{assignment}/honest/{item.name}", assignment=assignment, submission=item)
        for item in found
        if isinstance(item, Submission)
    )


def seeds_of(seeds: tuple[int, ...], repetition: int) -> tuple[int, ...]:
    """The seeds of a repetition: those that grade first, then others, which no calibration uses either."""
    return tuple(seed + APART * repetition for seed in seeds)


def _scripts(home: Home, assignment: str) -> Iterator[Path]:
    for path in sorted((home.folder / FOLDER / assignment).glob("*.py")):
        if PARTIAL not in path.read_text(encoding="utf-8"):
            yield path


def _samples(home: Home, assignment: str) -> Iterator[Path]:
    folder = home.solutions / assignment / "samples"
    if (folder / DESCRIPTION).is_file():
        yield from (folder / item.file for item in read_samples(folder) if item.cause is None)
