"""Gradescope's side: a valid `results.json` whatever happens to Otter."""

import json
from pathlib import Path
from typing import Any

import pytest
from intake.build import code, notebook, save

from autograder.otter import harness
from autograder.otter.options import PLUGIN

OPTIONS = {"assignment": "tl04", "data": "embedded", "budget": "smoke"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Gradescope's `/autograder`."""
    save(tmp_path / "source" / "otter_config.json", {"plugins": [{PLUGIN: OPTIONS}]})
    save(tmp_path / "submission_metadata.json", "no JSON")
    save(tmp_path / "results" / "autograder.json", {"score": 10.0, "tests": [], "output": "of another submission"})
    (tmp_path / "submission").mkdir()
    return tmp_path


def run(folder: Path) -> dict[str, Any]:
    """What the harness writes."""
    harness.run(folder)
    found: dict[str, Any] = json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))
    return found


def test_a_broken_notebook_is_rejected_with_a_reason(folder: Path) -> None:
    """Otter ends with an exception; the student reads what is wrong with the file."""
    save(folder / "submission" / "hw.ipynb", '{"cells": [')
    found = run(folder)
    assert found["score"] == 0.0
    assert "El cuaderno está" in found["output"]


def test_two_notebooks_are_rejected_with_a_reason(folder: Path) -> None:
    """Otter refuses them as well, but to nobody who could read it."""
    for name in ("one", "two"):
        save(folder / "submission" / f"{name}.ipynb", notebook(code("x = 1")))
    found = run(folder)
    assert found["score"] == 0.0
    assert "rechazada" in found["output"]


def test_a_wrong_line_is_the_instructors(folder: Path) -> None:
    """Students are not given points and not blamed; what is wrong is hidden from them."""
    save(folder / "source" / "otter_config.json", {"plugins": [{PLUGIN: {**OPTIONS, "assignment": "tl99"}}]})
    save(folder / "submission" / "hw.ipynb", notebook(code("x = 1")))
    found = run(folder)
    assert "Avisa a tu profesor" in found["output"]
    assert "tl99" not in found["output"]
    (told,) = found["tests"]
    assert told["visibility"] == "hidden"
    assert "tl99" in told["output"]


def test_what_the_plugin_found_goes_with_what_otter_has(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otter's entries for questions give way to ours for checks."""

    def otter(place: Path) -> dict[str, Any]:
        ours = {"score": 7.5, "tests": [{"name": "Datos", "score": 7.5}], "stdout_visibility": "hidden"}
        save(place / "results" / "autograder.json", ours)
        save(place / "submission" / "tests" / "a.py", "")
        return {"tests": [{"name": "a", "score": 7.5}, {"name": "PDF Generation Failed"}]}

    monkeypatch.setattr(harness, "_run_otter", otter)
    found = run(folder)
    assert found["score"] == 7.5
    assert [test["name"] for test in found["tests"]] == ["Datos", "PDF Generation Failed"]
