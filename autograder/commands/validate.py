"""`autograder validate`: grade mutants and honest variants, and say how often the grader is wrong."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import Progress

from autograder.commands.bench import Choice, load, open_grader, public_name, versions
from autograder.errors import UsageError
from autograder.pipeline import Grader
from autograder.settings import Home, find_home
from autograder.validity import result
from autograder.validity.catalogue import DESCRIPTION, Mutant, catalogue, sampled
from autograder.validity.describe import describe, shown
from autograder.validity.outcome import Outcome, outcome
from autograder.validity.plain import judge, names_asked_for, threshold_of
from autograder.validity.remembered import RememberingGrader
from autograder.validity.result import Equivalent, Session, rates
from autograder.validity.variants import Variant, seeds_of, variants

PAGE = Path("docs") / "validity.md"


@dataclass(frozen=True)
class Extent:
    """What is validated: each honest variant so many times, and all mutants or a sample of so many of each assignment.

    only: of those, the items whose id fits one of the patterns, for a closer look; nothing is stored of them.
    """

    repetitions: int = 5
    sample: int | None = None
    only: tuple[str, ...] = ()

    def wants(self, item: str) -> bool:
        """Whether an item is among those asked for."""
        return not self.only or any(fnmatchcase(item, pattern) for pattern in self.only)


@dataclass(frozen=True)
class Task:
    """One grading: an item with its set of seeds."""

    item: Mutant | Variant
    repetition: int = 0


def validate(choice: Choice, extent: Extent, console: Console) -> int:
    """Validate one assignment, or all that have mutants; store the results and write the page."""
    home = find_home()
    for assignment in (choice.assignment,) if choice.assignment else validated(home):
        one = replace(choice, assignment=assignment)
        session = _session(home, one, extent, console)
        _tell(session, console, details=bool(extent.only))
        if not extent.only:
            stored = result.store(home.reference_results, session)
            (home.folder / PAGE).write_text(describe(stored), encoding="utf-8")
    if not extent.only:
        console.print(f"{home.reference_results / result.FILE}, {home.folder / PAGE}", highlight=False, soft_wrap=True)
    return 0


def validated(home: Home) -> list[str]:
    """Assignments that have mutants."""
    return sorted(path.parent.name for path in home.solutions.glob(f"*/{DESCRIPTION}"))


def _session(home: Home, choice: Choice, extent: Extent, console: Console) -> Session:
    every = catalogue(home, choice.assignment)
    mutants = [item for item in every if item.equivalent is None]
    tasks = list(_tasks(home, choice.assignment, mutants, extent))
    if not tasks:
        raise UsageError(f"{choice.assignment}: nothing to validate" + (" fits --only" if extent.only else ""))
    _, _, budget = load(choice)
    started = time.monotonic()
    with open_grader(choice, console) as (plain_grader, data):
        grader = remembering(plain_grader)
        console.print(f"{choice.assignment}: {len(tasks)} gradings, budget {budget.name!r}", highlight=False)
        outcomes = _run(tasks, grader, names_asked_for(home.assignments / choice.assignment), choice.parallel, console)
        return Session(
            assignment=choice.assignment,
            source=data.source,
            fingerprints=data.fingerprints,
            budget=budget.name,
            versions=versions(),
            isolation=grader.sandbox.isolation.level,
            code=grader.code,
            calibrated=grader.calibration is not None,
            threshold=threshold_of(grader.calibration),
            repetitions=extent.repetitions,
            mutants=len(mutants),
            command=_command(choice, budget.name, extent),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            wall_seconds=round(time.monotonic() - started, 1),
            outcomes=tuple(outcomes),
            equivalents=tuple(Equivalent(item=m.id, reason=m.equivalent) for m in every if m.equivalent is not None),
        )


def remembering(grader: Grader) -> RememberingGrader:
    """The grader, with the runs of earlier validations."""
    folder = user_cache_path("keras-autograder") / "validity"
    parts = {name: getattr(grader, name) for name in grader.__dataclass_fields__}
    return RememberingGrader(**parts, folder=folder)


def _tasks(home: Home, assignment: str, mutants: Sequence[Mutant], extent: Extent) -> Iterator[Task]:
    drawn = mutants if extent.sample is None else sampled(mutants, extent.sample)
    yield from (Task(item) for item in drawn if extent.wants(item.id))
    for item in variants(home, assignment):
        if extent.wants(item.id):
            yield from (Task(item, repetition) for repetition in range(extent.repetitions))


def _run(
    tasks: Sequence[Task], grader: RememberingGrader, names: Sequence[str], parallel: int, console: Console
) -> list[Outcome]:
    """Outcomes in the order of the tasks; an interrupt ends the runs under way, and those done are remembered."""
    found: dict[int, Outcome] = {}
    with _progress(console, len(tasks)) as advance, ThreadPoolExecutor(parallel) as pool:
        futures = {pool.submit(grade, task, grader, names): place for place, task in enumerate(tasks)}
        try:
            for future in as_completed(futures):
                found[futures[future]] = future.result()
                advance()
        except BaseException:
            grader.cancel.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [found[place] for place in range(len(tasks))]


def grade(task: Task, grader: RememberingGrader, names: Sequence[str]) -> Outcome:
    """The outcome of one item; where the grader itself breaks, that is an outcome too."""
    own = replace(grader, seeds=seeds_of(grader.seeds, task.repetition))
    submission = task.item.submission
    graded = own.grade_any(submission)
    first = graded.evidence[0]
    plain = judge(grader.assignment, names, submission, first, threshold_of(grader.calibration))
    return outcome(task.item, graded.grade, graded.evidence, plain)


def _tell(session: Session, console: Console, *, details: bool) -> None:
    found = rates(session.outcomes)
    told = (
        ("mutants detected", found.detection),
        ("cause first", found.cause),
        ("honest work failed", found.false_fail),
        ("plain: mutants detected", found.plain_detection),
        ("plain: honest work failed", found.plain_false_fail),
    )
    for name, rate in told:
        console.print(f"  {name}: {shown(rate)}", highlight=False)
    for item in session.outcomes if details else ():
        verdict = ("detected" if item.detected else "MISSED") if item.kind == "mutant" else f"{item.score:g}"
        console.print(
            f"  {item.item}: {verdict}, {item.status}; first {', '.join(item.causes[:3]) or 'nothing'}; "
            f"lost in {', '.join(name for name, one in item.checks.items() if one.lost) or 'nothing'}",
            highlight=False,
            soft_wrap=True,
        )


def _command(choice: Choice, budget: str, extent: Extent) -> str:
    chosen = f"-a {choice.assignment} --data {public_name(choice.data)} --budget {budget}"
    part = "" if extent.sample is None else f" --sample {extent.sample}"
    return f"autograder validate {chosen} --repetitions {extent.repetitions}{part}"


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("validate", total=total)
        yield lambda: progress.advance(task)
