"""The command line: it parses, calls and exits. What a command does is in `autograder.commands`."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:  # imports wait until a command runs: `--help` answers at once
    from rich.console import Console

app = typer.Typer(
    help="Grade Keras coursework by what a notebook really did.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: drawing it in boxes takes longer than all the rest
)
data_app = typer.Typer(
    help="Prepare and look at the data that grading runs on.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(data_app, name="data")
store_app = typer.Typer(help="Look at the store of runs and grades.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(store_app, name="store")


class Lang(StrEnum):
    """Languages of the feedback."""

    ES = "es"
    EN = "en"


Assignment = Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id, e.g. tl04.")]
Data = Annotated[str, typer.Option(help="keras, embedded, or a directory of prepared files.")]
Budget = Annotated[
    str, typer.Option(help="How much is run: smoke, quick, standard or full; default: the assignment's for the data.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Runs at a time; 0: one per core.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the feedback.")]
Isolation = Annotated[str, typer.Option(help="auto, bubblewrap or restricted.")]
Seeds = Annotated[str, typer.Option(help="Seeds instead of the assignment's own: 101,202.")]

Store = Annotated[Path | None, typer.Option(help="The store's file; default: the user's own.")]


@app.command()
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
        choice = Choice(assignment, data, budget, isolation, _numbers(seeds), jobs, remote)
        output = Output(out, lang.value, timings, Shelf(store, keep), late, times, anonymous=anonymous)
        return run(paths, choice, output, _console())

    _finish(start)


@app.command()
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

    _finish(lambda: run(Whose(what, assignment, out), Shelf(store), lang.value, _console()))


@app.command()
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

    _finish(lambda: run(what, submission, data, Shelf(store), lang.value, _console()))


@app.command()
def forget(
    student: Annotated[str, typer.Argument(help="The name of a submission, as in grades.csv.")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="Delete everything.")] = False,
    older_than: Annotated[int | None, typer.Option(min=0, help="Delete what was graded so many days ago.")] = None,
    key: Annotated[Path | None, typer.Option(help="The key file, for a name that was graded anonymously.")] = None,
    lang: Language = Lang.ES,
    store: Store = None,
) -> None:
    """Delete students' work and grades from the store."""
    from autograder.commands.forget import Whom
    from autograder.commands.forget import forget as run
    from autograder.commands.shelf import Shelf

    _finish(lambda: run(Whom(student, everybody, older_than, key), Shelf(store), lang.value, _console()))


@store_app.command("status")
def store_status(store: Store = None) -> None:
    """List the gradings that are kept."""
    from autograder.commands.shelf import Shelf
    from autograder.commands.store import status as run

    _finish(lambda: run(Shelf(store), _console()))


@store_app.command("salvage")
def store_salvage(store: Store = None) -> None:
    """Save what can be read of a broken store."""
    from autograder.commands.shelf import Shelf
    from autograder.commands.store import salvage as run

    _finish(lambda: run(Shelf(store), _console()))


@app.command()
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

    _finish(lambda: run(notebook, Choice(assignment, data, budget), lang.value if lang else None, _console()))


@app.command()
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

    _finish(lambda: run(out, lang.value, Choice(assignment, data, budget, jobs=jobs), _console()))


@app.command()
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

    _finish(lambda: run(Choice(assignment, data, budget, jobs=jobs), seeds, _console()))


@app.command()
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
    _finish(lambda: run(Choice(assignment, data, budget, jobs=jobs), extent, _console()))


@app.command()
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
    _finish(lambda: run(request, _console(), _errors()))


@app.command()
def report(
    directory: Annotated[Path, typer.Argument(help="A folder that grade wrote.")],
    compare: Annotated[Path | None, typer.Option(help="Another grading of the same class, to compare with.")] = None,
    lang: Language = Lang.ES,
) -> None:
    """Make the pages of a graded folder again: index.html, and feedback.html for each student."""
    from autograder.commands.report import report as run

    _finish(lambda: run(directory, lang.value, _console(), compare))


@app.command()
def doctor(
    profile: Annotated[str, typer.Option(help="gradescope: what each assignment needs there.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 also for what could merely be better.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: every condition with its state.")] = False,
) -> None:
    """Look at this machine: isolation, versions, memory, disk, data, bands, clock. Exit code 1: something is bad."""
    from autograder.commands.doctor import doctor as run

    _finish(lambda: run(_console(), profile, strict=strict, as_json=as_json))


@app.command()
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
    _finish(lambda: run(choice, Wanted(out, lang.value, minutes, wheels, trial), _console()))


@data_app.command("prepare")
def data_prepare(
    datasets: Annotated[list[str] | None, typer.Argument(help="mnist, fashion_mnist, imdb, reuters.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A directory; default: the user's cache.")] = None,
) -> None:
    """Build the pools' files from Keras' own (downloaded where needed)."""
    from autograder.commands.data import prepare as run

    _finish(lambda: run(out, datasets or [], _console()))


@data_app.command("status")
def data_status(
    datasets: Annotated[list[str] | None, typer.Argument(help="mnist, fashion_mnist, imdb, reuters.")] = None,
    data: Data = "keras",
) -> None:
    """Say which data are there, with their fingerprints."""
    from autograder.commands.data import status as run

    _finish(lambda: run(data, datasets or [], _console()))


def _console() -> "Console":
    from rich.console import Console

    return Console(stderr=False)


def _errors() -> "Console":
    from rich.console import Console

    return Console(stderr=True)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        seeds = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        _fail(f"--seeds takes whole numbers with commas, not {text!r}")
    if len(set(seeds)) != len(seeds) or any(not 0 <= seed < 2**32 for seed in seeds):
        _fail(f"--seeds takes different numbers from 0 to 4294967295, not {text!r}")
    return seeds


def _finish(command: Callable[[], int]) -> None:
    from autograder.errors import AutograderError, ClusterLost, MachineFailure
    from autograder.machine import explained

    try:
        code = command()
    except (MachineFailure, ClusterLost) as error:
        _fail(str(error), 1)
    except AutograderError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except (OSError, MemoryError, RuntimeError) as error:
        if (told := explained(error)) is None:
            raise  # a mistake in the program, whose traceback is wanted
        _fail(told, 1)
    raise typer.Exit(code)


def _fail(message: str, code: int = 2) -> NoReturn:
    typer.echo(f"autograder: {message}", err=True)
    raise typer.Exit(code)


def main() -> None:
    """Entry point of the console script."""
    app()
