"""On what everything is measured: the same data, budget and seed for all, and the machine."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from autograder.checks.calls import calls_for
from autograder.commands.bench import EMBEDDED, Choice, load, public_name
from autograder.data.source import open_source
from autograder.model.assignment import Assignment, Budget
from autograder.model.job import Job
from autograder.model.submission import Cell, Submission
from autograder.runner import GradingData
from autograder.settings import Home, cores, find_home
from autograder.validity.catalogue import as_submission, reference_cells

ASSIGNMENTS = ("tl04", "tl05", "tl07", "practica4", "imdb", "entrenamiento")
AUTOGRADER = (sys.executable, "-c", "from autograder.cli import main; main()")
_PACKAGES = ("tensorflow", "keras", "otter-grader", "nbclient")


@dataclass(frozen=True)
class Setting:
    """What the person at the keyboard chose."""

    data: str = EMBEDDED
    budget: str = ""
    runs: int = 5
    assignments: tuple[str, ...] = ASSIGNMENTS
    official_runs: int = 1
    class_size: int = 40
    class_runs: int = 5
    sizes: tuple[int, ...] = (10, 100, 1000, 10000)
    nbgrader: str = ""
    """The program, where it is installed in an environment of its own."""

    def told(self) -> dict[str, Any]:
        """For the file."""
        return {
            "data": public_name(self.data),
            "budget": self.budget or "the default for the data",
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "cores": cores(),
            "machine": platform.machine(),
            "load_average": [round(value, 1) for value in os.getloadavg()],
            "versions": {name: version(name) for name in _PACKAGES},
        }


@dataclass(frozen=True)
class Bench:
    """One assignment opened for measuring."""

    home: Home
    assignment: Assignment
    budget: Budget
    data: GradingData

    @property
    def files(self) -> dict[str, str]:
        """The pools' files, as a run gets them."""
        return {name: str(path) for name, path in self.data.files.items()}

    @property
    def budgets(self) -> dict[str, dict[str, int | None]]:
        """Rows, epochs, trials and candidates by data set."""
        names = ("rows", "epochs", "trials", "candidates")
        return {
            course.dataset: {
                name: getattr(self.budget if course.graded else self.assignment.token, name) for name in names
            }
            for course in self.assignment.data
        }

    def reference(self) -> Submission:
        """The bare reference solution."""
        return as_submission(self.assignment.id, self.assignment.id, reference_cells(self.home, self.assignment.id))

    def job(self, submission: Submission, **changes: Any) -> dict[str, Any]:
        """One run of a submission as `runner` would ask for it."""
        seed = self.assignment.seeds[0]
        job = Job(
            assignment=self.assignment.id,
            cells=submission.code_cells,
            seed=seed,
            budget=self.budget,
            token=self.assignment.token,
            graded=(self.assignment.graded_dataset,),
            fingerprints=self.data.fingerprints,
            isolation="none",
            files=submission.files,
            calls=calls_for(self.assignment, seed),
        )
        return job.model_copy(update=changes).model_dump(mode="json")


@contextmanager
def opened(name: str, setting: Setting, budget: str = "") -> Iterator[Bench]:
    """An assignment with its pools on the disk."""
    home, assignment, chosen = load(Choice(name, setting.data, budget or setting.budget), find_home())
    with GradingData(open_source(setting.data), assignment, official=chosen.official) as data:
        yield Bench(home, assignment, chosen, data)


def written(submission: Submission, path: Path, before: str = "") -> Path:
    """A submission as a notebook, with a cell before the first one where there is something to put in it."""
    cells = [Cell(index=-1, kind="code", source=before)] if before else []
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        cells=[_cell(cell) for cell in (*cells, *submission.cells)],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def _cell(cell: Cell) -> nbformat.NotebookNode:
    make = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
    return make(cell.source)


def grade(paths: Sequence[Path], name: str, setting: Setting, out: Path, jobs: int = 1, seed: int | None = None) -> Any:
    """Run `autograder grade`; its grades. SystemExit with what it said where it writes none."""
    command = [*AUTOGRADER, "grade", *map(str, paths), "-a", name, "--data", setting.data, "--no-store"]
    command += ["--budget", setting.budget] if setting.budget else []
    command += ["--seeds", str(seed)] if seed is not None else []
    done = subprocess.run(
        [*command, "--jobs", str(jobs), "-o", str(out)],
        cwd=find_home().folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if not (out / "grades.json").is_file():
        raise SystemExit(f"autograder grade wrote nothing: {done.stdout}{done.stderr}")
    return json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
