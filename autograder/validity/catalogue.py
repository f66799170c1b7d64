"""Every mutant of an assignment, always the same ones: operators at their places in the reference solution.

What a grader should say of each stands in `solutions/<id>/mutants.toml`, written down before any was run:

    expect = [
      { operator = "validated-on-test", checks = ["a.data"] },                  # the operator's own cause
      { operator = "one-epoch", site = "c7", cause = ["epochs-wrong"], checks = ["a.retrain"] },
      { operator = "few-rows", equivalent = "why the rubric grants this as an answer" },
      { operator = "loss-squared", checks = ["a.accuracy"], through = "why it is expected to get through" },
    ]

The first entry that fits counts. Every mutant has one: no place is left out because nobody liked the outcome.
"""

import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path

import nbformat
from pydantic import ValidationError, field_validator

from autograder.authoring import solution_notebook
from autograder.errors import AssignmentInvalid
from autograder.handed_out import handed_out
from autograder.model.base import Frozen
from autograder.model.submission import Cell, Submission
from autograder.settings import Home
from autograder.validity.operator import Family, Operator, Site
from autograder.validity.operators import OPERATORS

DESCRIPTION = "mutants.toml"
MOST = 3
"""Places of one operator in one assignment, spread over all of them, so that none dominates."""


class Expectation(Frozen):
    """What should be said of an operator's mutants: one of these causes first, points lost in one of these checks."""

    operator: str
    site: str = "*"
    cause: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    equivalent: str | None = None
    """Why the rubric grants the mutant as an answer: it is then none, and left out of the rates."""
    through: str | None = None
    """Why it is expected to get through; it counts as missed all the same."""

    @field_validator("cause", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class _Description(Frozen):
    expect: tuple[Expectation, ...]


class Mutant(Frozen):
    """A reference solution with one mistake; `id` is assignment/operator/site."""

    id: str
    assignment: str
    operator: str
    family: Family
    site: str
    cause: tuple[str, ...]
    checks: tuple[str, ...]
    equivalent: str | None
    through: str | None
    submission: Submission


def catalogue(home: Home, assignment: str) -> tuple[Mutant, ...]:
    """The mutants of one assignment; AssignmentInvalid where one has no expectation."""
    cells = reference_cells(home, assignment)
    own = handed_out(home.assignments / assignment).own(cells)
    expected = read_expectations(home.solutions / assignment / DESCRIPTION)
    return tuple(
        _mutant(assignment, operator, site, cells, _expectation(assignment, operator.id, site.name, expected))
        for operator, site in _different(own)
    )


def sampled(mutants: Sequence[Mutant], most: int) -> tuple[Mutant, ...]:
    """At most so many in the catalogue's order, drawn in turn from every family; a larger sample holds the smaller."""
    by_family: dict[Family, list[Mutant]] = {}
    for mutant in sorted(mutants, key=lambda item: sha256(item.id.encode()).digest()):
        by_family.setdefault(mutant.family, []).append(mutant)
    rounds = zip_longest(*(by_family[family] for family in sorted(by_family)))
    drawn = islice((mutant for each in rounds for mutant in each if mutant is not None), most)
    names = {mutant.id for mutant in drawn}
    return tuple(mutant for mutant in mutants if mutant.id in names)


def reference_cells(home: Home, assignment: str) -> tuple[Cell, ...]:
    """The cells of the bare reference solution."""
    master = nbformat.read(home.solutions / assignment / f"{assignment}.ipynb", as_version=4)
    return tuple(
        Cell(index=index, kind=cell.cell_type, source=str(cell.source))
        for index, cell in enumerate(solution_notebook(master).cells)
    )


def as_submission(name: str, assignment: str, cells: Sequence[Cell]) -> Submission:
    """A notebook as intake would have read it."""
    digest = sha256("\0".join(f"{cell.kind}:{cell.source}" for cell in cells).encode()).hexdigest()
    return Submission(name=name, path="", sha256=digest, cells=tuple(cells), assignment=assignment)


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """The entries of a mutants.toml."""
    try:
        return _Description.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).expect
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise AssignmentInvalid(f"{path}: {error}") from error


def _different(own: Sequence[Cell]) -> Iterator[tuple[Operator, Site]]:
    """Operators at their places; where two make the same notebook, the first of them."""
    seen: set[tuple[int, str]] = set()
    for operator in OPERATORS:
        fresh = [site for site in operator.sites(own) if (site.cell, site.source) not in seen]
        seen |= {(site.cell, site.source) for site in fresh}
        yield from ((operator, site) for site in spread(fresh, MOST))


def spread(sites: Sequence[Site], most: int) -> list[Site]:
    """At most so many, evenly from the first to the last."""
    if len(sites) <= most:
        return list(sites)
    return [sites[round(place * (len(sites) - 1) / (most - 1))] for place in range(most)]


def _expectation(assignment: str, operator: str, site: str, expected: Sequence[Expectation]) -> Expectation:
    fitting = (item for item in expected if item.operator == operator and fnmatchcase(site, item.site))
    found = next(fitting, None)
    if found is None:
        raise AssignmentInvalid(f"solutions/{assignment}/{DESCRIPTION}: no entry for {operator} at {site}")
    return found


def _mutant(assignment: str, operator: Operator, site: Site, cells: Sequence[Cell], expected: Expectation) -> Mutant:
    name = f"{assignment}/{operator.id}/{site.name}"
    changed = [cell.model_copy(update={"source": site.source}) if cell.index == site.cell else cell for cell in cells]
    kept = [cell for cell in changed if cell.source.strip()]
    return Mutant(
        id=name,
        assignment=assignment,
        operator=operator.id,
        family=operator.family,
        site=site.name,
        cause=expected.cause or (operator.cause,),
        checks=expected.checks,
        equivalent=expected.equivalent,
        through=expected.through,
        submission=as_submission(name, assignment, kept),
    )
