"""Opening everything a batch needs: assignment, data, bands, sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from autograder.bands.calibration import Calibration, load_calibration
from autograder.data.source import open_source
from autograder.errors import BandsUnavailable, UsageError
from autograder.handed_out import handed_out
from autograder.model.assignment import Assignment, Budget
from autograder.pipeline import Grader
from autograder.rubric import load_assignment
from autograder.runner import GradingData, open_grading_sandbox
from autograder.sandbox.interface import Sandbox
from autograder.sandbox.levels import not_held
from autograder.scheduler.memory import MemoryGate
from autograder.scheduler.needs import Needs
from autograder.scheduler.place import Remote, open_remote
from autograder.scheduler.pool import SandboxPool
from autograder.settings import Home, cores, find_home

KERAS, EMBEDDED = "keras", "embedded"
"""The sources that have a name; any other is a directory."""
JUDGING_PACKAGES = ("tensorflow", "keras", "keras-tuner")


@dataclass(frozen=True)
class Choice:
    """What the person at the keyboard chose."""

    assignment: str
    data: str
    budget: str = ""
    """Empty: the assignment's default for these data."""
    isolation: str = "auto"
    seeds: tuple[int, ...] = ()
    jobs: int = 0
    remote: Remote = field(default_factory=Remote)
    """A cluster to run on instead of this machine."""

    @property
    def parallel(self) -> int:
        """Runs at a time: as asked, or one per core."""
        return self.jobs or cores()


def versions() -> dict[str, str]:
    """The versions that decide about accuracies."""
    return {name: version(name) for name in JUDGING_PACKAGES}


def load(choice: Choice, home: Home | None = None) -> tuple[Home, Assignment, Budget]:
    """The course's folder, the assignment and its budget; UsageError where one does not exist."""
    home = home or find_home()
    assignment = load_assignment(home.assignments, choice.assignment)
    name = choice.budget or default_budget(assignment, choice.data)
    if name not in assignment.budgets:
        raise UsageError(f"{assignment.id} has no budget {name!r}: choose from {', '.join(assignment.budgets)}")
    return home, assignment, assignment.budgets[name]


def default_budget(assignment: Assignment, data: str) -> str:
    """The budget for a source of data, `keras`, `embedded` or a directory (`prepared`), where nobody chooses one."""
    return assignment.default_budgets.get(open_source(data).name, "standard")


def public_name(data: str) -> str:
    """What `--data` named, for files that others read: of a directory only its last part."""
    return data if data in (KERAS, EMBEDDED) else f"…/{Path(data).name}"


@contextmanager
def open_grader(choice: Choice, console: Console, home: Home | None = None) -> Iterator[tuple[Grader, GradingData]]:
    """Everything opened for grading; what is weaker than it should be is said on the console."""
    home, assignment, budget = load(choice, home)
    with (
        GradingData(open_source(choice.data), assignment, official=budget.official) as data,
        _sandbox(choice, assignment, budget, data, console) as sandbox,
    ):
        calibration = _calibration(home.reference_results, assignment, budget, data, console, choice.data)
        for lack in sandbox.isolation.lacks:
            console.print(f"[yellow]isolation «{sandbox.isolation.level}» lacks:[/] {lack}", soft_wrap=True)
        if weak := not_held(sandbox.isolation):
            console.print(f"[yellow]{weak}[/] (docs/security.md)", highlight=False, soft_wrap=True)
        seeds = choice.seeds or assignment.seeds
        given = handed_out(home.assignments / assignment.id)
        yield Grader(assignment, budget, data, sandbox, calibration, seeds, given), data


@contextmanager
def _sandbox(
    choice: Choice, assignment: Assignment, budget: Budget, data: GradingData, console: Console
) -> Iterator[Sandbox]:
    needs = Needs()
    need = needs.memory_bytes(assignment.id, budget.name)
    if choice.remote:
        with open_remote(choice.remote, data, choice.isolation, need, console) as sandbox:
            yield sandbox
        return
    gate = MemoryGate(need)
    with SandboxPool(lambda: open_grading_sandbox(data, choice.isolation), choice.parallel, gate) as pool:
        yield pool
    needs.remember(assignment.id, budget.name, gate.measured_bytes)


def _calibration(
    folder: Path, assignment: Assignment, budget: Budget, data: GradingData, console: Console, name: str
) -> Calibration | None:
    if not budget.judges_accuracy:
        return None
    try:
        fingerprint = data.fingerprints[assignment.graded_dataset]
        return load_calibration(folder, assignment.id, fingerprint, budget, versions(), data=name)
    except BandsUnavailable as error:
        console.print(f"[yellow]accuracies stay undetermined:[/] {error}", highlight=False, soft_wrap=True)
        return None
