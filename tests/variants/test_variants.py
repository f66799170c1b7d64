"""Honest work that looks nothing like the reference, through the real command: it must not lose a point.

Two of each assignment, the first and the middle one of its folder; `autograder validate` grades them all, which takes
much longer.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VARIANTS = Path(__file__).parent
COMMAND = "from autograder.cli import main; main()"
HALF = "tl04/only_a_custom_tuner"
"""Answers one of two questions."""
EACH = 2
LEAST = 0.95
"""Share of the marks that honest work must get."""


def chosen() -> dict[str, list[str]]:
    """The variants that are graded here, by assignment."""
    found: dict[str, list[str]] = {}
    for path in sorted(VARIANTS.glob("*/*.py")):
        if f"{path.parent.name}/{path.stem}" != HALF:
            found.setdefault(path.parent.name, []).append(path.stem)
    return {name: [files[len(files) * place // EACH] for place in range(EACH)] for name, files in found.items()}


NAMES = [f"{assignment}/{file}" for assignment, files in chosen().items() for file in files]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Grades an assignment's variants when they are first asked for; grades by name."""

    @cache
    def grades(assignment: str) -> dict[str, Any]:
        out = tmp_path_factory.mktemp(assignment)
        names = [name for name in (*NAMES, HALF) if name.startswith(f"{assignment}/")]
        paths = [str(VARIANTS / f"{name}.py") for name in names]
        options = ["-a", assignment, "--data", "embedded", "--budget", "smoke", "--jobs", "2", "--lang", "en"]
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "grade", *paths, *options, "-o", str(out)],
            env={**os.environ, "COLUMNS": "160"},
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
        assert (out / "grades.json").is_file(), done.stdout + done.stderr
        found = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
        return {item["submission"]: item for item in found}

    return grades


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_honest_work_gets_full_marks(graded: Any, name: str) -> None:
    """At least 95 % of the points, nobody has to look, and what was lost is shown."""
    assignment, _, file = name.partition("/")
    grade = graded(assignment)[file]
    lost = {check["id"]: check["message"] for check in grade["checks"] if check["verdict"] != "pass"}
    assert grade["score"] >= LEAST * grade["max_score"], lost
    assert grade["status"] == "graded", lost or grade["reason"]


@pytest.mark.keras
@pytest.mark.slow
def test_one_question_gets_its_half(graded: Any) -> None:
    """Question a in full; a search called again does not pass for question b."""
    grade = graded("tl04")["only_a_custom_tuner"]
    lost = {check["id"]: check["verdict"] for check in grade["checks"] if check["verdict"] != "pass"}
    assert {name.partition(".")[0] for name in lost} == {"b"}
    assert set(lost.values()) == {"fail"}
    assert grade["score"] == 5.0
