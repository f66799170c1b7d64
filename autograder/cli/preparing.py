"""Commands that look after the machine, the data, and what goes to other platforms."""

# ruff: noqa: PLC0415  a command imports what it needs when it runs: `--help` answers at once

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.ending import console, finish
from autograder.cli.options import Budget, Data, Isolation, Lang, Language


def doctor(
    profile: Annotated[str, typer.Option(help="gradescope: what each assignment needs there.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 also for what could merely be better.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: every condition with its state.")] = False,
) -> None:
    """Look at this machine: isolation, versions, memory, disk, data, bands, clock. Exit code 1: something is bad."""
    from autograder.commands.doctor import doctor as run

    finish(lambda: run(console(), profile, strict=strict, as_json=as_json))


def build(
    assignment: Annotated[str, typer.Argument(help="The assignment's id.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the zip and the students' folder go.")],
    data: Data = "keras",
    budget: Budget = "",
    lang: Language = Lang.ES,
    isolation: Isolation = "auto",
    minutes: Annotated[float, typer.Option(help="The platform's limit for one submission.")] = 10.0,
    wheels: Annotated[
        Path | None, typer.Option(help="A folder of wheels of all pinned packages, for images without network.")
    ] = None,
    trial: Annotated[bool, typer.Option(help="Try the zip with the solution and the empty template.")] = True,
) -> None:
    """Build a zip for Otter and Gradescope that brings everything it needs, and try it."""
    from autograder.commands.bench import Choice
    from autograder.commands.build import Wanted
    from autograder.commands.build import build as run

    choice = Choice(assignment, data, budget, isolation)
    finish(lambda: run(choice, Wanted(out, lang.value, minutes, wheels, trial), console()))


def data_prepare(
    datasets: Annotated[list[str] | None, typer.Argument(help="mnist, fashion_mnist, imdb, reuters.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A directory; default: the user's cache.")] = None,
) -> None:
    """Build the pools' files from Keras' own (downloaded where needed)."""
    from autograder.commands.data import prepare as run

    finish(lambda: run(out, datasets or [], console()))


def data_status(
    datasets: Annotated[list[str] | None, typer.Argument(help="mnist, fashion_mnist, imdb, reuters.")] = None,
    data: Data = "keras",
) -> None:
    """Say which data are there, with their fingerprints."""
    from autograder.commands.data import status as run

    finish(lambda: run(data, datasets or [], console()))
