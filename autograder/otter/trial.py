"""A zip tried with the real `otter run` before anybody gets it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.model.assignment import Assignment
from autograder.settings import HOME_VARIABLE


class TrialFailed(AutograderError):
    """The zip does not grade as it should; it is not handed out."""


@dataclass(frozen=True)
class Tried:
    """What Otter said of one notebook."""

    results: dict[str, Any]

    @property
    def score(self) -> float:
        """Points earned."""
        return round(sum(float(test.get("score", 0.0)) for test in self.results["tests"]), 4)

    @property
    def possible(self) -> float:
        """Points there are; Otter says "all passed" where they are none."""
        return round(sum(float(test.get("max_score", 0.0)) for test in self.results["tests"]), 4)


def otter_run(archive: Path, notebook: Path, folder: Path) -> Tried:
    """Run `otter run` on a notebook with a zip that brings its course; TrialFailed where there are no results.

    Nothing of this machine's course is found: neither by its folder nor by the environment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "otter", "run", "-a", str(archive.resolve()), "-o", str(folder.resolve())]
    environment = {name: value for name, value in os.environ.items() if name != HOME_VARIABLE}
    done = subprocess.run(
        [*command, "--no-logo", str(notebook.resolve())],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    path = folder / "results.json"
    if done.returncode != 0 or not path.is_file():
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise TrialFailed(f"otter run gives no results for {notebook.name}: {said[-1][:300]}")
    return Tried(json.loads(path.read_text(encoding="utf-8")))


def try_out(archive: Path, assignment: Assignment, solution: str, template: Path) -> tuple[Tried, Tried]:
    """Grade the solution (a notebook's text) and the empty template; TrialFailed where they are not told apart.

    The solution must have all points, the rubric all its points in Otter, the template less than half of them.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-trial-") as place:
        folder = Path(place)
        notebook = folder / "solution.ipynb"
        notebook.write_text(solution, encoding="utf-8")
        empty = Path(shutil.copy(template, folder / "template.ipynb"))
        good = otter_run(archive, notebook, folder / "solution")
        _require(
            good.possible == round(assignment.max_score, 4), f"Otter counts {good.possible:g} points in all", assignment
        )
        _require(good.score == good.possible, f"the solution gets {good.score:g} points", assignment)
        bad = otter_run(archive, empty, folder / "template")
        _require(bad.score < good.possible / 2, f"the empty template gets {bad.score:g} points", assignment)
    return good, bad


def _require(condition: bool, found: str, assignment: Assignment) -> None:
    if not condition:
        raise TrialFailed(f"{assignment.id}: {found} of {assignment.max_score:g}: the zip is not written")
