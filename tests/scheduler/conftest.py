"""A grader over any sandbox, and a real Dask cluster of two worker processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from checks.build import tl04

from autograder.data.source import open_source
from autograder.pipeline import Grader
from autograder.runner import GradingData
from autograder.sandbox.interface import Sandbox

from .fakes import LOG

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def data() -> Iterator[GradingData]:
    """The embedded pools."""
    with GradingData(open_source("embedded"), tl04()) as opened:
        yield opened


@pytest.fixture
def grader(data: GradingData) -> Callable[[Sandbox], Grader]:
    """A grader at the smoke budget."""
    return lambda sandbox: Grader(tl04(), tl04().budgets["smoke"], data, sandbox, None, tl04().seeds)


@dataclass
class Cluster:
    """Processes of a cluster: the scheduler's, and one that keeps two workers alive."""

    address: str
    scheduler: subprocess.Popen[bytes]
    log: Path

    def runs(self, begin: str) -> list[str]:
        """What was run, of all that begins so."""
        return [path.name for path in sorted(self.log.iterdir()) if path.name.startswith(begin)]


@contextmanager
def cluster(folder: Path, workers: int = 2, path: str = str(TESTS), threads: int = 1) -> Iterator[Cluster]:
    """Start it as a person would, with Dask's own commands."""
    file, log = folder / "scheduler.json", folder / "log"
    log.mkdir()
    environment = {
        **os.environ,
        LOG: str(log),
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), path]),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }
    scheduler = ["dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file"]
    worker = [
        "dask_worker",
        "--nthreads",
        str(threads),
        "--nworkers",
        str(workers),
        "--memory-limit",
        "0",
        "--no-dashboard",
    ]
    worker += ["--local-directory", str(folder), "--scheduler-file"]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:], str(file)],
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=(folder / command[0]).open("wb"),
        )
        for command in (scheduler, worker)
    ]
    try:
        until = time.monotonic() + 60
        while not file.is_file() and time.monotonic() < until:
            time.sleep(0.1)
        yield Cluster(str(file), started[0], log)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
