"""The real `autograder build` with its trial: `otter assign` and two `otter run`, each started as a person starts it.

IMDB, the quickest, stands here for all. Every assignment is in `test_otter_searches.py` or `test_otter_attacks.py`,
whose commands are forks of a process that is warm already.
"""

import zipfile
from pathlib import Path

import pytest
from otter_commands import Started

from autograder.settings import find_home

NAME = "imdb"
pytestmark = [pytest.mark.keras, pytest.mark.slow]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """The commands."""
    return Started(tmp_path_factory.mktemp("started"))


@pytest.fixture(scope="module")
def archive(started: Started) -> Path:
    """The zip, which is only there because it told the solution from the empty template."""
    return started.build(NAME, trial=True)


def test_the_zip_was_tried(started: Started, archive: Path) -> None:
    """The solution has all points, the empty template has none, and both were judged."""
    assert "solution: 10 of 10\n" in started.said
    assert "empty template: 0 of 10\n" in started.said
    assert archive.is_file()


def test_the_zip_brings_everything(archive: Path) -> None:
    """Wheel, pins, rubric, bands, scripts and tests; no path of this machine."""
    with zipfile.ZipFile(archive) as file:
        names = set(file.namelist())
        texts = [file.read(name).decode() for name in names if not name.endswith((".whl", ".npz"))]
    assert {"run_autograder", "setup.sh", "requirements.txt", "killed.json", "otter_config.json"} <= names
    assert {f"course/assignments/{NAME}/assignment.toml", "tests/a.py"} <= names
    assert any(name.startswith("wheels/keras_autograder-") for name in names)
    assert any(name.startswith(f"course/reference_results/{NAME}/") for name in names)
    assert not any(str(find_home().folder) in text for text in texts)


def test_students_get_a_notebook_without_answers(archive: Path) -> None:
    """What `otter assign` made for them: cells to fill in, and no marks of ours or Otter's left."""
    (notebook,) = (archive.parent / "student").glob("*.ipynb")
    text = notebook.read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in text
    assert "AutograderPlugin" not in text
