"""A store that another program holds while a batch is under way, and clocks on the wall that jump."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from commands.conftest import Invoke

from autograder.store import database, runs

from .conftest import NAMES, Course


def document(out: Path) -> Any:
    """The grades as written."""
    return json.loads((out / "grades.json").read_text(encoding="utf-8"))


def test_a_store_that_is_locked_half_way(course: Course, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with what to do; what was graded is reported; the same command goes on."""
    store, out = course.folder / "store.sqlite", course.folder / "out"
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(store, isolation_level=None, check_same_thread=False)) as other:

        def before(letter: str) -> None:
            if letter == NAMES[1]:
                other.execute("BEGIN IMMEDIATE")

        course.before = before
        first = invoke(*course.command(out, "--store", store))
        assert first.exit_code == 1
        assert "another program has it locked: close that program and give the same command again" in first.output
        assert "Traceback" not in first.output
        assert [item["submission"] for item in document(out)["grades"]] == [NAMES[0]]
        other.execute("DELETE FROM owners")  # as if the first command's process had ended, which holds its claims
        other.execute("COMMIT")
    course.before = lambda letter: None
    again = invoke(*course.command(out, "--store", store))
    assert again.exit_code == 0, again.output
    assert "1 taken from the store" in again.output
    assert [item["score"] for item in document(out)["grades"]] == [10.0] * 3


def test_a_store_that_cannot_be_opened(course: Course, invoke: Invoke) -> None:
    """A folder in its place: one line, and nothing is run."""
    (course.folder / "store.sqlite").mkdir()
    result = invoke(*course.command(course.folder / "out", "--store", course.folder / "store.sqlite"))
    assert (result.exit_code, course.begun) == (1, "")
    assert "choose another" in result.output


def test_clocks_that_jump_change_no_grade(course: Course, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten years back and forth with every look at the clock on the wall."""
    assert invoke(*course.command(course.folder / "calm")).exit_code == 0
    looks: list[int] = []

    def jumping() -> float:
        looks.append(1)
        return 1.7e9 + (-1) ** len(looks) * 3.2e8

    monkeypatch.setattr(time, "time", jumping)
    monkeypatch.setattr(runs, "now", lambda: time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(jumping())))
    result = invoke(*course.command(course.folder / "jumps", "--store", course.folder / "other.sqlite"))
    assert result.exit_code == 0, result.output
    assert looks
    assert document(course.folder / "jumps") == document(course.folder / "calm")
