"""`autograder build`: a zip for Otter and Gradescope that brings everything with it, and was tried."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from rich.console import Console

from autograder.authoring.student import solution_notebook
from autograder.commands.bench import EMBEDDED, Choice, load
from autograder.course.settings import find_course
from autograder.errors import AssignmentInvalid, UsageError
from autograder.model.base import Language
from autograder.otter.assign import assign
from autograder.otter.containers import MINUTES, Fit, fit, needs
from autograder.otter.options import SLACK, Options
from autograder.otter.package import Contents, complete
from autograder.otter.sitting import document_of_failure
from autograder.otter.trial import TrialFailed, Tried, try_out

_TRIAL_BUDGET = "smoke"


@dataclass(frozen=True)
class Wanted:
    """What the zip is to be like."""

    out: Path
    language: Language = "es"
    minutes: float = 10.0
    """The platform's limit for one submission."""
    wheels: Path | None = None
    trial: bool = True


def build(choice: Choice, wanted: Wanted, console: Console) -> int:
    """Build `<id>-autograder.zip` and the students' folder; 0: the zip was tried and grades.

    1, and no zip: the solution does not get all points, or the empty template gets half of them.
    """
    home, assignment, budget = load(choice)
    if budget.official:
        raise UsageError(f"budget {budget.name!r} needs the official arrays, which no zip brings: choose another")
    if wanted.minutes * 60 <= 2 * SLACK:
        raise UsageError(f"--minutes {wanted.minutes:g} leaves no time to grade: the platform's default is 10")
    options = Options(
        assignment=assignment.id,
        data=EMBEDDED if choice.data == EMBEDDED else "keras",
        budget=budget.name,
        language=wanted.language,
        isolation=choice.isolation,
        seconds=wanted.minutes * 60,
    )
    master = home.solutions / assignment.id / f"{assignment.id}.ipynb"
    template = home.assignments / assignment.id / f"{assignment.id}.ipynb"
    for path in (master, template):
        if not path.is_file():
            raise AssignmentInvalid(f"{path} is missing: a zip needs the master and the notebook handed out")
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as place:
        folder = Path(place)
        console.print(f"otter assign {master.name} …", highlight=False)
        otters, student = assign(master, options, folder / "assign")
        killed = document_of_failure(assignment, find_course(None, home.folder), options)
        contents = Contents(home, assignment, budget, choice.data, wanted.language, wanted.wheels, killed)
        whole = complete(otters, contents, folder / "zip", folder / f"{assignment.id}-autograder.zip")
        if wanted.trial:
            console.print("otter run: solution, empty template …", highlight=False)
            solution = nbformat.writes(solution_notebook(nbformat.read(master, as_version=4)))
            try:
                _say(try_out(whole, assignment, solution, template, _TRIAL_BUDGET), console)
            except TrialFailed as error:
                console.print(f"[red]{error}[/]", highlight=False, soft_wrap=True)
                return 1
        _hand_over(whole, student, wanted.out)
    made = wanted.out / whole.name
    size = made.stat().st_size / 2**20
    console.print(f"{made} ({size:.1f} MB)", highlight=False, soft_wrap=True)
    for need in needs(assignment, home.reference_results):
        if need.budget == budget.name:
            _say_where(fit(need), wanted.minutes, console)
    return 0


def _say_where(found: Fit | None, minutes: float, console: Console) -> None:
    """The container to choose, and whether the limit leaves time for every seed there."""
    if found is None or found.minutes is None:
        told = f"no container surely does in {MINUTES[-1]} minutes: what is not judged by then is left to a person"
    else:
        told = f"{found.container} and {found.minutes} minutes"
        if minutes < found.minutes:
            told += f"; in {minutes:g} some work is left to a person, --minutes {found.minutes} leaves time for it"
    console.print(f"on Gradescope: {told}", highlight=False, soft_wrap=True)


def _say(tried: tuple[Tried, Tried], console: Console) -> None:
    for name, one in zip(("solution", "empty template"), tried, strict=True):
        later = f", {one.provisional:g} of them provisional" if one.provisional else ""
        console.print(f"  {name}: {one.score:g} of {one.possible:g}{later}", highlight=False)


def _hand_over(archive: Path, student: Path, out: Path) -> None:
    """Only now: a zip that was refused never lies where the one before it was."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        shutil.copytree(student, out / "student", dirs_exist_ok=True)
        partial = out / f".{archive.name}"
        shutil.copy(archive, partial)
        partial.replace(out / archive.name)
    except OSError as error:
        raise UsageError(f"cannot write to {out}: {error.strerror}; choose another output directory") from error
