"""Disks that are full or read-only, for real where the kernel lets a test mount: one line, and nothing is lost."""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from commands.conftest import Invoke

from autograder import cli
from autograder.errors import MachineFailure, UsageError
from autograder.report.write import write_text

from .conftest import NAMES, Course
from .machine import MIB, elsewhere, fill, resize, small_disk

FULL = "the disk is full: free some space and give the same command again"


def grades(out: Path) -> dict[str, Any]:
    """Submission to score, as written."""
    read = json.loads((out / "grades.json").read_text(encoding="utf-8"))
    return {item["submission"]: item["score"] for item in read["grades"]}


def nothing() -> None:
    """The machine as it is."""


def told(result: Any) -> dict[str, Any]:
    """What a command did, for the way back to the test."""
    return {"code": result.exit_code, "output": " ".join(result.output.split())}


@pytest.mark.parametrize("size", [24 * 1024, 300 * 1024], ids=["first file", "later file"])
def test_results_on_a_disk_that_fills_up(course: Course, invoke: Invoke, size: int) -> None:
    """The command ends with one line; given again when there is room, it runs nothing that was run."""
    out = course.folder / "small" / "out"

    def work() -> Any:
        first = told(invoke(*course.command(out)))
        begun = len(course.begun)
        resize(out.parent, 50 * MIB)
        again = told(invoke(*course.command(out)))
        return {"first": first, "begun": begun, "again": again, "grades": grades(out), "log": course.begun}

    seen = elsewhere(small_disk(out.parent, size), work)
    assert seen["first"]["code"] == 1
    assert FULL in seen["first"]["output"]
    assert seen["again"]["code"] == 0, seen["again"]["output"]
    assert seen["grades"] == dict.fromkeys(NAMES, 10.0)
    assert sorted(seen["log"]) == list(NAMES)
    assert f"{seen['begun']} taken from the store" in seen["again"]["output"]


def test_results_on_a_disk_that_is_full_from_the_start(course: Course, invoke: Invoke) -> None:
    """Said before anything is run."""
    out = course.folder / "small"

    def work() -> Any:
        fill(out)
        return told(invoke(*course.command(out)))

    seen = elsewhere(small_disk(out, 64 * 1024), work)
    assert (seen["code"], course.begun) == (1, "")
    assert FULL in seen["output"]


def test_a_read_only_folder_for_results(course: Course, invoke: Invoke) -> None:
    """Said before anything is run, and what to do is to choose another."""
    out = course.folder / "small"
    seen = elsewhere(small_disk(out, MIB, read_only=True), lambda: told(invoke(*course.command(out))))
    assert (seen["code"], course.begun) == (2, "")
    assert "choose another output directory" in seen["output"]


def test_a_store_on_a_disk_that_fills_up(course: Course, invoke: Invoke) -> None:
    """What was graded until then is reported and kept; the same command goes on."""
    place, out = course.folder / "small", course.folder / "out"
    store = place / "store.sqlite"

    def before(letter: str) -> None:
        if letter == NAMES[1] and len(course.begun) == 2:
            fill(place)

    def work() -> Any:
        course.before = before
        # In a process of its own: what a full disk keeps from being taken back, falls with whoever claimed it.
        first = elsewhere(nothing, lambda: told(invoke(*course.command(out, "--store", store))))
        kept = grades(out)
        (place / "filler").unlink()
        again = told(invoke(*course.command(out, "--store", store)))
        return {"first": first, "kept": kept, "again": again, "grades": grades(out)}

    seen = elsewhere(small_disk(place, 4 * MIB), work)
    assert seen["first"]["code"] == 1
    assert "small/store.sqlite: the disk" in seen["first"]["output"]
    assert seen["kept"] == {NAMES[0]: 10.0}
    assert seen["again"]["code"] == 0, seen["again"]["output"]
    assert "1 taken from the store" in seen["again"]["output"]
    assert seen["grades"] == dict.fromkeys(NAMES, 10.0)


def test_no_room_for_temporary_files(course: Course, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data cannot be put where the sandbox reads them: one line, nothing is run."""
    place = course.folder / "small"
    monkeypatch.setattr("tempfile.tempdir", str(place))

    def work() -> Any:
        fill(place)
        return told(invoke(*course.command(course.folder / "out")))

    seen = elsewhere(small_disk(place, 64 * 1024), work)
    assert (seen["code"], course.begun) == (1, "")
    assert FULL in seen["output"]
    assert str(place) in seen["output"] or "No space" not in seen["output"]


def test_a_terminal_that_takes_nothing_more(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Output that goes to a file on a full disk ends the command in one line on the other stream."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "argv", ["autograder", *map(str, course.command(course.folder / "out"))])
    with open("/dev/full", "w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as left, contextlib.redirect_stderr(said):
            cli.main()
        monkeypatch.undo()
        with contextlib.suppress(OSError):
            full.close()
    assert left.value.code == 1
    assert said.getvalue().strip() == f"autograder: {FULL}"


def test_a_file_that_is_cut_short_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails half-way through leaves the file that was there; a place that is closed is another matter."""
    write_text(tmp_path / "a.json", "old")

    def failing(number: int) -> Any:
        def write(path: Path, data: bytes) -> int:
            with open(path, "wb") as file:
                file.write(data[: len(data) // 2])
            raise OSError(number, os.strerror(number))

        return write

    for number, kind, words in (
        (28, MachineFailure, FULL),
        (5, MachineFailure, "look after it"),
        (13, UsageError, "another"),
    ):
        monkeypatch.setattr(Path, "write_bytes", failing(number))
        with pytest.raises(kind, match=words) as caught:
            write_text(tmp_path / "a.json", "new")
        assert "\n" not in str(caught.value)
        assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.json", "old")]
