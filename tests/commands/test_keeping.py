"""`autograder grade` with its store: nothing is run twice and nothing graded is lost, whatever ends it."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from checks.build import honest
from intake.build import code, notebook, save
from test_pipeline import SOURCE, frames

from autograder.commands import bench
from autograder.sandbox.fake import FakeSandbox
from autograder.sandbox.interface import OnFrame

from .conftest import Invoke

OPTIONS = ("--assignment", "tl04", "--data", "embedded", "--budget", "smoke", "--lang", "en", "--jobs", "2")
NAMES = tuple("abcdef")
FORK = multiprocessing.get_context("fork")


def answer(name: str) -> dict[str, Any]:
    """A notebook of this student's own."""
    return notebook(code(f"{SOURCE} # {name}"))


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder of six submissions."""
    for name in NAMES:
        save(tmp_path / "in" / f"{name}.ipynb", answer(name))
    return tmp_path / "in"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sandbox whose runs take a moment, and the file in which each leaves the student's letter as it begins."""
    path = tmp_path / "log"
    path.touch()
    told = frames(honest())

    def script(_target: str, job: dict[str, Any], on_frame: OnFrame) -> None:
        with path.open("a") as file:
            file.write(str(job["cells"][0]["source"])[-1])
        time.sleep(0.2)
        for frame in told:
            on_frame(frame)

    monkeypatch.setattr(bench, "open_grading_sandbox", lambda data, level="auto": FakeSandbox(script))
    return path


def grades(out: Path) -> Any:
    """The grades as written."""
    return json.loads((out / "grades.json").read_text(encoding="utf-8"))


def stored(path: Path) -> int:
    """How many runs a store has."""
    with closing(sqlite3.connect(path)) as raw, suppress(sqlite3.OperationalError):
        return int(raw.execute("SELECT count(*) FROM runs").fetchone()[0])
    return 0


def begin(invoke: Invoke, *arguments: object) -> Any:
    """The command in a process of its own."""

    def work() -> None:
        os.setsid()
        os._exit(invoke(*arguments).exit_code)

    process = FORK.Process(target=work)
    process.start()
    return process


def test_a_second_grading_runs_nothing(given: Path, log: Path, tmp_path: Path, invoke: Invoke) -> None:
    """The same grades from the store, also for another folder, and a grading of its own each time."""
    first = invoke("grade", given, "-o", tmp_path / "one", *OPTIONS)
    second = invoke("grade", given, "-o", tmp_path / "two", *OPTIONS)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "Batch 1: 6 runs made, 0 taken from the store." in first.output
    assert "Batch 2: 0 runs made, 6 taken from the store." in second.output
    assert grades(tmp_path / "one") == grades(tmp_path / "two")
    assert sorted(log.read_text()) == list(NAMES)


def test_without_a_store_everything_is_run(given: Path, log: Path, tmp_path: Path, invoke: Invoke) -> None:
    """And nothing is kept."""
    for _ in range(2):
        assert invoke("grade", given, "-o", tmp_path / "out", *OPTIONS, "--no-store").exit_code == 0
    assert len(log.read_text()) == 12
    assert not (tmp_path / "store.sqlite").exists()


def test_what_changed_is_run_again_and_named(given: Path, log: Path, tmp_path: Path, invoke: Invoke) -> None:
    """One student handed in something else: one run."""
    invoke("grade", given, "-o", tmp_path / "out", *OPTIONS)
    save(given / "b.ipynb", answer("z"))
    again = invoke("grade", given, "-o", tmp_path / "out", *OPTIONS)
    assert "Submissions that changed since the last time: b." in again.output
    assert "1 runs made, 5 taken from the store" in again.output
    assert log.read_text()[6:] == "z"


def test_the_same_work_twice_is_run_once(given: Path, log: Path, tmp_path: Path, invoke: Invoke) -> None:
    """Handed in by two, or by one student twice: two grades, one run."""
    save(given / "again" / "a.ipynb", answer("a"))
    result = invoke("grade", given, "-o", tmp_path / "out", *OPTIONS)
    assert "6 runs made, 1 taken from the store" in result.output
    assert sorted(log.read_text()) == list(NAMES)
    names = sorted(item["submission"] for item in grades(tmp_path / "out")["grades"])
    assert names == sorted([*NAMES, "a-2"])


@pytest.mark.parametrize("seed", [1])
def test_kills_lose_nothing(given: Path, log: Path, tmp_path: Path, invoke: Invoke, seed: int) -> None:
    """Three kills at random moments: the same grades, and nothing is run twice but what was in flight."""
    invoke("grade", given, "-o", tmp_path / "calm", *OPTIONS, "--store", tmp_path / "calm.sqlite")
    log.write_text("")
    store = tmp_path / "store.sqlite"
    command = ("grade", given, "-o", tmp_path / "out", *OPTIONS, "--store", store)
    moment = random.Random(seed)
    for _ in range(3):
        process = begin(invoke, *command)
        deadline, seen = time.monotonic() + 20, len(log.read_text())
        while len(log.read_text()) == seen and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moment.uniform(0.0, 0.35))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kept, begun = stored(store), len(log.read_text())
        assert begun - kept <= 2 * 3
    last = invoke(*command)
    assert last.exit_code == 0, last.output
    assert grades(tmp_path / "out") == grades(tmp_path / "calm")
    assert stored(store) == 6
    assert set(log.read_text()) == set(NAMES)
    assert len(log.read_text()) <= 6 + 2 * 3
    assert f"{6 - kept} runs made, {kept} taken from the store" in last.output
    with closing(sqlite3.connect(store)) as raw:
        assert raw.execute("SELECT count(*), count(status) FROM gradings").fetchone() == (6, 6)
        assert raw.execute("SELECT count(*) FROM batches WHERE finished IS NOT NULL").fetchone() == (1,)


def test_two_graders_share_the_work(given: Path, log: Path, tmp_path: Path, invoke: Invoke) -> None:
    """At the same time on one store, into folders of their own: each run is made once."""
    both = [begin(invoke, "grade", given, "-o", tmp_path / name, *OPTIONS) for name in ("one", "two")]
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    assert sorted(log.read_text()) == list(NAMES)
    assert grades(tmp_path / "one") == grades(tmp_path / "two")


def test_a_store_that_fails_ends_the_command_in_one_line(
    given: Path, log: Path, tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up half-way: what was graded is kept, and the next command goes on."""
    from autograder.store import runs

    def full(room: int, keep: Callable[..., None]) -> Callable[..., None]:
        def write(connection: Any, *arguments: Any) -> None:
            if stored(tmp_path / "s.sqlite") >= room:
                connection.exec_driver_sql("PRAGMA max_page_count = 1")
                connection.exec_driver_sql("INSERT INTO documents VALUES ('x', zeroblob(1000000))")
            keep(connection, *arguments)

        return write

    command = ("grade", given, "-o", tmp_path / "out", *OPTIONS, "--store", tmp_path / "s.sqlite")
    with monkeypatch.context() as patched:
        patched.setattr(runs, "keep", full(3, runs.keep))
        failed = invoke(*command)
    assert failed.exit_code == 1
    assert "the disk is full: free some space and give the same command again" in failed.output
    assert "Traceback" not in failed.output
    assert len(grades(tmp_path / "out")["grades"]) >= 1
    again = invoke(*command)
    assert (again.exit_code, len(grades(tmp_path / "out")["grades"])) == (0, 6)
    assert "3 taken from the store" in again.output


def test_names_stay_with_the_owner_of_the_key(given: Path, log: Path, tmp_path: Path, invoke: Invoke) -> None:
    """Neither reports nor the store know them."""
    save(given / "josefina-valbuena.ipynb", answer("j"))
    key = tmp_path / "key.json"
    store = tmp_path / "s.sqlite"
    result = invoke("grade", given, "-o", tmp_path / "out", *OPTIONS, "--store", store, "--anonymous", key)
    assert result.exit_code == 0, result.output
    students = json.loads(key.read_text())["students"]
    assert "josefina-valbuena" in students.values()
    assert {item["submission"] for item in grades(tmp_path / "out")["grades"]} == set(students)
    written = [path for path in [store, *(tmp_path / "out").rglob("*")] if path.is_file()]
    assert [path for path in written if b"josefina" in path.read_bytes()] == []
    assert "josefina" not in result.output
    refused = invoke("grade", given, "-o", tmp_path / "out", *OPTIONS, "--anonymous", tmp_path / "out" / "key.json")
    assert (refused.exit_code, "keep the key file elsewhere" in refused.output) == (2, True)
