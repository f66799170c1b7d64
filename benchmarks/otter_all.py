"""Real `otter assign` and `otter run` for every assignment: scores, seconds, memory, attacks.

    python benchmarks/otter_all.py [--budget smoke] [--data embedded] [--only tl04 …] [--out FILE]

Builds each assignment's zip, grades its solution and its empty template with `otter run` and with `autograder grade`,
and every attack on plain Otter with the zip of TL04, always at the smoke budget. What it finds is added to FILE.
At the smoke budget some two minutes per assignment on two free cores, and six for the attacks; at the standard budget
as long as two gradings of each solution.

Wrong is, and exit code 1: a solution without all points, a template with any, scores that differ, attacks that get
points or out of the sandbox, and an `otter run` longer than 1.2 times `autograder grade` and Otter's own start.

Memory is that of all processes of a grading together, each shared page counted once (the sum of their proportional set
sizes); processor seconds are those of all of them. Both are read once a second.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import psutil

from autograder.authoring.student import solution_notebook
from autograder.otter.assign import with_options
from autograder.settings import cores

PROJECT = Path(__file__).parents[1]
OUT = PROJECT / "reference_results" / "otter.json"
ASSIGNMENTS = ("tl04", "tl05", "tl07", "practica4", "imdb", "entrenamiento")
ATTACKED = "tl04"
SLOWER = 1.2
"""So many times the seconds of `autograder grade`, and Otter's own start, may a grading in Otter take."""
WALL = 30.0
"""Seconds for an attack's run: what an endless loop takes."""
PLAIN_TEST = """from otter.test_files import test_case
OK_FORMAT = False
name = "q"
points = 1

@test_case()
def test_it():
    assert True
"""
AUTOGRADER = (sys.executable, "-c", "from autograder.cli import main; main()")
sys.path.insert(0, str(PROJECT / "tests" / "otter"))

import otter_attacks  # noqa: E402


@dataclass(frozen=True)
class Cost:
    """What a command took: wall and processor seconds, peak MiB; and how it ended."""

    code: int
    seconds: float
    cpu: float
    memory: float
    said: str

    def told(self) -> dict[str, float]:
        """For the file."""
        return {"seconds": round(self.seconds, 1), "cpu": round(self.cpu, 1), "memory_mib": round(self.memory)}


def main() -> int:
    """Measure and write; 0: every score is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--budget", default="smoke")
    parser.add_argument("--data", default="embedded")
    parser.add_argument("--only", nargs="*", default=list(ASSIGNMENTS))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--no-attacks", action="store_true")
    parser.add_argument("--no-grade", action="store_true", help="otter run alone")
    asked = parser.parse_args()
    found: dict[str, Any] = json.loads(asked.out.read_text()) if asked.out.is_file() else {"budgets": {}}
    own = found["budgets"].setdefault(asked.budget, {"assignments": {}})
    own |= {"data": asked.data if asked.data == "embedded" else "real", "machine": _machine()}
    wrong = []
    with tempfile.TemporaryDirectory(prefix="otter-all-") as place:
        own["otter_start"] = round(start(Path(place, "plain")), 1)
        for name in asked.only:
            measured = measure(name, asked.budget, asked.data, Path(place, name), compare=not asked.no_grade)
            own["assignments"][name] = measured
            wrong += [f"{name}: {complaint}" for complaint in complaints(measured, own["otter_start"])]
            _keep(found, asked.out)
        if not asked.no_attacks:
            own["attacks"] = attack(Path(place, "attacks"), asked.data)
            wrong += [f"{name}: {told}" for name, told in own["attacks"].items() if not held(told)]
            _keep(found, asked.out)
    for complaint in wrong:
        print(complaint, file=sys.stderr)
    return 1 if wrong else 0


def _keep(found: dict[str, Any], out: Path) -> None:
    out.write_text(json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def _machine() -> dict[str, str]:
    packages = {name: version(name) for name in ("otter-grader", "tensorflow", "keras")}
    return {"cores": str(cores()), "processor": platform.machine(), **packages}


def measure(name: str, budget: str, data: str, folder: Path, *, compare: bool = True) -> dict[str, Any]:
    """Build one assignment's zip and grade its solution and template with it, and as `autograder grade` does."""
    built = build(name, data, budget, folder)
    solution = folder / f"{name}.ipynb"
    master = nbformat.read(PROJECT / "solutions" / name / f"{name}.ipynb", as_version=4)
    nbformat.write(solution_notebook(master), solution)
    template = PROJECT / "assignments" / name / f"{name}.ipynb"
    out: dict[str, Any] = {}
    for kind, notebook in (("solution", solution), ("template", template)):
        run, results = otter_run(built, notebook, folder / f"{kind}-otter")
        ours = json.loads((folder / "reports" / f"{notebook.stem}.json").read_text(encoding="utf-8"))["extra_data"]
        out[kind] = {"otter": {**run.told(), "score": score(results), "possible": possible(results)}}
        out[kind] |= {"status": ours["status"], "provisional": ours["provisional"]}
        if compare:
            out[kind] |= grade(name, budget, data, notebook, folder / f"{kind}-ours")
        print(name, kind, json.dumps(out[kind]), flush=True)
    return out


def grade(name: str, budget: str, data: str, notebook: Path, out: Path) -> dict[str, Any]:
    """Grade a notebook with our own command."""
    options = ["-a", name, "--data", data, "--budget", budget, "--no-store", "--out", str(out)]
    run = cost([*AUTOGRADER, "grade", str(notebook), *options], PROJECT)
    stored = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"][0]
    return {"grade": {**run.told(), "score": stored["score"]}}


def build(name: str, data: str, budget: str, folder: Path) -> Path:
    """The zip that `autograder build` makes, without its own trial."""
    command = [*AUTOGRADER, "build", name, "--data", data]
    done = cost([*command, "--budget", budget, "--no-trial", "--out", str(folder)], PROJECT)
    if done.code != 0:
        raise SystemExit(f"{name}: {done.said}")
    reports = str(folder / "reports")
    return with_options(folder / f"{name}-autograder.zip", folder / "timeless.zip", seconds=0.0, reports=reports)


def start(folder: Path) -> float:
    """Seconds of a plain `otter run` of a notebook that does nothing, without any plugin."""
    folder.mkdir()
    archive, notebook = folder / "plain.zip", folder / "hw.ipynb"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("otter_config.json", "{}")
        file.writestr("tests/q.py", PLAIN_TEST)
    notebook.write_text(otter_attacks.notebook("x = 1"), encoding="utf-8")
    run, results = otter_run(archive, notebook, folder / "out")
    assert score(results) == 1
    print("otter's own start", json.dumps(run.told()), flush=True)
    return run.seconds


def complaints(measured: dict[str, Any], otter_start: float) -> Iterator[str]:
    """What is not as it should be; `otter_start` in seconds."""
    good, bad = measured["solution"], measured["template"]
    if good["otter"]["score"] != good["otter"]["possible"]:
        yield "the solution has not all points"
    if good["provisional"] == good["otter"]["possible"]:
        yield "the machine could not grade the solution"
    if bad["otter"]["score"] != 0:
        yield "the empty template has points"
    for kind, one in measured.items():
        if "grade" in one and one["otter"]["score"] != one["grade"]["score"]:
            yield f"otter run and autograder grade differ on the {kind}"
        took, ours = one["otter"]["seconds"], one.get("grade", {}).get("seconds")
        if ours is not None and took > SLOWER * ours + otter_start:
            yield f"otter run takes {took} s on the {kind}, autograder grade {ours} s, otter alone {otter_start} s"


def attack(folder: Path, data: str) -> dict[str, Any]:
    """Every attack with the smoke budget: whether the results are valid, the score, and whether anything leaked."""
    folder.mkdir(parents=True)
    built = otter_attacks.planted(build(ATTACKED, data, "smoke", folder / "zip"), folder / "planted.zip", WALL)
    notebooks = {name: otter_attacks.notebook(cell) for name, cell in otter_attacks.ALONE.items()}
    notebooks["wrong name"] = otter_attacks.notebook("x = 1", **otter_attacks.OTHER_NAME)
    notebooks["unknown kernel"] = otter_attacks.notebook("x = 1", **otter_attacks.NO_KERNEL)
    out = {}
    for name, text in notebooks.items():
        notebook = folder / "hw.ipynb"
        notebook.write_text(text, encoding="utf-8")
        out[name] = _attacked(built, notebook, folder)
        print(name, json.dumps(out[name]), flush=True)
    opened = folder / "opened"
    hostile = otter_attacks.hostile_zip(folder / "hw.zip", otter_attacks.notebook("x = 1"), opened)
    out["hostile zip"] = _attacked(built, hostile, folder)
    out["hostile zip"]["leaks"] |= opened.exists()
    print("hostile zip", json.dumps(out["hostile zip"]), flush=True)
    return out


def held(told: dict[str, Any]) -> bool:
    """Whether an attack came to nothing."""
    return bool(told["valid"] and told["score"] == 0 and not told["leaks"])


def _attacked(archive: Path, submission: Path, folder: Path) -> dict[str, Any]:
    run, results = otter_run(archive, submission, folder / "out", fails=True)
    leaks = otter_attacks.MARK in json.dumps(results) or bool(otter_attacks.lasting())
    valid = bool(results["tests"])
    return {"valid": valid, "seconds": round(run.seconds, 1), "score": score(results), "leaks": leaks}


def otter_run(archive: Path, submission: Path, out: Path, *, fails: bool = False) -> tuple[Cost, dict[str, Any]]:
    """Run the real `otter run`; SystemExit where it writes no results, unless it may fail."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "otter", "run", "-a", str(archive), "-o", str(out), "--no-logo", str(submission)]
    run = cost(command, out)
    path = out / "results.json"
    if not path.is_file():
        if fails:
            return run, {"tests": []}
        raise SystemExit(f"{submission.name}: otter run wrote no results: {run.said}")
    return run, json.loads(path.read_text(encoding="utf-8"))


def score(results: dict[str, Any]) -> float:
    """Points earned."""
    return round(sum(test.get("score", 0.0) for test in results["tests"]), 4)


def possible(results: dict[str, Any]) -> float:
    """Points there are."""
    return round(sum(test.get("max_score", 0.0) for test in results["tests"]), 4)


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a command and watch it."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        peak = Peak(process.pid)
        code = process.wait()
        seconds, (memory, cpu) = time.monotonic() - started, peak.end()
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return Cost(code, seconds, cpu, memory, lines[-1] if lines else "")


class Peak:
    """Reads what a process and all below it use, until it is told to end."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._most = 0.0
        self._cpu: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> tuple[float, float]:
        """The peak in MiB, and processor seconds."""
        self._over.set()
        self._thread.join()
        return self._most, sum(self._cpu.values())

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            self._most = max(self._most, self._now() / 2**20)

    def _now(self) -> float:
        total = 0.0
        try:
            family = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return 0.0
        for one in family:
            try:
                times = one.cpu_times()
                self._cpu[one.pid] = times.user + times.system
                total += one.memory_full_info().pss
            except psutil.Error:
                continue
        return total


if __name__ == "__main__":
    raise SystemExit(main())
