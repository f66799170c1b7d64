"""Real notebooks, real zygotes, two worker processes."""

import json
from pathlib import Path
from typing import Any

import pytest
from intake.build import code, notebook, save
from test_end_to_end import QUESTION_A
from typer.testing import CliRunner

from autograder.cli import app

from .conftest import cluster

WRONG = QUESTION_A.replace("6e-5, 2.6e-4", "1e-9, 2e-9")


def graded(folder: Path, out: Path, *where: str) -> list[dict[str, Any]]:
    """Grades and evidence of the command, without what differs each time: how long it took."""
    options = ["-a", "tl04", "--data", "embedded", "--budget", "smoke", "--no-store", "--lang", "en", *where]
    result = CliRunner().invoke(app, ["grade", str(folder), "-o", str(out), *options])
    assert result.exit_code in (0, 1), result.output
    told: list[dict[str, Any]] = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
    for item in told:
        item.pop("seconds", None)
        runs = json.loads((out / item["submission"] / "evidence.json").read_text(encoding="utf-8"))["runs"]
        item["predictions"] = [[one["values"] for one in run["predictions"]] for run in runs]
        item["scores"] = [[trial["score"] for search in run["searches"] for trial in search["trials"]] for run in runs]
    return told


@pytest.mark.keras
def test_a_cluster_gives_the_same_grades(tmp_path: Path) -> None:
    """Through the real command: verdicts, and every prediction bit by bit."""
    save(tmp_path / "in" / "ana.ipynb", notebook(code(QUESTION_A)))
    save(tmp_path / "in" / "luis.ipynb", notebook(code(WRONG)))
    here = graded(tmp_path / "in", tmp_path / "here", "--jobs", "2")
    with cluster(tmp_path) as dask:
        there = graded(tmp_path / "in", tmp_path / "there", "--cluster", dask.address)
    assert there == here
    assert [len(item["predictions"][0]) > 0 for item in here] == [True, True]
    assert here[0]["score"] > here[1]["score"]
