"""Where the course's folder is, and what this machine offers."""

from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.settings import HOME_VARIABLE, cores, find_home


def course(folder: Path) -> Path:
    """A folder with one assignment."""
    path = folder / "assignments" / "x" / "assignment.toml"
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    return folder


def test_the_variable_goes_before_all_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And must name a course's folder."""
    monkeypatch.setenv(HOME_VARIABLE, str(course(tmp_path / "mine")))
    assert find_home().folder == tmp_path / "mine"
    assert find_home().assignments == tmp_path / "mine" / "assignments"
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    with pytest.raises(UsageError, match="has no assignments/"):
        find_home()


def test_the_nearest_folder_upwards_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From anywhere inside the course."""
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    inner = course(tmp_path) / "assignments" / "x" / "deep"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert find_home().folder == tmp_path


def test_elsewhere_the_programs_own_folder_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's checkout holds TL04."""
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert (find_home().assignments / "tl04" / "assignment.toml").is_file()
    assert find_home().solutions.name == "solutions"
    assert find_home().reference_results.name == "reference_results"


def test_there_is_a_processor() -> None:
    """At least this one."""
    assert cores() >= 1
