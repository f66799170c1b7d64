"""The workflows: GitHub would take them, and what they call exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
import yaml

from autograder.cli import app

ROOT = Path(__file__).parents[1]
OWN = ROOT / ".github" / "workflows" / "ci.yml"
WORKFLOWS = [OWN, *sorted((ROOT / "docs" / "ci").glob("*.yml"))]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def validated(*paths: Path) -> subprocess.CompletedProcess[str]:
    """GitHub's own schema of workflows, as it comes with the tool: no network."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *map(str, paths),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_recipes_are_there() -> None:
    """For a course, for students' repositories, and this project's own."""
    assert [path.stem for path in WORKFLOWS] == ["ci", "classroom", "course"]


def test_they_are_what_github_takes(tmp_path: Path) -> None:
    """And a slip would be found."""
    done = validated(*WORKFLOWS)
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "broken.yml"
    broken.write_text(OWN.read_text(encoding="utf-8").replace("runs-on:", "runs_on:"), encoding="utf-8")
    assert validated(broken).returncode == 1


@every_workflow
def test_they_call_the_program_as_it_is(path: Path) -> None:
    """Every command and option exists."""
    calls = re.findall(r"autograder (grade|export|\w+) ((?:[^|\n]|\|\|)*)", _scripts(path))
    assert {"grade", "export"} <= {name for name, _ in calls} or path == OWN
    for name, rest in calls:
        known = {
            option for parameter in COMMANDS[name].params for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"(?<= )--[\w-]+", f" {rest}")) <= known


@every_workflow
def test_scripts_are_bash_that_parses(path: Path) -> None:
    """`bash -n` of every step."""
    done = subprocess.run(["bash", "-n"], input=_scripts(path), capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr


def test_every_assignment_is_validated() -> None:
    """The matrix holds what the folder holds."""
    matrix = yaml.safe_load(OWN.read_text(encoding="utf-8"))["jobs"]["reference"]["strategy"]["matrix"]
    assert matrix["assignment"] == sorted(path.parent.name for path in (ROOT / "assignments").glob("*/assignment.toml"))


def test_classroom_finds_its_points() -> None:
    """It looks for one job of this name in a workflow of this name."""
    workflow = yaml.safe_load((ROOT / "docs" / "ci" / "classroom.yml").read_text(encoding="utf-8"))
    assert workflow["name"] == "Autograding Tests"
    assert list(workflow["jobs"]) == ["run-autograding-tests"]


def _scripts(path: Path) -> str:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    scripts = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    return re.sub(r"\$\{\{.*?\}\}", "x", "\n".join(scripts))
