"""`autograder calibrate`: run the reference solution over many seeds and store its bands."""

import json
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import Progress

from autograder.bands.calibrate import Context, Measure, aggregate, make_run
from autograder.bands.calibration import CalibrationRun, budget_digest, store_calibration
from autograder.bands.describe import refresh
from autograder.bands.published import load_published
from autograder.checks.accuracy import AccuracySettings, metrics
from autograder.checks.case import make_run as locate_run
from autograder.commands.bench import Choice, load, public_name, versions
from autograder.data.source import open_source
from autograder.errors import MachineFailure, UsageError
from autograder.intake import read
from autograder.model.assignment import Assignment, Budget
from autograder.model.submission import Submission
from autograder.runner import GradingData, open_grading_sandbox, run_once, score
from autograder.sandbox.interface import Sandbox
from autograder.settings import Home, cores

FIRST_SEED = 1001
"""Far from the seeds that grades use, so that a grade never meets a run that drew its own band."""


def calibrate(choice: Choice, seeds: int, console: Console) -> int:
    """Run, draw the bands, store them in reference_results/ and describe them in its README."""
    home, assignment, budget = load(choice)
    if not budget.judges_accuracy:
        raise UsageError(f"budget {budget.name!r} judges no accuracy: calibrate another one")
    solution = _solution(home, assignment)
    chosen = choice.seeds or tuple(range(FIRST_SEED, FIRST_SEED + seeds))
    if set(chosen) & set(assignment.seeds):
        raise UsageError(f"seeds {sorted(set(chosen) & set(assignment.seeds))} are used for grading: choose others")
    with (
        GradingData(open_source(choice.data), assignment, official=budget.official) as data,
        open_grading_sandbox(data, choice.isolation) as sandbox,
    ):
        keep = _kept(assignment, budget, data, solution)
        done = _load(keep)
        todo = [seed for seed in chosen if seed not in done]
        console.print(f"budget {budget.name!r}", highlight=False)
        console.print(f"{len(done)} runs kept from before, {len(todo)} to do, {choice.parallel} at a time")
        with _progress(console, len(todo)) as advance, ThreadPoolExecutor(choice.parallel) as pool:
            futures = [pool.submit(_one, solution, assignment, budget, seed, data, sandbox) for seed in todo]
            for future in as_completed(futures):
                run = future.result()
                done[run.seed] = run
                with keep.open("a", encoding="utf-8") as file:
                    file.write(run.model_dump_json() + "\n")
                advance()
        context = _context(choice, home, assignment, budget, data, len(chosen))
    calibration = aggregate(context, [done[seed] for seed in chosen])
    path = store_calibration(home.reference_results, calibration)
    if (home.reference_results / "README.md").is_file():
        refresh(home.reference_results)
    console.print(str(path), highlight=False)
    for name, band in calibration.bands.items():
        console.print(f"{name}: {band.mean:.4f} ± {band.sd:.4f}, bound {band.bound:.4f}, n {band.n}", highlight=False)
    return 0


def _solution(home: Home, assignment: Assignment) -> Submission:
    path = home.solutions / assignment.id / f"{assignment.id}.ipynb"
    solution = read(path)
    if not isinstance(solution, Submission):
        raise UsageError(f"{path}: {solution.reason.en}")
    return solution


def _one(
    solution: Submission, assignment: Assignment, budget: Budget, seed: int, data: GradingData, sandbox: Sandbox
) -> CalibrationRun:
    started = time.monotonic()
    evidence = run_once(solution, assignment, budget, seed, data, sandbox)
    if evidence.ending.kind != "finished":
        raise MachineFailure(f"the reference solution did not finish with seed {seed}: {evidence.ending.detail}")
    run = locate_run(assignment, evidence, score(evidence, assignment.graded_dataset, data.holdout))
    values = dict(metrics(run, assignment.checks))
    for question in assignment.questions:
        section = run.sections[question.id]
        source = section.search or section.grid
        if source is None or question.continues is not None:
            continue  # there is none to ask, or it is the other question's
        scores = (trial.score for trial in source.trials if trial.score is not None)
        values[f"{question.id}.best_val"] = max(scores, default=None)
    return make_run(seed, time.monotonic() - started, values)


def _context(
    choice: Choice, home: Home, assignment: Assignment, budget: Budget, data: GradingData, seeds: int
) -> Context:
    holdout = Measure(n_holdout=len(data.holdout.labels), baseline=data.holdout.baseline)
    judged = [
        AccuracySettings.model_validate(check.settings) for check in assignment.checks if check.kind == "accuracy"
    ]
    published = load_published(home.assignments / assignment.id / "published.toml")
    return Context(
        assignment=assignment.id,
        source=data.source,
        fingerprints=data.fingerprints,
        budget=budget,
        measures={item.band: holdout.model_copy(update={"allowance": item.allowance}) for item in judged},
        versions=versions(),
        machine={"processor": platform.processor() or platform.machine(), "cores": str(cores())},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=f"autograder calibrate {assignment.id} --data {public_name(choice.data)} --budget {budget.name} "
        f"--seeds {seeds}",
        published=published.by_metric(assignment.graded_dataset) if published is not None else {},
    )


def _kept(assignment: Assignment, budget: Budget, data: GradingData, solution: Submission) -> Path:
    """Where runs are kept until all are there: a name made of everything that decides about them."""
    parts = [assignment.id, budget_digest(budget), *sorted(data.fingerprints.values()), solution.sha256]
    key = sha256("|".join([*parts, *map(str, versions().items())]).encode()).hexdigest()[:16]
    path = user_cache_path("keras-autograder") / "calibrations" / f"{assignment.id}-{key}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _load(path: Path) -> dict[int, CalibrationRun]:
    if not path.is_file():
        return {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    return {int(json.loads(line)["seed"]): CalibrationRun.model_validate_json(line) for line in lines}


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("calibrate", total=total)
        yield lambda: progress.advance(task)
