"""Contradictions in what a run tells: none in honest runs, one for each way of lying carelessly."""

from typing import Any

import pytest
from checks.build import as_told, early_stopping, edit, honest, tl04, without

from autograder.consistency import contradictions
from autograder.model.evidence import Answer, CellRun, Ending, Evidence, GridSearch, Rows, SavedFile
from autograder.model.job import Call, Job
from autograder.model.submission import Cell
from autograder.sandbox.fake import outcome
from autograder.stalling import slept_through

SOURCE = "BayesianOptimization search fit EarlyStopping ReduceLROnPlateau"


def job(*sources: str, **changes: Any) -> Job:
    """A job of code cells."""
    cells = tuple(Cell(index=index, kind="code", source=source) for index, source in enumerate(sources or (SOURCE,)))
    given = {
        "assignment": "tl04",
        "cells": cells,
        "seed": 101,
        "budget": tl04().budgets["smoke"],
        "token": tl04().token,
    }
    return Job(**{**given, "graded": ("fashion_mnist",), "fingerprints": {}, "isolation": "fake", **changes})


def codes(evidence: Evidence, work: Job | None = None, **seen: float) -> list[str]:
    """The codes of what contradicts itself in a run of a minute."""
    end = outcome(seconds=60.0).model_copy(update=seen)
    return [wire.code for wire in contradictions(evidence, work or job(), end)]


TOLD = as_told(honest())


def test_an_honest_run_contradicts_nothing() -> None:
    """Neither whole nor cut off in its last cell."""
    assert codes(TOLD) == []
    cut = TOLD.model_copy(
        update={
            "ending": TOLD.ending.model_copy(update={"kind": "wall-limit"}),
            "cells": (CellRun(index=0, status="running"),),
        }
    )
    assert codes(cut, job(SOURCE, "x")) == []


@pytest.mark.parametrize(
    ("cells", "sources", "code"),
    [
        ((0, 1), (SOURCE,), "cells-unknown"),
        ((1, 0), (SOURCE, "x"), "cells-unknown"),
        ((0,), (SOURCE, "x"), "cells-missing"),
    ],
)
def test_cells_run_once_in_their_order(cells: tuple[int, ...], sources: tuple[str, ...], code: str) -> None:
    """Cells that the notebook does not have, and an end before the last one."""
    runs = tuple(CellRun(index=index, status="ok") for index in cells)
    assert codes(TOLD.model_copy(update={"cells": runs}), job(*sources)) == [code]


def test_a_cell_that_never_ended_holds_the_run() -> None:
    """No cell begins while another runs, and none runs when all is over."""
    runs = (CellRun(index=0, status="running"), CellRun(index=1, status="ok"))
    assert codes(TOLD.model_copy(update={"cells": runs}), job(SOURCE, "x")) == ["cells-unfinished"]


def test_records_are_numbered_in_the_order_of_events() -> None:
    """An id of another form, a place taken twice, a cell that did not run."""
    first, second, *_ = TOLD.fits
    for changes in ({"id": "fit-x"}, {"id": "search-9"}, {"at": second.at}, {"at": 10**6}, {"cell": 3}):
        assert codes(edit(TOLD, "fits", first.id, **changes))[0] == "records-misplaced"


def test_what_is_referred_to_was_there() -> None:
    """Fits of models and searches, and predictions after fits."""
    for part in ("models", "searches", "fits"):
        assert codes(without(TOLD, part)) == ["references-nothing"]


def test_searches_of_scikit_learn_and_files_are_held_to_the_same() -> None:
    """Their ids, what they refer to, and the words in the notebook."""
    nothing = Rows(dataset=None, asked=0, kept=0)
    grid = GridSearch(
        id="grid-1", at=10**6, cell=0, kind="GridSearchCV", parameters={}, candidates_asked=1, candidates_run=1,
        folds=3, rows=nothing, best_model=TOLD.models[0].id,
    )  # fmt: skip
    file = SavedFile(id="saved-1", at=10**6 + 1, cell=0, path="a.keras", format="keras", model=TOLD.models[0].id)
    fit = TOLD.fits[0].id

    def run(**changes: Any) -> Evidence:
        found = {"grids": (grid,), "saved": (file,)}
        return TOLD.model_copy(update={**found, **changes})

    written = job(SOURCE + " GridSearchCV")
    assert codes(run(), written) == []
    assert codes(run()) == ["claims-unwritten"]
    assert codes(edit(run(), "fits", fit, search="grid-1"), written) == []
    assert codes(edit(run(), "fits", fit, search="grid-2"), written) == ["references-nothing"]
    assert codes(run(grids=(grid.model_copy(update={"best_model": "model-999"}),)), written) == ["references-nothing"]
    for changes in ({"model": "model-999"}, {"prediction": "prediction-999"}, {"after_fits": ("fit-999",)}):
        assert codes(run(saved=(file.model_copy(update=changes),)), written) == ["references-nothing"]


@pytest.mark.parametrize("word", ["search", "BayesianOptimization", "EarlyStopping", "ReduceLROnPlateau"])
def test_what_is_told_was_written(word: str) -> None:
    """The words stand in the notebook, or may stand in a file that came with it."""
    work = job(SOURCE.replace(word, "x"))
    assert codes(TOLD, work) == ["claims-unwritten"]
    assert codes(TOLD, work.model_copy(update={"files": {"lib.py": ""}})) == []


def test_no_training_is_longer_than_the_budget() -> None:
    """Two epochs are the smoke budget's."""
    assert codes(edit(TOLD, "fits", TOLD.fits[0].id, epochs_run=3)) == ["over-budget"]


def test_times_fit_what_the_grader_measured() -> None:
    """No more seconds than there were, and no training without the processor."""
    assert codes(TOLD.model_copy(update={"seconds": {"training": 90.0}})) == ["clock"]
    assert codes(TOLD, cpu_seconds=0.1) == ["clock"]


def test_only_the_recorder_writes_on_its_pipe() -> None:
    """What cannot be read was written by somebody else."""
    assert codes(TOLD, broken_frames=1) == ["frames-broken"]


FLAT = (0.5, *[0.4] * 14)


@pytest.mark.parametrize(
    ("config", "values", "slept"),
    [
        ({}, FLAT, True),
        ({}, FLAT[:11], False),
        ({}, (*FLAT[:9], 0.6, *FLAT[:6]), False),
        ({"patience": 20}, FLAT, False),
        ({"mode": "min"}, FLAT, True),
        ({"monitor": "val_loss"}, FLAT, False),
        ({"start_from_epoch": 5}, FLAT, False),
        ({"baseline": 0.9}, FLAT, False),
        ({"patience": "10"}, FLAT, False),
        ({}, (None, *FLAT), False),
    ],
)
def test_early_stopping_that_sleeps(config: dict[str, Any], values: tuple[float | None, ...], slept: bool) -> None:
    """A stand-in never ends a training; what Keras would have done is told from the history."""
    assert slept_through(early_stopping(**config), {"val_accuracy": values}) is slept


def test_a_sleeping_callback_is_a_contradiction() -> None:
    """Only of Keras' own class: a subclass may have reasons."""
    long = job(budget=tl04().budgets["standard"])
    fit = TOLD.fits[0]
    history = {"val_accuracy": FLAT}
    idle = edit(TOLD, "fits", fit.id, history=history, epochs_run=15)
    assert codes(idle, long) == ["callback-idle"]
    mine = early_stopping().model_copy(update={"kind": "Mine"})
    assert codes(edit(idle, "fits", fit.id, callbacks=(mine,)), long) == []


def test_answers_are_those_that_were_asked_for() -> None:
    """Functions are called once each and in order; a finished run has called them all, one cut off need not."""
    asked = job(calls=(Call(id="f#0", names=("f",)), Call(id="f#1", names=("f",))))
    first, second = (Answer(id=f"answer-{n + 1}", at=900 + n, cell=0, call=f"f#{n}", name="f") for n in range(2))
    assert codes(TOLD.model_copy(update={"answers": (first, second)}), asked) == []
    assert codes(TOLD.model_copy(update={"answers": (second, first)}), asked) == ["answers-unknown"]
    assert codes(TOLD.model_copy(update={"answers": (first,)})) == ["answers-unknown"]
    assert codes(TOLD.model_copy(update={"answers": (first,)}), asked) == ["answers-missing"]
    cut = TOLD.model_copy(update={"answers": (first,), "ending": Ending(kind="died")})
    assert "answers-missing" not in codes(cut, asked)
