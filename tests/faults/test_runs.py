"""Faults while a run is under way, over a sandbox that replays frames: undetermined, and a person looks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from checks.build import honest, tl04
from test_pipeline import BEGUN, SUBMISSION, frames, grader, predicting, replay

from autograder.data.source import open_source
from autograder.machine import NO_THREAD
from autograder.model.evidence import CellError, CellRun
from autograder.pipeline import Graded
from autograder.runner import GradingData
from autograder.sandbox.fake import outcome
from autograder.sandbox.interface import Ended, OnFrame, Outcome

CRASH = {"kind": "crash", "error": "DataUnavailable: fashion_mnist.npz: cannot be read"}
Script = Callable[[str, dict[str, Any], OnFrame], Outcome | None]


@pytest.fixture(scope="module")
def data() -> Iterator[GradingData]:
    """The embedded pools."""
    with GradingData(open_source("embedded"), tl04()) as opened:
        yield opened


def costs_nothing(graded: Graded, words: str) -> None:
    """All points, nothing decided, a person asked, and one line that says why."""
    grade = graded.grade
    assert (grade.status, grade.score) == ("needs-review", grade.max_score)
    assert {check.verdict for check in grade.checks} == {"undetermined"}
    assert grade.reason is not None
    for told in (grade.reason.es, grade.reason.en):
        assert words in told
        assert "\n" not in told


def raising(error: BaseException) -> Script:
    """A fault in the grader's own process, after half of what the run sends."""

    def script(_target: str, _job: dict[str, Any], on_frame: OnFrame) -> None:
        told = frames(honest())
        for frame in told[: len(told) // 2]:
            on_frame(frame)
        raise error

    return script


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory: close other programs or take fewer --jobs"),
        (OSError(12, "Cannot allocate memory"), "not enough memory"),
        (BlockingIOError(11, "Resource temporarily unavailable"), "no further process or thread can be started"),
        (RuntimeError(NO_THREAD), "no further process or thread can be started"),
        (OSError(24, "Too many open files"), "too many files are open: take fewer --jobs or raise `ulimit -n`"),
        (OSError(28, "No space left on device"), "the disk is full: free some space"),
        (OSError(5, "Input/output error"), "the disk fails: look after it"),
        (OSError(121, "Remote I/O error"), "Remote I/O error: look after the machine and give the same command again"),
    ],
    ids=lambda value: "" if isinstance(value, str) else f"{type(value).__name__}-{getattr(value, 'errno', '')}",
)
def test_the_graders_own_process_lacks_something(data: GradingData, error: BaseException, words: str) -> None:
    """Each says what it is and what helps; where it happened is in the log."""
    made, _ = grader(data, raising(error), bands=True)
    graded = made.grade_any(SUBMISSION)
    costs_nothing(graded, words)
    assert type(error).__name__ in graded.trouble


@pytest.mark.parametrize("ended", [Ended.MACHINE_FAILED, Ended.CANCELLED])
def test_a_run_that_is_cut_off_is_not_judged_by_half(data: GradingData, ended: Ended) -> None:
    """Whatever of it arrived before."""
    told = predicting(data, 0.8)
    made, _ = grader(data, replay(told[: len(told) // 2], end=outcome(ended, "the pipe was cut")), bands=True)
    costs_nothing(made.grade_any(SUBMISSION), "the pipe was cut")


@pytest.mark.parametrize("ended", [Ended.DIED, Ended.MEMORY_LIMIT, Ended.CPU_LIMIT, Ended.WALL_LIMIT, Ended.DISK_LIMIT])
def test_what_ends_before_the_first_cell_is_the_machines(data: GradingData, ended: Ended) -> None:
    """Data that vanished or cannot be read, a library that is broken: nothing of the student's had run."""
    made, _ = grader(data, replay([CRASH], end=outcome(ended, "DataUnavailable: fashion_mnist.npz")))
    costs_nothing(
        made.grade_any(SUBMISSION), "before the first cell: DataUnavailable: fashion_mnist.npz; run `autograder"
    )
    made, _ = grader(data, replay(BEGUN, end=outcome(ended)))
    assert made.grade_any(SUBMISSION).grade.status == "graded"


def after(first: list[Any], then: Script) -> Script:
    """The first run is whole; the machine fails in all that follow."""
    calls: list[int] = []

    def script(target: str, job: dict[str, Any], on_frame: OnFrame) -> Outcome | None:
        calls.append(1)
        return replay(first)(target, job, on_frame) if len(calls) == 1 else then(target, job, on_frame)

    return script


def failed(_target: str, _job: dict[str, Any], _on_frame: OnFrame) -> Outcome:
    """The machine's failure."""
    return outcome(Ended.MACHINE_FAILED, "the zygote is gone")


def test_a_machine_that_fails_between_seeds_decides_nothing(data: GradingData) -> None:
    """A borderline accuracy that cannot be measured again keeps its points."""
    made, sandbox = grader(data, after(predicting(data, 0.772), failed), bands=True)
    grade = made.grade_any(SUBMISSION).grade
    assert (grade.status, grade.score) == ("needs-review", grade.max_score)
    assert len(sandbox.calls) >= 3


def test_a_machine_that_fails_in_the_whole_run_decides_nothing(data: GradingData) -> None:
    """The run that shows whether the budget is to blame for a cell's error."""
    run = CellRun(index=0, status="error", error=CellError(kind="IndexError", message="40"), cut_before=True)
    broken = honest().model_copy(update={"cells": (run,), "figures": ()})
    made, _ = grader(data, after(frames(broken), failed))
    grade = made.grade_any(SUBMISSION).grade
    assert (grade.status, grade.score) == ("needs-review", grade.max_score)
