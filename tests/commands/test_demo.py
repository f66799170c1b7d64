"""`autograder demo`: the samples, and whether each mistake was named."""

import json
import tomllib
from pathlib import Path

from checks.build import ROOT

from autograder.sandbox.fake import FakeSandbox

from .conftest import Invoke

SAMPLES = tomllib.loads((ROOT / "solutions" / "tl04" / "samples" / "expected.toml").read_text(encoding="utf-8"))[
    "sample"
]


def test_a_demo_that_recognises_too_little_says_so(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """With the honest run for every sample no planted mistake is found: exit code 1, and reports all the same."""
    result = invoke("demo", "-o", tmp_path / "out", "--budget", "smoke", "--lang", "en", "--jobs", "1")
    assert result.exit_code == 1
    assert f"of {len(SAMPLES)} recognised" in result.output
    assert "Traceback" not in result.output
    grades = json.loads((tmp_path / "out" / "grades.json").read_text(encoding="utf-8"))["grades"]
    assert len(grades) == len(SAMPLES)


def test_every_planted_mistake_is_shown(tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """The table names what was put into each sample."""
    result = invoke("demo", "-o", tmp_path / "out", "--budget", "smoke", "--lang", "en", "--jobs", "1")
    for sample in SAMPLES:
        assert sample.get("cause", "–") in result.output
