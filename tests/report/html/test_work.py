"""What of the evidence a page shows."""

from autograder.model.evidence import CellError, CellRun
from autograder.report.html.work import accuracy_of, interval, make_work, share

from .classroom import places, samples


def test_curves_come_from_the_training_that_counts() -> None:
    """One question each, the trials of its search beside it, figures as recorded."""
    (record, runs), *_ = samples()
    work = make_work(record.grade, record.cells, runs, places(runs[0]))
    assert list(work.trainings) == ["a", "b"]
    final = next(fit for fit in runs[0].fits if fit.id == "fit-3")
    assert work.trainings["a"].accuracy is not None
    assert work.trainings["a"].accuracy.training == final.history["accuracy"]
    assert len(work.trainings["a"].trials) == 2
    assert work.seconds > 0
    assert work.runs[0].seed == 101


def test_errors_and_outputs_are_by_cell() -> None:
    """Only of cells that failed."""
    (record, runs), *_ = samples()
    error = CellError(kind="ValueError", message="no")
    cells = (CellRun(index=1, status="error", error=error, output="oh"), CellRun(index=2, status="ok", output="fine"))
    work = make_work(record.grade, (), [runs[0].model_copy(update={"cells": cells})], {})
    assert (work.errors, work.outputs, work.trainings) == ({1: error}, {1: "oh"}, {})


def test_metrics_by_any_name() -> None:
    """`acc` as well; without an accuracy there is no curve."""
    fit = samples()[0][1][0].fits[0]
    named = fit.model_copy(update={"history": {"loss": (1.0,), "acc": (0.5,), "val_acc": (float("nan"),)}})
    curve = accuracy_of([named, named])
    assert curve is not None
    assert (curve.metric, curve.training, curve.validation) == ("acc", (0.5, 0.5), (None, None))
    assert accuracy_of([fit.model_copy(update={"history": {"loss": (1.0,)}})]) is None


def test_bands_that_are_none() -> None:
    """Evidence is free JSON: only two finite figures are a band, and none is above one."""
    assert interval([0.5, 1.2]) == (0.5, 1.0)
    assert [interval(value) for value in ([0.5], "x", None, [0.5, "Infinity"])] == [None] * 4
    assert share(float("inf")) is None
