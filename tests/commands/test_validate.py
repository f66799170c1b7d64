"""`autograder validate`: runs are remembered, a part is not stored, the page is written."""

import json
import shutil
from pathlib import Path

import pytest
from checks.build import ROOT

from autograder.sandbox.fake import FakeSandbox

from .conftest import Invoke

PART = ("--only", "*/one-trial/c5", "--only", "*/honest/one_cell_numpy")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course's folder of its own with two mutants and one variant of TL04, and a cache of its own."""
    for name in ("assignments", "solutions"):
        shutil.copytree(ROOT / name / "tl04", tmp_path / name / "tl04", ignore=shutil.ignore_patterns("samples"))
    (tmp_path / "tests" / "variants" / "tl04").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "variants" / "tl04" / "one_cell_numpy.py", tmp_path / "tests" / "variants" / "tl04")
    (tmp_path / "docs").mkdir()
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def validate(invoke: Invoke, *more: str) -> str:
    """The command on generated data with the least budget, one at a time."""
    options = ("-a", "tl04", "--data", "embedded", "--budget", "smoke", "--jobs", "1", "--repetitions", "2")
    result = invoke("validate", *options, *more)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_part_is_told_and_not_stored(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """One mutant and two gradings of one variant; nothing is written."""
    output = validate(invoke, *PART)
    assert "tl04/one-trial/c5: " in output
    assert len(sandbox.calls) == 3
    assert not (home / "reference_results").exists()


def test_it_goes_on_where_it_stopped(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """What was run is judged again and not run again; a run that was cut short is."""
    validate(invoke, *PART)
    validate(invoke, *PART)
    assert len(sandbox.calls) == 3
    kept = sorted((home / "cache" / "keras-autograder" / "validity").glob("*.json.gz"))
    assert len(kept) == 3
    kept[0].write_bytes(kept[0].read_bytes()[:100])
    validate(invoke, *PART)
    assert len(sandbox.calls) == 4


def test_results_and_page_are_written(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Every mutant once, the variant twice with seeds of its own, and the page."""
    validate(invoke)
    stored = json.loads((home / "reference_results" / "validity.json").read_text(encoding="utf-8"))["sessions"]["tl04"]
    honest = [item for item in stored["outcomes"] if item["kind"] == "honest"]
    assert [item["seeds_used"] for item in honest] == [[101], [10101]]
    assert len(stored["outcomes"]) - len(honest) > 80
    assert "| tl04 |" in (home / "docs" / "validity.md").read_text(encoding="utf-8")


def test_a_sample_is_stored_and_called_one(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Seven mutants and the variant's two; the page says of how many."""
    validate(invoke, "--sample", "7")
    stored = json.loads((home / "reference_results" / "validity.json").read_text(encoding="utf-8"))["sessions"]["tl04"]
    assert len(stored["outcomes"]) == 7 + 2
    assert stored["command"].endswith("--sample 7")
    assert f"a sample of 7 of {stored['mutants']}" in (home / "docs" / "validity.md").read_text(encoding="utf-8")


def test_nothing_to_validate_is_a_wrong_use(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """A pattern that fits nothing."""
    assert invoke("validate", "-a", "tl04", "--budget", "smoke", "--only", "nobody").exit_code == 2
