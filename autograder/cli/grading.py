"""Commands that run notebooks to grade them."""

# ruff: noqa: PLC0415  a command imports what it needs when it runs: `--help` answers at once

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.ending import console, finish, numbers
from autograder.cli.options import Assignment, Budget, Data, Isolation, Jobs, Lang, Language, Seeds, Store


def grade(
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, scripts, zips, or folders of them.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the grades and reports go.")],
    assignment: Assignment,
    data: Data = "keras",
    budget: Budget = "",
    jobs: Jobs = 0,
    lang: Language = Lang.ES,
    isolation: Isolation = "auto",
    seeds: Seeds = "",
    timings: Annotated[bool, typer.Option("--timings", help="Show where the time went.")] = False,
    store: Store = None,
    keep: Annotated[bool, typer.Option("--keep/--no-store", help="Keep runs and grades in the store.")] = True,
    cluster: Annotated[str, typer.Option(help="Run on a Dask cluster: its scheduler's address or file.")] = "",
    late: Annotated[Path | None, typer.Option(help="The course's rules; default: its autograder.toml.")] = None,
    times: Annotated[
        Path | None, typer.Option(help="When work came: a table, or Gradescope's submission_metadata.json.")
    ] = None,
    anonymous: Annotated[
        Path | None, typer.Option(help="Pseudonyms instead of names: the file with the key, made if missing.")
    ] = None,
    slurm: Annotated[int, typer.Option(min=0, help="Run on so many Slurm jobs.")] = 0,
    slurm_option: Annotated[
        list[str] | None, typer.Option(help="Of each job: cores=8, memory=16GB, queue=…, account=…, walltime=…")
    ] = None,
) -> None:
    """Grade submissions: a grade with reasons for each, whatever state they are in."""
    from autograder.commands.bench import Choice
    from autograder.commands.grade import Output
    from autograder.commands.grade import grade as run
    from autograder.commands.shelf import Shelf
    from autograder.scheduler.place import Remote

    def start() -> int:
        remote = Remote(cluster, slurm, tuple(slurm_option or ()))
        choice = Choice(assignment, data, budget, isolation, numbers(seeds), jobs, remote)
        output = Output(out, lang.value, timings, Shelf(store, keep), late, times, anonymous=anonymous)
        return run(paths, choice, output, console())

    finish(start)


def check(
    notebook: Annotated[Path, typer.Argument(help="Your notebook.")],
    assignment: Annotated[
        str, typer.Option("--assignment", "-a", help="The assignment's id; default: what the notebook says, else tl04.")
    ] = "",
    data: Data = "embedded",
    budget: Budget = "quick",
    lang: Annotated[
        Lang | None, typer.Option("--lang", help="Language of the feedback; default: the notebook's.")
    ] = None,
) -> None:
    """Look at your own notebook before you hand it in."""
    from autograder.commands.bench import Choice
    from autograder.commands.check import check as run

    finish(lambda: run(notebook, Choice(assignment, data, budget), lang.value if lang else None, console()))


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the reports go.")] = Path("demo-out"),
    assignment: Annotated[str, typer.Option("--assignment", "-a", help="Whose samples.")] = "tl04",
    lang: Language = Lang.ES,
    jobs: Jobs = 0,
    budget: Budget = "quick",
    data: Data = "embedded",
) -> None:
    """Grade sample submissions on generated data and show what is found."""
    from autograder.commands.bench import Choice
    from autograder.commands.demo import demo as run

    finish(lambda: run(out, lang.value, Choice(assignment, data, budget, jobs=jobs), console()))
