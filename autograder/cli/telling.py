"""Commands that write what was graded for people and platforms."""

# ruff: noqa: PLC0415  a command imports what it needs when it runs: `--help` answers at once

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.ending import console, errors, finish
from autograder.cli.options import Lang, Language


def export(
    directory: Annotated[Path, typer.Argument(help="A folder that `grade` wrote.")],
    format: Annotated[  # noqa: A002  the option's name
        str,
        typer.Option("--format", "-f", help="gradescope, moodle, moodle-feedback, canvas, nbgrader, csv, markdown."),
    ] = "csv",
    roster: Annotated[Path | None, typer.Option(help="The platform's own table of students, as CSV.")] = None,
    matches: Annotated[
        Path | None, typer.Option(help="Whose submissions are that match nobody by themselves: submission, student.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; default: in the folder.")] = None,
    late: Annotated[Path | None, typer.Option(help="The course's rules; default: its autograder.toml.")] = None,
    times: Annotated[
        Path | None, typer.Option(help="When work came: a table, or Gradescope's submission_metadata.json.")
    ] = None,
    locale: Annotated[str, typer.Option(help="How numbers are written: es has a decimal comma.")] = "",
    column: Annotated[str, typer.Option(help="What Canvas calls the assignment; default: its id or title.")] = "",
    lang: Language = Lang.ES,
) -> None:
    """Write grades as a learning platform imports them."""
    from autograder.commands.export import Request
    from autograder.commands.export import export as run

    request = Request(directory, format, roster, matches, out, late, times, locale, lang.value, column)
    finish(lambda: run(request, console(), errors()))


def report(
    directory: Annotated[Path, typer.Argument(help="A folder that grade wrote.")],
    compare: Annotated[Path | None, typer.Option(help="Another grading of the same class, to compare with.")] = None,
    lang: Language = Lang.ES,
) -> None:
    """Make the pages of a graded folder again: index.html, and feedback.html for each student."""
    from autograder.commands.report import report as run

    finish(lambda: run(directory, lang.value, console(), compare))
