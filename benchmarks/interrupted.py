"""A batch killed ten times and gone on with each time: the same grades, and nothing run twice but what was in flight.

    python benchmarks/interrupted.py [--submissions 200] [--kills 10] [--jobs 2] [--seed 1] [--assignments tl04,…]
        [--out FILE]

Samples, honest variants and mutants of all six assignments, or of those named, are graded on generated data at the
budget `smoke`, once in peace and once with SIGKILL at random moments, each time into a store of its own. At each kill
the store is looked at: which runs it holds, and which were claimed and so in flight. In the end every run that it held
at a kill must still be the one that it held, the runs made must be those of the undisturbed batch, and `grades.json`
must be the same bytes.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import nbformat

from autograder.intake import read
from autograder.model.submission import Submission
from autograder.settings import Home, find_home
from autograder.validity.catalogue import catalogue
from autograder.validity.variants import variants

OUT = Path(__file__).parents[1] / "reference_results" / "interrupted.json"
ASSIGNMENTS = ("tl04", "tl05", "tl07", "practica4", "imdb", "entrenamiento")


def write(folder: Path, submission: Submission, name: str) -> None:
    """A notebook with these cells."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    cells = [make[cell.kind](cell.source) for cell in submission.cells if cell.kind in make]
    folder.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=cells)
    (folder / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")


def items(home: Home, assignment: str) -> Iterator[tuple[str, Submission]]:
    """Samples, variants and mutants in turn, so that any number of them is a mixture; honest and flawed."""
    found = [read(path) for path in sorted((home.solutions / assignment / "samples").glob("*.ipynb"))]
    samples = [(f"sample-{number}", item) for number, item in enumerate(found) if isinstance(item, Submission)]
    honest = [(f"honest-{number}", item.submission) for number, item in enumerate(variants(home, assignment))]
    flawed = [(f"mutant-{number}", item.submission) for number, item in enumerate(catalogue(home, assignment))]
    for one in chain.from_iterable(zip_longest(samples, honest, flawed)):
        if one is not None:
            yield one


def prepare(folder: Path, assignments: Sequence[str], count: int) -> dict[str, int]:
    """Write so many submissions, spread over the assignments; how many each has."""
    home = find_home()
    least, more = divmod(count, len(assignments))
    shares = {name: least + (place < more) for place, name in enumerate(assignments)}
    for assignment, share in shares.items():
        for _, (name, item) in zip(range(share), items(home, assignment), strict=False):
            write(folder / assignment, item, name)
    return {name: len(list((folder / name).glob("*.ipynb"))) for name in assignments}


@dataclass
class Batches:
    """The commands, one for each assignment, one after the other, killed whenever the next moment has come."""

    given: Path
    folder: Path
    assignments: Sequence[str]
    jobs: int
    moments: list[float] = field(default_factory=list)
    kills: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    """Runs that the store held at some kill, with the time at which each was kept."""
    claimed: set[str] = field(default_factory=set)
    seconds: float = 0.0

    @property
    def store(self) -> Path:
        """Their store."""
        return self.folder / "store.sqlite"

    def results(self, assignment: str) -> Path:
        """An assignment's grades."""
        return self.folder / "out" / assignment / "grades.json"

    def grades(self) -> list[bytes]:
        """All of them, as written."""
        return [self.results(assignment).read_bytes() for assignment in self.assignments]

    def run(self) -> None:
        """Grade everything, however often it takes."""
        for assignment in self.assignments:
            while not self._once(assignment):
                pass

    def _once(self, assignment: str) -> bool:
        command = [sys.executable, "-m", "autograder", "grade", str(self.given / assignment)]
        command += ["--assignment", assignment, "--data", "embedded", "--budget", "smoke", "--jobs", str(self.jobs)]
        command += ["--out", str(self.folder / "out" / assignment), "--store", str(self.store)]
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        left = self.moments[0] - self.seconds if self.moments else None
        try:
            _, told = process.communicate(timeout=left if left is None else max(0.0, left))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            self.seconds += time.monotonic() - begun
            self._killed(assignment)
            return False
        self.seconds += time.monotonic() - begun
        if process.returncode not in (0, 1) or not self.results(assignment).is_file():
            raise SystemExit(told.decode())
        return True

    def _killed(self, assignment: str) -> None:
        at = self.moments.pop(0)
        runs, claimed = look(self.store)
        self.held.update({key: created for key, created in runs.items() if key not in self.held})
        lost = len(claimed - self.claimed)
        self.claimed |= claimed
        self.kills.append({"at": round(at, 1), "in": assignment, "runs_stored": len(runs), "in_flight": lost})


def look(store: Path) -> tuple[dict[str, str], set[str]]:
    """The runs in a store with the time at which each was kept, and the claims on others, by run and grader."""
    if not store.is_file():
        return {}, set()
    with closing(sqlite3.connect(store)) as raw:
        try:
            runs = dict(raw.execute("SELECT key, created FROM runs").fetchall())
            return runs, {key for (key,) in raw.execute("SELECT run || owner FROM claims")}
        except sqlite3.OperationalError:  # killed before it had tables
            return {}, set()


def main() -> None:
    """Grade twice, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--assignments", default=",".join(ASSIGNMENTS))
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    assignments = options.assignments.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = prepare(folder / "given", assignments, options.submissions)
        calm = Batches(folder / "given", folder / "calm", assignments, options.jobs)
        calm.run()
        moment = random.Random(options.seed)  # noqa: S311
        moments = sorted(moment.uniform(0.0, 0.95 * calm.seconds) for _ in range(options.kills))
        killed = Batches(folder / "given", folder / "killed", assignments, options.jobs, moments)
        killed.run()
        runs, _ = look(killed.store)
        found = {
            "command": f"python benchmarks/interrupted.py --submissions {options.submissions} --kills {options.kills}"
            f" --jobs {options.jobs} --seed {options.seed} --assignments {options.assignments}",
            "submissions": counts,
            "kills": killed.kills,
            "same_grades": calm.grades() == killed.grades(),
            "same_runs": set(runs) == set(look(calm.store)[0]),
            "runs": len(runs),
            "stored_runs_made_again": sum(runs.get(key) != created for key, created in killed.held.items()),
            "runs_lost_in_flight": sum(kill["in_flight"] for kill in killed.kills),
            "seconds_undisturbed": round(calm.seconds),
            "seconds_killed": round(killed.seconds),
        }
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))
    good = found["same_grades"] and found["same_runs"] and not found["stored_runs_made_again"]
    raise SystemExit(0 if good and len(killed.kills) == options.kills else 1)


if __name__ == "__main__":
    main()
