"""What a run is known by."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from checks.build import tl04

from autograder.model.submission import Cell, Submission
from autograder.store import key
from autograder.store.key import PACKAGE, Circumstances, code_digest

HERE = Circumstances({"fashion_mnist": "f1"}, "fake", {"keras": "3"}, "c0de")
WORK = Submission(
    name="ana",
    path="ana.ipynb",
    sha256="0",
    cells=(Cell(index=0, kind="code", source="x = 1"), Cell(index=1, kind="markdown", source="hola")),
)
BUDGET = tl04().budgets["smoke"]
DECIDES_NOTHING = ("bands.scores", "checks.calls", "errors", "model.assignment", "model.submission", "sandbox")
"""What a run's code uses beside what its key covers: scores are made anew, calls are in the key, sandboxes only run."""


def test_the_same_work_has_the_same_key() -> None:
    """Whoever handed it in, and whatever the texts around the code say."""
    other = WORK.model_copy(update={"name": "eva", "path": "b/eva.ipynb", "sha256": "1", "cells": WORK.cells[:1]})
    assert HERE.key(WORK, tl04(), BUDGET, 101) == HERE.key(other, tl04(), BUDGET, 101)


@pytest.mark.parametrize(
    "changes",
    [
        {"here": replace(HERE, fingerprints={"fashion_mnist": "f2"})},
        {"here": replace(HERE, isolation="restricted")},
        {"here": replace(HERE, versions={"keras": "4"})},
        {"here": replace(HERE, code="0ther")},
        {"work": WORK.model_copy(update={"cells": (Cell(index=0, kind="code", source="x = 2"),)})},
        {"work": WORK.model_copy(update={"files": {"a.py": ""}})},
        {"assignment": tl04().model_copy(update={"token": BUDGET})},
        {"budget": BUDGET.model_copy(update={"rows": 7})},
        {"seed": 202},
    ],
)
def test_everything_that_decides_about_a_run_changes_the_key(changes: dict[str, Any]) -> None:
    """Data, isolation, versions, program, code, files, budgets and seed."""
    given = {"here": HERE, "work": WORK, "assignment": tl04(), "budget": BUDGET, "seed": 101, **changes}
    other = given["here"].key(given["work"], given["assignment"], given["budget"], given["seed"])
    assert other != HERE.key(WORK, tl04(), BUDGET, 101)


def test_the_program_is_known_by_the_sources_that_run(tmp_path: Path) -> None:
    """A changed byte below one of the parts is another program; elsewhere it is not."""
    for part in (*key._RUNNING, "report.py"):
        path = tmp_path / (part if part.endswith(".py") else f"{part}/a.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    before = code_digest(tmp_path)
    (tmp_path / "report.py").write_text("2")
    assert code_digest(tmp_path) == before
    (tmp_path / "worker" / "a.py").write_text("2")
    assert code_digest(tmp_path) != before


def test_nothing_that_a_run_uses_is_missing_from_its_key() -> None:
    """Every module of the program that the runner imports is covered, or is known to decide nothing."""
    covered = tuple(part.removesuffix(".py").replace("/", ".") for part in key._RUNNING)
    sources = [PACKAGE / part for part in key._RUNNING if part.endswith(".py") and "/" not in part]
    used = {
        node.module.removeprefix("autograder.")
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder.")
    }
    unknown = [name for name in used if not name.startswith((*covered, *DECIDES_NOTHING))]
    assert sorted(unknown) == []
