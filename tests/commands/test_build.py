"""`autograder build`: what is refused before and after the zip is made."""

import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.commands import build
from autograder.model.assignment import Assignment
from autograder.otter import trial
from autograder.otter.trial import TrialFailed, Tried, try_out

from .conftest import Invoke

EMBEDDED = ("--data", "embedded")


@pytest.fixture(autouse=True)
def no_subprocesses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Otter and the wheel are played: a zip of one file."""

    def assigned(master: Path, options: object, folder: Path) -> tuple[Path, Path]:
        (folder / "student").mkdir(parents=True)
        return folder / "otter.zip", folder / "student"

    def completed(otters: Path, contents: object, folder: Path, out: Path) -> Path:
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("otter_config.json", '{"plugins": []}')
        return out

    monkeypatch.setattr(build, "assign", assigned)
    monkeypatch.setattr(build, "complete", completed)


def found(score: float, most: float, later: float = 0.0) -> Tried:
    """So many points of so many, of which some are provisional."""
    return Tried({"tests": [{"score": score, "max_score": most}]}, {"extra_data": {"provisional": later}})


def tried(**scores: tuple[float, ...]) -> object:
    """An `otter run` that finds these points of these, by the notebook's name."""

    def run(archive: Path, notebook: Path, folder: Path, **options: object) -> Tried:
        score, most, *later = scores[notebook.stem]
        return found(score, most, *later)

    return run


def test_a_zip_that_grades_is_handed_over(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what the trial found, and the students' folder beside it."""
    monkeypatch.setattr(trial, "otter_run", tried(solution=(10, 10), template=(0, 10)))
    result = invoke("build", "tl04", *EMBEDDED, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "empty template: 0 of 10" in result.output
    assert sorted(item.name for item in (tmp_path / "out").iterdir()) == ["student", "tl04-autograder.zip"]


@pytest.mark.parametrize(
    ("budget", "told"),
    [("quick", "and 10 minutes\n"), ("standard", "and 20 minutes; in 10 some work"), ("smoke", "")],
)
def test_the_container_to_choose_is_told(budget: str, told: str, invoke: Invoke, tmp_path: Path) -> None:
    """With the limit that leaves time for every seed, where the budget was calibrated."""
    options = ("--budget", budget, "--no-trial", "--out", tmp_path / "out")
    result = invoke("build", "tl04", *EMBEDDED, *options)
    assert result.exit_code == 0, result.output
    assert told in result.output
    assert ("on Gradescope" in result.output) == bool(told)


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ({"solution": (0, 0), "template": (0, 0)}, "Otter counts 0 points"),
        ({"solution": (9, 10), "template": (0, 10)}, "the solution gets 9 points"),
        ({"solution": (10, 10, 10), "template": (10, 10, 10)}, "10 points of the solution could not be judged"),
        ({"solution": (10, 10), "template": (10, 10)}, "the empty template gets 10 points"),
    ],
)
def test_a_zip_that_does_not_tell_them_apart_is_not_written(
    scores: dict[str, tuple[float, ...]], told: str, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otter says "all passed" at 0 of 0; we do not, and leave the folder as it was."""
    monkeypatch.setattr(trial, "otter_run", tried(**scores))
    result = invoke("build", "tl04", *EMBEDDED, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert told in result.output
    assert not (tmp_path / "out").exists()


def test_budgets_that_no_zip_can_bring_are_refused(invoke: Invoke, tmp_path: Path) -> None:
    """The full budget needs the official arrays; a limit of a minute leaves no time."""
    for arguments in (("--budget", "full"), ("--minutes", "1")):
        result = invoke("build", "tl04", *EMBEDDED, *arguments, "--out", tmp_path / "out")
        assert result.exit_code == 2, result.output


def test_no_results_is_a_failed_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An `otter run` that ends without results says so with its last line."""
    with zipfile.ZipFile(tmp_path / "broken.zip", "w") as archive:
        archive.writestr("otter_config.json", '{"plugins": []}')
    with pytest.raises(TrialFailed, match=r"no results for hw\.ipynb"):
        trial.otter_run(tmp_path / "broken.zip", tmp_path / "hw.ipynb", tmp_path / "out")


def test_the_notebooks_are_those_of_the_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solution is the text that was given, the template a copy of the file handed out."""
    seen = {}

    def run(archive: Path, notebook: Path, folder: Path, **options: object) -> Tried:
        seen[notebook.name] = notebook.read_text(encoding="utf-8")
        return found(10.0 if notebook.stem == "solution" else 0.0, 10.0)

    monkeypatch.setattr(trial, "otter_run", run)
    (tmp_path / "tl04.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()), encoding="utf-8")
    try_out(tmp_path / "x.zip", _tl04(), "the solution", tmp_path / "tl04.ipynb", "smoke")
    assert set(seen) == {"solution.ipynb", "template.ipynb"}
    assert seen["solution.ipynb"] == "the solution"


def _tl04() -> Assignment:
    from checks.build import tl04

    return tl04()
