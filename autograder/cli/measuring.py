"""Commands that measure: what solutions attain, and how often the grader is wrong."""

# ruff: noqa: PLC0415  a command imports what it needs when it runs: `--help` answers at once

from typing import Annotated

import typer

from autograder.cli.ending import console, finish
from autograder.cli.options import Budget, Data, Jobs


def calibrate(
    assignment: Annotated[str, typer.Argument(help="The assignment's id.")],
    data: Data = "keras",
    budget: Budget = "",
    seeds: Annotated[int, typer.Option(min=2, help="How many seeds.")] = 32,
    jobs: Jobs = 0,
) -> None:
    """Run the reference solution over many seeds and store its bands."""
    from autograder.commands.bench import Choice
    from autograder.commands.calibrate import calibrate as run

    finish(lambda: run(Choice(assignment, data, budget, jobs=jobs), seeds, console()))


def validate(
    assignment: Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id; default: all.")] = "",
    data: Data = "embedded",
    budget: Budget = "",
    jobs: Jobs = 0,
    repetitions: Annotated[int, typer.Option(min=1, help="Sets of seeds for each honest variant.")] = 5,
    sample: Annotated[
        int | None, typer.Option(min=1, help="At most so many mutants of an assignment, from all families.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Items by pattern, '*/validated-on-*' or 'imdb/honest/*'; stores nothing.")
    ] = None,
) -> None:
    """Measure how often the grader is wrong, on mutants of the solutions and on honest variants."""
    from autograder.commands.bench import Choice
    from autograder.commands.validate import Extent
    from autograder.commands.validate import validate as run

    extent = Extent(repetitions, sample, tuple(only or ()))
    finish(lambda: run(Choice(assignment, data, budget, jobs=jobs), extent, console()))
