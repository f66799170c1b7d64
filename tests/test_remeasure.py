"""The independent measurement, told by frames as a replay sends them."""

import base64
from typing import Any

import numpy as np
import pytest

from autograder.model.evidence import Ending, Environment, Evaluation, Evidence, Prediction, Rows
from autograder.remeasure import Captures, contradicted
from autograder.sandbox.fake import FakeSandbox, outcome, replay
from autograder.sandbox.interface import Ended

LABELS = np.arange(100) % 10
RIGHT = np.eye(10, dtype="<f4")[LABELS]
WRONG = np.roll(RIGHT, 1, axis=1)
KNOWN = Environment(
    seed=1, budget="b", assignment="a", packages={}, python="", machine="", threads=1, isolation="fake", data={}
)


def packed(values: Any) -> str:
    """Numbers as predictions travel."""
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()


def evidence(values: Any = RIGHT) -> Evidence:
    """A run that claims one prediction."""
    claim = Prediction(
        id="prediction-1",
        at=1,
        cell=3,
        model="model-1",
        dataset="d",
        route="evaluated",
        shape=values.shape,
        values=packed(values),
    )
    rows = Rows(dataset="d", asked=100, kept=100, pools={"test": 100})
    seen = Evaluation(id="e", at=0, cell=2, model="model-1", via="evaluate", rows=rows, results={"accuracy": 1.0})
    return Evidence(environment=KNOWN, ending=Ending(kind="finished"), predictions=(claim,), evaluations=(seen,))


def captured() -> Captures:
    """The one model that was captured."""
    captures = Captures()
    for kind, told in (
        ("captured-model", {"prediction": "prediction-1", "config": "{}", "weights": "", "inputs": 0}),
        ("captured-inputs", {"number": 0, "form": "values"}),
    ):
        assert captures.take({"kind": kind, "record": told})
    return captures


def codes(sandbox: FakeSandbox, run: Evidence | None = None) -> list[str]:
    """What the measurement finds."""
    return [wire.code for wire in contradicted(run or evidence(), captured(), "d", LABELS, sandbox)]


def answer(values: Any, steady: bool = True) -> dict[str, Any]:
    """A replay's frame."""
    shape = list(np.asarray(values).shape)
    return {
        "kind": "replayed",
        "prediction": "prediction-1",
        "shape": shape,
        "values": packed(values),
        "steady": steady,
    }


def test_a_model_that_repeats_itself_contradicts_nothing() -> None:
    """The same classes, to rounding, are the same prediction."""
    assert codes(replay([answer(RIGHT * 0.999)])) == []


def test_another_answer_is_told() -> None:
    """A model that answers otherwise than it was said to is a tripwire in the prediction's cell."""
    (wire,) = contradicted(evidence(), captured(), "d", LABELS, replay([answer(WRONG)]))
    assert (wire.code, wire.cell) == ("prediction-unrepeated", 3)


def test_a_model_that_answers_at_random_is_held_to_its_accuracy() -> None:
    """Dropout left on moves answers; it does not move accuracy from nothing to everything."""
    moved = RIGHT.copy()
    moved[:8] = WRONG[:8]
    assert codes(replay([answer(moved, steady=False)])) == []
    assert codes(replay([answer(moved)])) == ["prediction-unrepeated"]
    assert codes(replay([answer(WRONG, steady=False)])) == ["prediction-unrepeated"]


def test_what_cannot_be_repeated_contradicts_nothing() -> None:
    """Layers of one's own cannot be built elsewhere; where the record has none, somebody kept the model back."""
    trouble = {"kind": "replayed", "prediction": "prediction-1", "part": "code", "trouble": "ValueError: x"}
    assert codes(replay([{"kind": "recorded", "model": "model-1", "foreign": True}, trouble])) == []
    assert codes(replay([{"kind": "recorded", "model": "model-1", "foreign": False}, trouble])) == [
        "prediction-unrepeated"
    ]


@pytest.mark.parametrize("frame", [{"shape": "x", "values": 3}, {"values": "?", "shape": [1]}])
def test_frames_may_be_anything(frame: dict[str, Any]) -> None:
    """What no replay sends raises nothing."""
    assert codes(replay([{"kind": "replayed", "prediction": "prediction-1", **frame}])) == []


def test_a_failing_machine_accuses_nobody() -> None:
    """Without a sandbox there is no second measurement; a model that breaks the replay's limits is told."""
    assert codes(replay([], outcome(Ended.MACHINE_FAILED, "x"))) == []
    assert codes(replay([], outcome(Ended.WALL_LIMIT, "x"))) == []
    assert codes(replay([], outcome(Ended.MEMORY_LIMIT, "x"))) == ["prediction-unrepeated"]


def test_nothing_is_asked_where_nothing_was_predicted() -> None:
    """Predictions on other data, and captures of predictions that never were, start no replay."""
    sandbox = replay([])
    assert contradicted(evidence(), captured(), "other", LABELS, sandbox) == ()
    assert sandbox.calls == []


def test_a_model_that_was_kept_back_is_told() -> None:
    """No model came, and no reason; or one that shows nowhere in the record."""
    captures = Captures()
    assert [wire.code for wire in contradicted(evidence(), captures, "d", LABELS, replay([]))] == [
        "prediction-unrepeated"
    ]
    assert captures.take({"kind": "uncaptured", "record": {"prediction": "prediction-1", "reason": "code"}})
    frames = [{"kind": "recorded", "model": "model-1", "foreign": True}]
    assert contradicted(evidence(), captures, "d", LABELS, replay(frames)) == ()
    assert contradicted(evidence(), captures, "d", LABELS, replay([])) != ()


def test_captures_take_hostile_frames() -> None:
    """Whatever a frame holds, it is taken, bounded or left to others."""
    captures = Captures()
    assert not captures.take({"kind": "fit", "record": {}})
    for record in (None, [], {"prediction": 3}, {"number": "x"}, {"prediction": "p", "inputs": "x"}):
        assert captures.take({"kind": "captured-model", "record": record})
    for number in range(1000):
        captures.take({"kind": "captured-inputs", "record": {"number": number}})
    job = captures.job(evidence(), "d")
    assert job is not None
    assert (job["models"], job["inputs"]) == ([], [])


def test_what_is_captured_twice_is_told() -> None:
    """The recorder captures once: a second, broken capture must not keep a prediction from being asked again."""
    captures = captured()
    captures.take({"kind": "captured-model", "record": {"prediction": "prediction-1", "config": "?", "inputs": 0}})
    (wire,) = contradicted(evidence(), captures, "d", LABELS, replay([answer(RIGHT)]))
    assert wire.code == "prediction-unrepeated"
