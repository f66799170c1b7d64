"""The command line: it parses, calls and exits. What a command does is in `autograder.commands`."""

import typer

from autograder.cli.grading import check, demo, grade
from autograder.cli.keeping import forget, regrade, reproduce, store_salvage, store_status
from autograder.cli.measuring import calibrate, validate
from autograder.cli.preparing import build, data_prepare, data_status, doctor
from autograder.cli.telling import export, report


def _group(told: str) -> typer.Typer:
    """Plain help: drawing it in boxes takes longer than all the rest."""
    return typer.Typer(
        help=told,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


app = _group("Grade Keras coursework by what a notebook really did.")
for _command in (
    *(grade, regrade, reproduce, forget, check, demo),
    *(calibrate, validate, export, report, doctor, build),
):
    app.command()(_command)

_data = _group("Prepare and look at the data that grading runs on.")
_data.command("prepare")(data_prepare)
_data.command("status")(data_status)
app.add_typer(_data, name="data")

_store = _group("Look at the store of runs and grades.")
_store.command("status")(store_status)
_store.command("salvage")(store_salvage)
app.add_typer(_store, name="store")


def main() -> None:
    """Entry point of the console script."""
    app()
