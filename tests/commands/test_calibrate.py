"""`autograder calibrate`: many seeds, kept as they come, drawn into bands."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from checks.build import ROOT
from test_pipeline import predicting

from autograder.commands import calibrate
from autograder.data.source import open_source
from autograder.errors import MachineFailure
from autograder.rubric import load_assignment
from autograder.runner import GradingData
from autograder.sandbox.fake import FakeSandbox
from autograder.sandbox.interface import OnFrame

from .conftest import Invoke

BANDS = {"a.best_holdout", "a.final_holdout", "b.best_holdout", "b.final_holdout"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course's folder of its own, and a cache of its own."""
    for name in ("assignments", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("samples"))
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    """Every seed gives another accuracy near 80 %."""
    with GradingData(open_source("embedded"), load_assignment(ROOT / "assignments", "tl04")) as data:
        by_share = {share: predicting(data, 0.78 + share / 200) for share in range(8)}

    def script(_target: str, job: dict[str, Any], on_frame: OnFrame) -> None:
        if "seed" not in job:
            raise MachineFailure("there are no models to ask again")
        for frame in by_share[job["seed"] % 8]:
            on_frame(frame)

    fake = FakeSandbox(script)
    monkeypatch.setattr(calibrate, "open_grading_sandbox", lambda data, level="auto": fake)
    return fake


def seeds_of(sandbox: FakeSandbox) -> list[int]:
    """The seeds of all runs so far; what asks their models again has none."""
    return [job["seed"] for _, job, _ in sandbox.calls if "seed" in job]


def test_bands_are_drawn_stored_and_described(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Each seed once, none that grades use; the file repeats its command."""
    result = invoke("calibrate", "tl04", "--data", "embedded", "--seeds", "32", "--jobs", "1")
    assert result.exit_code == 0, result.output
    stored = list((home / "reference_results" / "tl04").glob("*.json"))
    assert len(stored) == 1
    document = json.loads(stored[0].read_text(encoding="utf-8"))
    assert set(document["bands"]) == BANDS
    assert document["command"] == "autograder calibrate tl04 --data embedded --budget quick --seeds 32"
    seeds = seeds_of(sandbox)
    assert (len(seeds), len(set(seeds))) == (32, 32)
    assert not set(seeds) & {101, 202, 303, 404}


def test_runs_done_are_kept_when_more_are_asked_for(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Too few seeds make no band, and none of them is run again."""
    few = invoke("calibrate", "tl04", "--data", "embedded", "--seeds", "4", "--jobs", "2")
    assert few.exit_code == 2
    assert "only 4 of 4 runs gave" in few.output
    assert len(seeds_of(sandbox)) == 4
    assert invoke("calibrate", "tl04", "--data", "embedded", "--seeds", "32", "--jobs", "2").exit_code == 0
    assert len(seeds_of(sandbox)) == 32
