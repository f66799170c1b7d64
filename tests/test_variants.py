"""Honest work that looks nothing like the reference, through the real command: it must not lose a point."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VARIANTS = Path(__file__).parent / "variants"
COMMAND = "from autograder.cli import main; main()"


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Grades of all variants, by name."""
    out = tmp_path_factory.mktemp("variants")
    options = ["-a", "tl04", "--data", "embedded", "--budget", "smoke", "--jobs", "2", "--lang", "en", "-o", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "grade", str(VARIANTS), *options],
        env={**os.environ, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert (out / "grades.json").is_file(), done.stdout + done.stderr
    found = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
    return {item["submission"]: item for item in found}


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.parametrize("name", ["callbacks_through_search", "tf_data_and_b_first"])
def test_both_questions_get_full_marks(grades: dict[str, Any], name: str) -> None:
    """No finding, no review, all points."""
    grade = grades[name]
    assert (grade["status"], grade["score"], grade["findings"]) == ("graded", 10.0, [])


@pytest.mark.keras
@pytest.mark.slow
def test_one_question_gets_its_half(grades: dict[str, Any]) -> None:
    """Question a in full; a search called again does not pass for question b."""
    checks = grades["only_a_custom_tuner"]["checks"]
    lost = {
        check["id"]: check["message"] for check in checks if check["question"] == "a" and check["verdict"] != "pass"
    }
    assert lost == {}
    assert {check["verdict"] for check in checks if check["question"] == "b"} == {"fail"}
    assert grades["only_a_custom_tuner"]["score"] == 5.0
