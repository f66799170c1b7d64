"""The flow over a sandbox that replays frames: seeds, retries, excuses, and a grader that breaks."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from checks.build import as_told, edit, honest, tl04, without
from checks.test_accuracy import calibration

from autograder.data.source import open_source
from autograder.errors import MachineFailure, SandboxUnavailable
from autograder.model.base import Text
from autograder.model.evidence import CellError, CellRun, Evidence
from autograder.model.submission import Cell, Rejected, Submission
from autograder.pipeline import Graded, Grader
from autograder.runner import GradingData, score
from autograder.sandbox.fake import FakeSandbox, outcome
from autograder.sandbox.interface import Ended, Frame, OnFrame, Outcome
from autograder.scheduler.batch import grade_all

SOURCE = "fashion_mnist BayesianOptimization search fit EarlyStopping ReduceLROnPlateau"
SUBMISSION = Submission(name="ana", path="ana.ipynb", sha256="0", cells=(Cell(index=0, kind="code", source=SOURCE),))
PARTS = {
    "cells": "cell",
    "figures": "figure",
    "models": "model",
    "fits": "fit",
    "searches": "search",
    "evaluations": "evaluation",
    "predictions": "prediction",
    "tripwires": "tripwire",
}
Script = Callable[[str, dict[str, Any], OnFrame], Outcome | None]


@pytest.fixture(scope="module")
def data() -> Iterator[GradingData]:
    """The embedded pools, with the holdout's labels."""
    with GradingData(open_source("embedded"), tl04()) as opened:
        yield opened


def frames(evidence: Evidence) -> list[Frame]:
    """What the worker would have sent for this evidence."""
    told = as_told(evidence)
    return [
        {"kind": kind, "record": item.model_dump(mode="json")}
        for part, kind in PARTS.items()
        for item in getattr(told, part)
    ]


def predicting(data: GradingData, share: float, evidence: Evidence | None = None) -> list[Frame]:
    """Frames of the honest run whose predictions are right for a share of the holdout."""
    labels = data.holdout.array()
    values = np.zeros((len(labels), 10), dtype="<f4")
    right = np.arange(len(labels)) < share * len(labels)
    values[np.arange(len(labels)), np.where(right, labels, (labels + 1) % 10)] = 1
    raw = base64.b64encode(values.tobytes()).decode()
    return frames(edit(evidence or honest(), "predictions", lambda item: True, shape=values.shape, values=raw))


def grader(data: GradingData, script: Script, *, bands: bool = False) -> tuple[Grader, FakeSandbox]:
    """A grader over a fake sandbox; with bands it judges accuracies."""
    sandbox = FakeSandbox(script)
    budget = tl04().budgets["standard" if bands else "smoke"]
    made = Grader(tl04(), budget, data, sandbox, calibration() if bands else None, tl04().seeds)
    return made, sandbox


def replay(*runs: list[Frame], end: Outcome | None = None) -> Script:
    """One list of frames for each run, the last one for all that follow."""
    left = list(runs)

    def script(_target: str, job: dict[str, Any], on_frame: OnFrame) -> Outcome | None:
        if "seed" not in job:
            raise MachineFailure("there are no models to ask again")
        for frame in left[0] if len(left) == 1 else left.pop(0):
            on_frame(frame)
        return end

    return script


BEGUN: list[Frame] = [{"kind": "cell", "record": {"index": 0, "status": "running"}}]
"""What the worker sends as the first cell begins."""


def seeds(sandbox: FakeSandbox) -> list[int]:
    """The seeds of all runs so far; what asks their models again has none."""
    return [job["seed"] for _, job, _ in sandbox.calls if "seed" in job]


# -- seeds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "points"), [(0.80, 10.0), (0.10, 8.5)])
def test_clear_work_needs_one_seed(data: GradingData, share: float, points: float) -> None:
    """Clearly in, or clearly out: the four accuracies are 1.5 points."""
    made, sandbox = grader(data, replay(predicting(data, share)), bands=True)
    result = made.grade_one(SUBMISSION)
    assert seeds(sandbox) == [101]
    assert (result.grade.status, result.grade.score) == ("graded", points)
    assert (result.grade.seeds, len(result.evidence)) == ((101,), 1)


def test_borderline_work_gets_another_seed(data: GradingData) -> None:
    """And no more than it takes."""
    made, sandbox = grader(data, replay(predicting(data, 0.776), predicting(data, 0.81)), bands=True)
    assert made.grade_one(SUBMISSION).grade.score == 10.0
    assert 1 < len(seeds(sandbox)) <= 3
    assert seeds(sandbox) == list(tl04().seeds[: len(seeds(sandbox))])


def test_there_are_never_more_runs_than_seeds(data: GradingData) -> None:
    """Work that stays borderline is decided at the last one."""
    made, sandbox = grader(data, replay(predicting(data, 0.772)), bands=True)
    result = made.grade_one(SUBMISSION)
    assert len(seeds(sandbox)) <= 4
    assert {check.verdict for check in result.grade.checks if "accuracy" in check.id} <= {"pass", "partial"}


def test_a_budget_that_judges_no_accuracy_needs_one_seed(data: GradingData) -> None:
    """The smoke budget's accuracies mean nothing."""
    made, sandbox = grader(data, replay(predicting(data, 0.1)))
    assert made.grade_one(SUBMISSION).grade.score == 10.0
    assert seeds(sandbox) == [101]


# -- the machine ---------------------------------------------------------------------------------------------------


def test_a_failed_machine_is_tried_once_more(data: GradingData) -> None:
    """The second try counts, with nothing of the first."""
    calls: list[int] = []

    def script(_target: str, _job: dict[str, Any], on_frame: OnFrame) -> Outcome | None:
        calls.append(1)
        for frame in frames(honest()):
            on_frame(frame)
        return outcome(Ended.MACHINE_FAILED, "out of processes") if len(calls) == 1 else None

    made, _ = grader(data, script)
    result = made.grade_one(SUBMISSION)
    assert (len(calls), result.grade.status, result.grade.score) == (2, "graded", 10.0)


def broken(_target: str, _job: dict[str, Any], _on_frame: OnFrame) -> Outcome | None:
    """A sandbox that cannot even be started."""
    raise SandboxUnavailable("bwrap is gone")


@pytest.mark.parametrize("script", [replay([], end=outcome(Ended.MACHINE_FAILED, "bwrap is gone")), broken])
def test_a_machine_that_keeps_failing_costs_nobody_a_point(data: GradingData, script: Script) -> None:
    """Told by its ending or by an exception: undetermined, and a person looks."""
    made, sandbox = grader(data, script, bands=True)
    result = made.grade_one(SUBMISSION)
    assert (result.grade.status, result.grade.score) == ("needs-review", 10.0)
    assert result.grade.reason is not None
    assert "bwrap is gone" in result.grade.reason.en
    assert len(sandbox.calls) == 2


def test_a_second_run_on_a_failing_machine_leaves_the_accuracy_open(data: GradingData) -> None:
    """Borderline and not to be repeated: never a lost point."""
    made, _ = grader(data, replay(predicting(data, 0.772), []), bands=True)
    result = made.grade_one(SUBMISSION)
    assert (result.grade.status, result.grade.score) == ("needs-review", 10.0)


@pytest.mark.parametrize("ended", [Ended.MEMORY_LIMIT, Ended.DIED, Ended.WALL_LIMIT, Ended.OUTPUT_LIMIT])
def test_what_the_notebook_did_to_itself_is_not_tried_again(data: GradingData, ended: Ended) -> None:
    """It is judged by what ran."""
    made, sandbox = grader(data, replay(BEGUN, end=outcome(ended)))
    result = made.grade_one(SUBMISSION)
    assert (len(sandbox.calls), result.grade.status, result.grade.score) == (1, "graded", 0.0)


@pytest.mark.parametrize(
    ("busy", "waited", "status", "runs"),
    [(0.1, 0.9, "needs-review", 2), (0.9, 0.9, "graded", 1), (0.1, 0.1, "graded", 1)],
)
def test_a_time_limit_on_a_busy_machine_is_not_the_notebooks(
    data: GradingData, busy: float, waited: float, status: str, runs: int
) -> None:
    """A run kept waiting for the processor is tried again and then left to a person; one that sleeps is not."""
    usage = {"cpu_seconds": 100 * busy, "waiting_seconds": 100 * waited}
    end = outcome(Ended.WALL_LIMIT, seconds=100).model_copy(update=usage)
    made, sandbox = grader(data, replay(BEGUN, end=end))
    result = made.grade_one(SUBMISSION)
    assert (result.grade.status, len(sandbox.calls)) == (status, runs)
    slow = outcome(seconds=100).model_copy(update=usage)
    made, sandbox = grader(data, replay(frames(cell("interrupted", cut=False)), end=slow))
    assert (made.grade_one(SUBMISSION).grade.status, len(sandbox.calls)) == (status, runs)
    made, sandbox = grader(data, replay(frames(honest()), end=slow))
    assert (made.grade_one(SUBMISSION).grade.status, len(sandbox.calls)) == ("graded", 1)


# -- excuses -------------------------------------------------------------------------------------------------------


def cell(status: str, *, cut: bool) -> Evidence:
    """The honest run without figures, whose cell 0 ended so."""
    error = CellError(kind="IndexError", message="40") if status == "error" else None
    run = CellRun(index=0, status=status, error=error, cut_before=cut)  # type: ignore[arg-type]
    return without(honest(), "figures").model_copy(update={"cells": (run,)})


def test_a_cell_that_fails_for_want_of_epochs_is_run_again_in_full(data: GradingData) -> None:
    """On few rows, with all epochs and trials; if it then works, nothing is lost."""
    made, sandbox = grader(data, replay(frames(cell("error", cut=True)), frames(honest())))
    result = made.grade_one(SUBMISSION)
    again = sandbox.calls[1][1]["budget"]
    assert (again["epochs"], again["trials"], again["rows"]) == (None, None, 64)
    assert (result.grade.status, result.grade.score) == ("needs-review", 10.0)


@pytest.mark.parametrize(("second", "runs"), [("error", 2), ("interrupted", 2), ("ok", 2)])
def test_a_cell_that_fails_in_full_too_is_its_own_fault(data: GradingData, second: str, runs: int) -> None:
    """Then it is judged; and so is work that lacks the same when its cell does work."""
    made, sandbox = grader(data, replay(frames(cell("error", cut=True)), frames(cell(second, cut=False))))
    result = made.grade_one(SUBMISSION)
    assert (len(sandbox.calls), result.grade.status, result.grade.score) == (runs, "graded", 9.5)


def test_a_cell_that_fails_without_anything_cut_is_not_run_again(data: GradingData) -> None:
    """Its error has nothing to do with the budget."""
    made, sandbox = grader(data, replay(frames(cell("error", cut=False))))
    assert made.grade_one(SUBMISSION).grade.status == "graded"
    assert len(sandbox.calls) == 1


# -- batches -------------------------------------------------------------------------------------------------------


def test_one_broken_submission_does_not_stop_the_others(data: GradingData) -> None:
    """An exception nobody foresaw becomes a review with its traceback for the log."""

    def script(_target: str, job: dict[str, Any], on_frame: OnFrame) -> Outcome | None:
        if job["cells"][0]["source"] == "boom":
            raise ZeroDivisionError("nobody foresaw this")
        return replay(frames(honest()))(_target, job, on_frame)

    odd = SUBMISSION.model_copy(update={"name": "odd", "cells": (Cell(index=0, kind="code", source="boom"),)})
    refused = Rejected(name="no", path="no.ipynb", reason=Text(es="no es un cuaderno", en="not a notebook"))
    made, _ = grader(data, script)
    seen: list[Graded] = []
    results = grade_all(made, [odd, refused, SUBMISSION], 2, seen.append)
    assert [item.grade.submission for item in results] == ["odd", "no", "ana"]
    assert [item.grade.status for item in results] == ["needs-review", "rejected", "graded"]
    assert "nobody foresaw this" in results[0].trouble
    assert results[0].grade.reason is not None
    assert "ZeroDivisionError in the grader" in results[0].grade.reason.en
    assert [item.trouble for item in results[1:]] == ["", ""]
    assert len(seen) == 3


def test_an_interrupt_ends_the_runs_and_keeps_what_was_graded(data: GradingData) -> None:
    """What is under way is cancelled; what waits is never begun."""
    made, sandbox = grader(data, replay(frames(honest())))
    seen: list[str] = []

    def note(item: Graded) -> None:
        seen.append(item.grade.submission)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_all(made, [SUBMISSION] * 20, 1, note)
    assert seen == ["ana"]
    assert made.cancel.is_set()
    assert len(sandbox.calls) < 20


def test_the_sandbox_is_told_nothing_it_need_not_know(data: GradingData) -> None:
    """Cells, a seed, a budget: no labels, bands or rubric."""
    made, sandbox = grader(data, replay(frames(honest())), bands=True)
    made.grade_one(SUBMISSION)
    job = sandbox.calls[0][1]
    assert set(job) == {
        *(
            "assignment",
            "cells",
            "seed",
            "budget",
            "token",
            "graded",
            "fingerprints",
            "isolation",
            "files",
            "switches",
            "calls",
        )
    }
    assert sandbox.calls[0][2].wall_seconds > tl04().budgets["standard"].wall_seconds


def test_predictions_are_scored_and_odd_ones_are_no_figures(data: GradingData) -> None:
    """Other data sets' predictions are not scored; what cannot be scored is NaN."""
    run = edit(honest(), "predictions", "prediction-31", shape=(3, 10))
    run = edit(run, "predictions", "prediction-121", dataset="mnist")
    run = edit(run, "predictions", "prediction-120", dataset="mnist")
    got = score(run, "fashion_mnist", data.holdout)
    assert set(got) == {"prediction-20", "prediction-31", "prediction-131"}
    assert all(np.isnan(value) for value in got.values())
