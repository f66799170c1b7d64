"""A batch on this machine: order, room, and how it ends early."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from autograder.errors import ClusterLost
from autograder.pipeline import Graded, Grader
from autograder.sandbox.fake import FakeSandbox
from autograder.sandbox.interface import Sandbox
from autograder.scheduler.batch import grade_all

from .fakes import Obedient, work

MakeGrader = Callable[[Sandbox], Grader]


class Seen:
    """Notes what is under way and what ends."""

    def __init__(self) -> None:
        self.under_way: set[int] = set()
        self.most = 0
        self.names: list[str] = []

    def begun(self, place: int) -> None:
        """A submission begins."""
        self.under_way.add(place)
        self.most = max(self.most, len(self.under_way))

    def ended(self, place: int) -> None:
        """A submission has ended."""
        self.under_way.discard(place)

    def note(self, item: Graded) -> None:
        """A result is there."""
        self.names.append(item.grade.submission)


def test_results_come_as_they_end_and_are_returned_in_order(grader: MakeGrader) -> None:
    """A slow one holds nobody up, and no more go at a time than there is room for."""
    seen = Seen()
    batch = work("sleep 0.6", "go", "go", "go")
    results = grade_all(grader(Obedient()), batch, 2, seen.note, seen)
    assert [item.grade.submission for item in results] == [item.name for item in batch]
    assert seen.names[-1] == "0-sleep"
    assert sorted(seen.names) == sorted(item.name for item in batch)
    assert seen.most == 2
    assert not seen.under_way


def test_room_is_asked_for_again(grader: MakeGrader) -> None:
    """Machines come late: nothing is begun before, and then as many as they take."""
    began, seen = time.monotonic(), Seen()
    grade_all(
        grader(Obedient()),
        work(*["sleep 0.3"] * 4),
        lambda: 4 if time.monotonic() - began > 0.5 else 0,
        seen.note,
        seen,
    )
    assert seen.most == 4
    assert time.monotonic() - began > 0.8


def test_an_empty_batch_is_no_mistake(grader: MakeGrader) -> None:
    """Nothing in, nothing out."""
    assert grade_all(grader(Obedient()), [], 2, lambda item: None) == []


def test_what_was_cut_off_is_no_result(grader: MakeGrader) -> None:
    """After a stop only what had ended is there."""
    made, seen = grader(Obedient()), Seen()
    threading.Timer(0.5, made.cancel.set).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        grade_all(made, work("go", "wait", "wait", "go"), 2, seen.note)
    assert seen.names == ["0-go"]
    assert time.monotonic() - began < 5


def test_what_ends_the_batch_is_raised_when_the_others_are_noted(grader: MakeGrader) -> None:
    """And no submission takes the blame for it."""
    seen = Seen()

    class Gone(FakeSandbox):
        def run(self, target, job, limits, on_frame, cancel=None):  # type: ignore[no-untyped-def]
            if "sleep" in job["cells"][0]["source"]:
                time.sleep(0.3)
                raise ClusterLost("gone")
            return Obedient().run(target, job, limits, on_frame, cancel)

    with pytest.raises(ClusterLost):
        grade_all(grader(Gone(lambda *_: None)), work("go", "sleep 1", "go"), 3, seen.note)
    assert sorted(seen.names) == ["0-go", "2-go"]


SCRIPT = dedent(
    """
    import sys
    from scheduler.fakes import Obedient, work
    from checks.build import tl04
    from autograder.data.source import open_source
    from autograder.pipeline import Grader
    from autograder.runner import GradingData
    from autograder.scheduler.batch import grade_all

    with GradingData(open_source("embedded"), tl04()) as data:
        grader = Grader(tl04(), tl04().budgets["smoke"], data, Obedient(), None, tl04().seeds)
        orders = ["go", sys.argv[1], "go"]
        try:
            grade_all(grader, work(*orders), 1, lambda item: print("graded", item.grade.submission, flush=True))
        except KeyboardInterrupt:
            print("stopped", flush=True)
    """
)


def interrupted(order: str, *signals: int) -> subprocess.CompletedProcess[str]:
    """A batch that gets these signals, half a second apart, once its first submission is graded."""
    tests = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])}
    command = [sys.executable, "-c", SCRIPT, order]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        for number in signals:
            time.sleep(0.5)
            process.send_signal(number)
        rest = process.stdout.read()
        return subprocess.CompletedProcess(command, process.wait(60), first + rest)


def test_ctrl_c_stops_cleanly() -> None:
    """What was graded was noted, what ran was ended, what waited was not begun."""
    done = interrupted("wait", signal.SIGTERM)
    assert (done.stdout.split("\n")[:2], done.returncode) == (["graded 0-go", "stopped"], 0)


def test_a_second_ctrl_c_kills() -> None:
    """Even where a run does not listen."""
    done = interrupted("sleep 30", signal.SIGINT, signal.SIGINT)
    assert (done.stdout, done.returncode) == ("graded 0-go\n", -signal.SIGINT)
