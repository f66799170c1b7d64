"""`cost`: less was asked for than the exercise as written."""

from typing import Any

import pytest

from autograder.checks.cost import cost
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Layer
from autograder.model.grade import Verdict
from autograder.model.submission import Cell

from .build import TRAIN, TUNER, case, causes, early_stopping, edit, honest, trial, without

WRITTEN = {"rows": 50_000, "epochs": 100, "trials": 10, "patience": 10, "parameters": 636_010}

SMALLER = Layer(name="r", kind="Resizing", config={}, parameters=0)


def judged(run: Evidence, *written: Cell) -> Verdict:
    """The verdict on question a."""
    text = Text(es="x", en="x")
    spec = CheckSpec(id="a.cost", question="a", kind="cost", points=1.0, title=text, settings=WRITTEN)
    return cost(case(run).model_copy(update={"written": written}), spec)


def asked(trials: int | None = 10, tuner: str = "BayesianOptimization", **changes: Any) -> Evidence:
    """The honest run, all its trainings changed alike."""
    run = edit(honest(), "fits", lambda item: item.search == "search-10", **changes)
    return edit(run, "searches", "search-10", trials_asked=trials, tuner=tuner, bases=(tuner, "Tuner"))


def test_as_written_nothing_was_cut() -> None:
    """It is named, and a larger batch is no cut."""
    for run in (asked(), asked(batch_size=1024), asked(trials=30, epochs_asked=50)):
        verdict = judged(run)
        assert (verdict.credit, causes(verdict)) == (0.0, ["epochs-wrong"])


@pytest.mark.parametrize(
    ("run", "cut"),
    [
        (asked(trials=3), "fewer trials"),
        (asked(epochs_asked=30), "fewer epochs"),
        (asked(rows=TRAIN.model_copy(update={"asked": 10_000})), "fewer images"),
        (asked(callbacks=(early_stopping(patience=4), TUNER)), "less patience"),
        (asked(trials=None, tuner="Hyperband"), "Hyperband"),
        (edit(asked(), "models", lambda item: True, parameters=90_000), "a smaller model"),
        (edit(asked(), "models", lambda item: True, layers=(SMALLER,)), "smaller images"),
    ],
)  # fmt: skip
def test_every_sensible_cut_counts(run: Evidence, cut: str) -> None:
    """Each by itself."""
    verdict = judged(run)
    assert (verdict.verdict, verdict.evidence["cuts"]) == ("pass", [cut])


def test_steps_are_seen_in_the_source() -> None:
    """The record of a training does not show them."""
    assert judged(asked(), Cell(index=3, kind="code", source="fit(steps_per_epoch=50)")).verdict == "pass"


def test_what_did_not_train() -> None:
    """A missing search and failed trials are the student's, an own loop is looked at."""
    bare = without(honest(), "fits", "fit-11", "fit-12")
    assert judged(bare).verdict == "undetermined"
    assert causes(judged(edit(bare, "searches", "search-10", trials=(trial(0, None, "FAILED"),)))) == ["trial-failed"]
    assert causes(judged(without(bare, "searches"))) == ["search-missing"]
