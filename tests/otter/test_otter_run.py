"""The real `otter assign` and the real `otter run`, as subprocesses, on a zip that was built.

One assignment stands here for all of them; `python benchmarks/otter_all.py` does the same for all six, and every attack
by itself.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import otter_attacks
import psutil
import pytest

from autograder.authoring.student import solution_notebook
from autograder.commands.bench import Choice, load
from autograder.otter.assign import with_options
from autograder.otter.trial import otter_run
from autograder.settings import find_home

NAME = "imdb"
"""The quickest of the six."""
AUTOGRADER = (sys.executable, "-c", "from autograder.cli import main; main()")
CHOICE = ("--data", "embedded", "--budget", "smoke")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, with a secret where only the grader may read."""
    folder = tmp_path_factory.mktemp("built")
    command = [*AUTOGRADER, "build", NAME, *CHOICE, "--no-trial", "--out", str(folder)]
    done = subprocess.run(command, cwd=find_home().folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    planted = with_options(folder / f"{NAME}-autograder.zip", folder / "planted.zip", seconds=0.0)
    with zipfile.ZipFile(planted, "a") as file:
        file.writestr(f"course/assignments/{NAME}/planted.toml", f"# {otter_attacks.PLANTED}\n")
    return planted


@pytest.fixture(scope="module")
def solution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The solution as it is handed in."""
    master = nbformat.read(find_home().solutions / NAME / f"{NAME}.ipynb", as_version=4)
    path = tmp_path_factory.mktemp("solution") / "ana.ipynb"
    nbformat.write(solution_notebook(master), path)
    return path


def test_the_zip_brings_everything(archive: Path) -> None:
    """Wheel, pins, rubric, bands, scripts and tests; no solution, no path of this machine."""
    with zipfile.ZipFile(archive) as file:
        names = set(file.namelist())
        texts = [file.read(name).decode() for name in names if not name.endswith((".whl", ".npz"))]
    assert {"run_autograder", "setup.sh", "requirements.txt", "killed.json", "otter_config.json"} <= names
    assert {f"course/assignments/{NAME}/assignment.toml", "tests/a.py"} <= names
    assert any(name.startswith("wheels/keras_autograder-") for name in names)
    assert any(name.startswith(f"course/reference_results/{NAME}/") for name in names)
    assert not any("solution" in name for name in names)
    assert not any(str(find_home().folder) in text for text in texts)


@pytest.mark.keras
@pytest.mark.slow
def test_the_solution_has_the_same_points_both_ways(archive: Path, solution: Path, tmp_path: Path) -> None:
    """All of them, with `otter run` and with `autograder grade`; what is provisional is told."""
    found = otter_run(archive, solution, tmp_path / "otter")
    command = [*AUTOGRADER, "grade", str(solution), "-a", NAME, *CHOICE, "--no-store", "--out", str(tmp_path / "ours")]
    subprocess.run(command, cwd=find_home().folder, capture_output=True, check=False)
    ours = json.loads((tmp_path / "ours" / "grades.json").read_text(encoding="utf-8"))["grades"][0]
    assert found.score == found.possible == _rubric_points()
    assert found.score == ours["score"]
    assert found.provisional == ours["provisional"] < found.score
    assert ("provisional" in found.results["output"]) == (ours["status"] == "needs-review")
    assert {test["visibility"] for test in found.results["tests"]} == {"visible"}


@pytest.mark.keras
@pytest.mark.slow
def test_the_empty_template_has_none(archive: Path, tmp_path: Path) -> None:
    """And says in words what is missing."""
    template = find_home().assignments / NAME / f"{NAME}.ipynb"
    found = otter_run(archive, template, tmp_path)
    assert (found.score, found.possible) == (0.0, _rubric_points())
    assert "Estado:" in found.results["output"]
    assert all("Incorrecto." in test["output"] for test in found.results["tests"])


@pytest.mark.keras
@pytest.mark.slow
def test_no_attack_gets_through(archive: Path, tmp_path: Path) -> None:
    """Everything that fooled plain Otter, in one submission: results that are valid, and give nothing away."""
    cells = [
        otter_attacks.RAISES,
        otter_attacks.LEAVES,
        otter_attacks.PATCHES,
        otter_attacks.READS,
        otter_attacks.FORGES,
        otter_attacks.DETACHES.format(seconds=otter_attacks.LASTING),
        otter_attacks.EXITS,
    ]
    text = otter_attacks.notebook(*cells, **otter_attacks.OTHER_NAME, **otter_attacks.NO_KERNEL)
    opened = tmp_path / "opened"
    found = otter_run(archive, otter_attacks.hostile_zip(tmp_path / "hw.zip", text, opened), tmp_path / "out")
    assert (found.score, found.possible) == (0.0, _rubric_points())
    assert not opened.exists(), "a file of the submission was imported or unpickled"
    assert "7f3a" not in json.dumps(found.results)
    assert not [one for one in psutil.process_iter(["cmdline"]) if otter_attacks.LASTING in (one.info["cmdline"] or [])]


def _rubric_points() -> float:
    return load(Choice(NAME, "embedded", "smoke"))[1].max_score
