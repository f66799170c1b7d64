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
from autograder.otter.assign import with_options
from autograder.settings import HOME_VARIABLE


class TrialFailed(AutograderError):
    """The zip does not grade as it should; it is not handed out."""


@dataclass(frozen=True)
class Tried:
    """What Otter said of one notebook, and what we did."""

    results: dict[str, Any]
    ours: dict[str, Any]

    @property
    def score(self) -> float:
        """Points earned."""
        return round(sum(float(test.get("score", 0.0)) for test in self.results["tests"]), 4)

    @property
    def provisional(self) -> float:
        """Points granted until a person has looked."""
        return float(self.ours["extra_data"]["provisional"])

    @property
    def possible(self) -> float:
        """Points there are; Otter says "all passed" where they are none."""
        return round(sum(float(test.get("max_score", 0.0)) for test in self.results["tests"]), 4)


def otter_run(archive: Path, notebook: Path, folder: Path, **options: Any) -> Tried:
    """Run `otter run` on a notebook with a zip that brings its course; TrialFailed where there are no results.

    options: of the plugin, instead of those in the zip.

    Nothing of this machine's course is found: neither by its folder nor by the environment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reports = folder / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    own = with_options(archive, folder / "autograder.zip", **options, reports=str(reports.resolve()))
    command = [sys.executable, "-m", "otter", "run", "-a", str(own.resolve()), "-o", str(folder.resolve())]
    environment = {name: value for name, value in os.environ.items() if name != HOME_VARIABLE}
    done = subprocess.run(
        [*command, "--no-logo", str(notebook.resolve())],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    path, kept = folder / "results.json", next(iter(reports.glob("*.json")), None)
    if done.returncode != 0 or not path.is_file() or kept is None:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise TrialFailed(f"otter run gives no results for {notebook.name}: {said[-1][:300]}")
    results, ours = (json.loads(found.read_text(encoding="utf-8")) for found in (path, kept))
    return Tried(results, ours)


def try_out(archive: Path, assignment: Assignment, solution: str, template: Path, budget: str) -> tuple[Tried, Tried]:
    """Grade the solution (a notebook's text) and the empty template; TrialFailed where they are not told apart.

    The solution must have all points, the rubric all its points in Otter, the template less than half of them.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-trial-") as place:
        folder = Path(place)
        notebook = folder / "solution.ipynb"
        notebook.write_text(solution, encoding="utf-8")
        empty = Path(shutil.copy(template, folder / "template.ipynb"))
        good = otter_run(archive, notebook, folder / "solution", budget=budget, seconds=0.0)
        _require(
            good.possible == round(assignment.max_score, 4), f"Otter counts {good.possible:g} points in all", assignment
        )
        open_points = f"{good.provisional:g} points of the solution could not be judged"
        _require(good.provisional < good.possible, open_points, assignment)
        _require(good.score == good.possible, f"the solution gets {good.score:g} points", assignment)
        bad = otter_run(archive, empty, folder / "template", budget=budget, seconds=0.0)
        _require(bad.score < good.possible / 2, f"the empty template gets {bad.score:g} points", assignment)
    return good, bad


def _require(condition: bool, found: str, assignment: Assignment) -> None:
    if not condition:
        raise TrialFailed(f"{assignment.id}: {found} of {assignment.max_score:g}: the zip is not written")
