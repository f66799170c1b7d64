"""Commands on what the store keeps."""

# ruff: noqa: PLC0415  a command imports what it needs when it runs: `--help` answers at once

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.ending import console, finish
from autograder.cli.options import Lang, Language, Store


def regrade(
    what: Annotated[str, typer.Argument(help="A folder of results, or the number of a batch.")],
    assignment: Annotated[str, typer.Option("--assignment", "-a", help="Where a folder has several.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where the new reports go; default: beside the old ones.")
    ] = None,
    lang: Language = Lang.ES,
    store: Store = None,
) -> None:
    """Judge a class anew by today's rubric and bands, without running anything; tell who changes and why."""
    from autograder.commands.regrade import Whose
    from autograder.commands.regrade import regrade as run
    from autograder.commands.shelf import Shelf

    finish(lambda: run(Whose(what, assignment, out), Shelf(store), lang.value, console()))


def reproduce(
    what: Annotated[str, typer.Argument(help="A folder of results, or the number of a batch.")],
    submission: Annotated[str, typer.Argument(help="Whose grade: the name in grades.csv.")],
    data: Annotated[str, typer.Option(help="Where the data are now; default: where they were.")] = "",
    lang: Language = Lang.ES,
    store: Store = None,
) -> None:
    """Run one grade again with its own seeds, budget and data, and compare bit by bit."""
    from autograder.commands.reproduce import reproduce as run
    from autograder.commands.shelf import Shelf

    finish(lambda: run(what, submission, data, Shelf(store), lang.value, console()))


def forget(
    student: Annotated[str, typer.Argument(help="The name of a submission, as in grades.csv.")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="Delete everything.")] = False,
    older_than: Annotated[int | None, typer.Option(min=0, help="Delete what was graded so many days ago.")] = None,
    key: Annotated[Path | None, typer.Option(help="The key file, for a name that was graded anonymously.")] = None,
    reports: Annotated[bool, typer.Option("--reports/--keep-reports", help="Delete the reports on them, too.")] = True,
    lang: Language = Lang.ES,
    store: Store = None,
) -> None:
    """Delete students' work and grades from the store, and the reports on them."""
    from autograder.commands.forget import Whom
    from autograder.commands.forget import forget as run
    from autograder.commands.shelf import Shelf

    finish(lambda: run(Whom(student, everybody, older_than, key, reports), Shelf(store), lang.value, console()))


def store_status(store: Store = None) -> None:
    """List the gradings that are kept."""
    from autograder.commands.shelf import Shelf
    from autograder.commands.store import status as run

    finish(lambda: run(Shelf(store), console()))


def store_salvage(store: Store = None) -> None:
    """Save what can be read of a broken store."""
    from autograder.commands.shelf import Shelf
    from autograder.commands.store import salvage as run

    finish(lambda: run(Shelf(store), console()))
