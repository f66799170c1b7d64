"""What a cluster costs: overhead on 64 simulated workers, and throughput of two real ones beside `--jobs 2`.

`python -m benchmarks.cluster overhead` and `python -m benchmarks.cluster throughput` each write their part of
`reference_results/cluster.json`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from autograder.data.source import open_source
from autograder.model.grade import Grade
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded, Grader
from autograder.rubric import load_assignment
from autograder.runner import GradingData
from autograder.sandbox.fake import FakeSandbox, outcome
from autograder.sandbox.interface import Limits, OnFrame, Outcome
from autograder.scheduler.alike import versions
from autograder.scheduler.batch import grade_all
from autograder.scheduler.cluster import ClusterSandbox
from autograder.settings import cores, find_home

RESULT = "cluster.json"
FRAMES = 200
"""As an honest run of tl04 sends, each of a kilobyte."""


def open_sleeping(_level: str, _files: Mapping[str, Path], _environment: Mapping[str, str]) -> FakeSandbox:
    """A sandbox whose runs take as long as they are told and send as much as a real one."""

    def script(_target: str, job: dict[str, Any], on_frame: OnFrame) -> Outcome:
        time.sleep(job["seconds"])
        for number in range(FRAMES):
            on_frame({"kind": "fit", "number": number, "text": "x" * 1000})
        return outcome()

    return FakeSandbox(script)


class Plain(Grader):
    """Runs each submission once and judges nothing."""

    seconds: float = 10.0

    def grade_any(self, submission: Submission | Rejected) -> Graded:
        """One run of `seconds`."""
        received: list[object] = []
        self.sandbox.run("none", {"seconds": self.seconds}, Limits(), received.append, self.cancel)
        assert len(received) == FRAMES
        return Graded(grade=Grade(submission=submission.name, status="graded", score=0, max_score=0))


def _ignore(_item: Graded) -> None:
    """Nobody looks at results."""


def overhead(workers: int, seconds: float, waves: int) -> dict[str, Any]:
    """Wall time of runs of fixed length beside what it takes without any scheduler.

    `processor_seconds_per_run`: of client, scheduler and workers together, which here are one process; unlike wall time
    it does not depend on what else the machine does.
    """
    home = find_home()
    assignment = load_assignment(home.assignments, "tl04")
    batch = [Submission(name=str(place), path="", sha256="", cells=()) for place in range(workers * waves)]
    with (
        GradingData(open_source("embedded"), assignment) as data,
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0", memory_limit=0
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
        ClusterSandbox(client, {}, {}, opener=open_sleeping) as sandbox,
    ):
        grader = Plain(assignment, assignment.budgets["smoke"], data, sandbox, None, assignment.seeds)
        object.__setattr__(grader, "seconds", 0.0)
        grade_all(grader, batch[:workers], sandbox.slots, _ignore)  # each worker opens its sandbox
        object.__setattr__(grader, "seconds", seconds)
        began, used = time.monotonic(), time.process_time()
        grade_all(grader, batch, sandbox.slots, _ignore)
        took, used = time.monotonic() - began, time.process_time() - used
    return {
        "workers": workers,
        "runs": len(batch),
        "seconds_per_run": seconds,
        "ideal_seconds": seconds * waves,
        "seconds": round(took, 2),
        "overhead": round(took / (seconds * waves) - 1, 4),
        "processor_seconds_per_run": round(used / len(batch), 4),
        "load_average": [round(value, 1) for value in os.getloadavg()],
    }


@contextmanager
def two_workers(folder: Path) -> Iterator[str]:
    """A scheduler and two worker processes, started by Dask's own commands; gives the scheduler file."""
    file = folder / "scheduler.json"
    scheduler = ["dask_scheduler", "--port", "0", "--host", "127.0.0.1"]
    worker = ["dask_worker", "--nworkers", "2", "--nthreads", "1", "--memory-limit", "0"]
    worker += ["--local-directory", str(folder)]
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"distributed.cli.{name}",
                *options,
                "--no-dashboard",
                "--scheduler-file",
                str(file),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, *options in (scheduler, worker)
    ]
    try:
        while not file.is_file():
            time.sleep(0.1)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(2)
        yield str(file)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def throughput(submissions: int, rounds: int) -> dict[str, Any]:
    """Submissions per minute of `grade --jobs 2` and of `grade --cluster`, in turns, warming up included."""
    folder = find_home().solutions / "tl04" / "samples"
    files = sorted(folder.glob("*.ipynb"))[:submissions]
    found: dict[str, list[float]] = {"jobs": [], "cluster": []}
    grades: dict[str, list[dict[str, float]]] = {"jobs": [], "cluster": []}
    with tempfile.TemporaryDirectory() as place, two_workers(Path(place)) as file:
        ways = {"jobs": ["--jobs", "2"], "cluster": ["--cluster", file]}
        for number in range(rounds):
            for way in ways if number % 2 == 0 else reversed(ways):
                out = Path(place) / f"{way}-{number}"
                began = time.monotonic()
                _grade(files, out, ways[way])
                found[way].append(round(60 * len(files) / (time.monotonic() - began), 3))
                told = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
                grades[way].append({item["submission"]: item["score"] for item in told})
    means = {way: sum(rates) / len(rates) for way, rates in found.items()}
    return {
        "submissions": len(files),
        "budget": "smoke",
        "per_minute": found,
        "ratio": round(means["cluster"] / means["jobs"], 3),
        "same_grades": all(item == grades["jobs"][0] for way in grades.values() for item in way),
        "load_average": [round(value, 1) for value in os.getloadavg()],
    }


def _grade(files: list[Path], out: Path, way: list[str]) -> None:
    command = [sys.executable, "-c", "from autograder.cli import main; main()", "grade", *map(str, files)]
    command += ["-a", "tl04", "--data", "embedded", "--budget", "smoke", "--no-store", "-o", str(out), *way]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not (out / "grades.json").is_file():
        raise SystemExit(done.stdout + done.stderr)


def main() -> None:
    """Measure one part and store it beside the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["overhead", "throughput"])
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--seconds", type=float, nargs="+", default=[10.0, 30.0], help="lengths of a run, in turn")
    parser.add_argument("--waves", type=int, default=5, help="runs of each worker")
    parser.add_argument("--submissions", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    if chosen.part == "overhead":
        measured = {"lengths": [overhead(chosen.workers, seconds, chosen.waves) for seconds in chosen.seconds]}
    else:
        measured = throughput(chosen.submissions, chosen.rounds)
    about = {"created": datetime.now(UTC).isoformat(timespec="seconds"), "cores": cores(), "versions": versions()}
    path = find_home().reference_results / RESULT
    stored = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    stored[chosen.part] = {**measured, **about}
    path.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(measured, indent=2))


if __name__ == "__main__":
    main()
