"""One run inside the sandbox: put grading mode in place, run the cells, send what happened."""

import base64
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.data.pools import load_for_worker
from autograder.model.evidence import Environment
from autograder.model.job import Job
from autograder.worker import batches, places, seeds, standins
from autograder.worker.behaviour import Behaviour
from autograder.worker.bounded import in_words
from autograder.worker.calls import Calls
from autograder.worker.capping import Capping
from autograder.worker.datasets import Datasets
from autograder.worker.evaluating import Evaluating
from autograder.worker.figures import Figures
from autograder.worker.grids import Grids
from autograder.worker.holdout import Holdout
from autograder.worker.integrity import Integrity
from autograder.worker.loops import Loops
from autograder.worker.made import MadeCallbacks
from autograder.worker.models import Models
from autograder.worker.notebook import open_shell, run_cells
from autograder.worker.patching import Functions
from autograder.worker.recorder import Recorder
from autograder.worker.saving import Saving
from autograder.worker.training import Training
from autograder.worker.tuners import Tuners

PACKAGES = ("keras", "tensorflow", "keras-tuner", "scikeras", "scikit-learn", "numpy")


def execute(job: dict[str, Any], emit: Callable[[dict[str, Any]], None], files: Mapping[str, Path]) -> None:
    """Run a job (`Job` as plain data); `files` maps each data set to the pools the sandbox may see."""
    task = Job.model_validate(job)
    started = time.monotonic()
    recorder = Recorder(emit, task.budget, task.token, task.graded)
    _send_environment(recorder, task)
    _place_files(task)
    _one_thread()
    functions = Functions()
    seeds.install(task.seed, functions, determinism=task.switches.get("determinism", True))
    batches.install()

    data = Datasets(recorder, {name: load_for_worker(path) for name, path in files.items()})
    data.install(functions)
    book = data.row_book()
    graded = next((data.known[name] for name in task.graded if name in data.known), None)
    holdout = Holdout(recorder, graded, book)
    models, capping = Models(recorder), Capping(recorder, book, holdout)
    training = Training(recorder, models, capping, holdout)
    training.install()
    MadeCallbacks(recorder).install()
    loops = Loops(recorder, book, holdout, models)
    loops.install()
    Evaluating(recorder, models, capping, book, holdout, training, loops).install()
    tuners = Tuners(recorder, models, capping, training, holdout, task.seed)
    tuners.install(memory_checkpoints=task.switches.get("memory_checkpoints", True))
    Grids(recorder, models, capping, task.seed).install(functions)
    places.install(functions)
    saving, behaviour = Saving(recorder, models, holdout), Behaviour(recorder, models, holdout)
    saving.install(functions)
    figures = Figures(recorder)
    figures.install()
    standins.install()
    shell = open_shell()
    book.standing.look_among(lambda: list(shell.user_ns.values()))

    integrity = Integrity(recorder, (holdout, models, book, training, tuners, saving, loops, capping))
    calls = Calls(recorder, task.calls, task.cells, shell.user_ns, started + task.budget.wall_seconds)

    def after_cell() -> None:
        figures.collect()
        calls.notice()

    with recorder.clock.section("student"):
        run_cells(task.cells, shell, recorder, after_cell, started + task.budget.wall_seconds * 0.95)
    with recorder.clock.section("settling"):
        official = data.official_test_rows(graded.dataset) if graded is not None else 0
        for settle in (
            tuners.settle,
            loops.settle,
            partial(holdout.settle, shell.user_ns, official),
            partial(saving.settle, Path.cwd(), shell.user_ns),
            behaviour.settle,
            integrity.settle,
        ):
            with _guarded(recorder):
                settle()
    with recorder.clock.section("calls"):
        calls.make()
    recorder.send_clock()


@contextmanager
def _guarded(recorder: Recorder) -> Iterator[None]:
    """What a notebook left behind may fail when it is looked at: the rest is looked at, and a person told."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  models and files of the student's may do anything
        recorder.blind(f"at the end: {in_words(error)}")


def _send_environment(recorder: Recorder, task: Job) -> None:
    recorder.send(
        "environment",
        Environment(
            seed=task.seed,
            budget=task.budget.name,
            assignment=task.assignment,
            packages={name: version(name) for name in PACKAGES},
            python=platform.python_version(),
            machine=f"{platform.machine()} {_processor()}".strip(),
            threads=1,
            isolation=task.isolation,
            data=task.fingerprints,
        ),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _place_files(task: Job) -> None:
    for name, content in task.files.items():
        path = Path.cwd() / name
        if path.resolve().is_relative_to(Path.cwd()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(content))


def _one_thread() -> None:
    """Results depend on the number of threads; with one each, as many runs go side by side as there are cores."""
    import tensorflow as tf  # noqa: PLC0415

    os.environ["OMP_NUM_THREADS"] = "1"
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
