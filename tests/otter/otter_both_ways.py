"""What holds for every assignment's zip. Several files ask it of some of them each, so that they run side by side."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from otter_commands import BUDGET, DATA, write_solution
from otter_kept import Kept

from autograder.commands.bench import Choice, load
from autograder.otter.trial import Tried
from autograder.settings import find_home


@dataclass(frozen=True)
class Seen:
    """An assignment's solution and empty template, graded by Otter and by our own command."""

    points: float
    solution: Tried
    template: Tried
    grades: dict[str, Any]
    archive: Path
    runs: tuple[int, int]
    """Of the sandbox, before and after our own command."""


def look(kept: Kept, name: str) -> Seen:
    """Build the zip, run Otter with it, grade the same files."""
    archive = kept.build(name)
    solution = write_solution(name, archive.parent)
    template = find_home().assignments / name / f"{name}.ipynb"
    tried = (kept.otter(archive, solution), kept.otter(archive, template))
    runs = kept.runs
    grades = kept.grade(name, solution, template)
    points = load(Choice(name, DATA, BUDGET))[1].max_score
    return Seen(
        points, *tried, {"solution": grades[solution.stem], "template": grades[name]}, archive, (runs, kept.runs)
    )


@pytest.mark.keras
@pytest.mark.slow
class BothWays:
    """To be inherited where a fixture `seen` says which assignments."""

    def test_the_zip_knows_no_solution(self, seen: Seen) -> None:
        """Neither a notebook of it nor how well the course's own did."""
        with zipfile.ZipFile(seen.archive) as file:
            names = file.namelist()
        assert not [name for name in names if "solution" in name or name.endswith("published.toml")]

    def test_the_solution_has_all_points(self, seen: Seen) -> None:
        """As many as the rubric has, and not because nothing could be judged."""
        assert seen.solution.score == seen.solution.possible == seen.points
        assert seen.solution.provisional < seen.points, seen.solution.results["output"]
        assert {test["visibility"] for test in seen.solution.results["tests"]} == {"visible"}

    def test_the_empty_template_has_none(self, seen: Seen) -> None:
        """And says in words what is missing."""
        assert (seen.template.score, seen.template.possible) == (0.0, seen.points)
        assert "Estado: " in seen.template.results["output"]
        assert all("Incorrecto." in test["output"] for test in seen.template.results["tests"])

    @pytest.mark.parametrize("kind", ["solution", "template"])
    def test_our_own_command_gives_the_same(self, seen: Seen, kind: str) -> None:
        """Points of every question, what is provisional, the status; for the very same run."""
        tried, grade = getattr(seen, kind), seen.grades[kind]
        ours = dict.fromkeys((check["question"] for check in grade["checks"]), 0.0)
        for check in grade["checks"]:
            ours[check["question"]] += check["points"]
        assert {test["name"]: test["score"] for test in tried.results["tests"]} == pytest.approx(ours)
        assert (tried.score, tried.provisional) == (grade["score"], grade["provisional"])
        assert tried.ours["extra_data"]["status"] == grade["status"]
        assert seen.runs[0] == seen.runs[1], "our command asked for another job than Otter"
