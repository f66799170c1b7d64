"""Frames to evidence: what comes out of the sandbox is taken, replaced, capped or counted as bad."""

import json
import math
from typing import Any

import pytest
from checks.build import early_stopping, environment, fit, honest, model
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assembly import Assembly
from autograder.model.evidence import Ending, Evidence

FINISHED = Ending(kind="finished")


def assembled(*frames: dict[str, Any]) -> Evidence:
    """The evidence that some frames make."""
    assembly = Assembly(environment())
    for frame in frames:
        assembly.add(frame)
    return assembly.evidence(FINISHED)


def frame(kind: str, record: Any) -> dict[str, Any]:
    """A frame as the worker sends it."""
    return {"kind": kind, "record": record if isinstance(record, dict | str | int) else record.model_dump(mode="json")}


def cell(index: int, status: str = "ok") -> dict[str, Any]:
    """The record of a cell."""
    return {"index": index, "status": status}


def test_records_arrive_where_they_belong() -> None:
    """Each kind of frame fills its part of the evidence."""
    got = assembled(frame("fit", fit(1, "m")), frame("model", model(2, "m")), frame("cell", cell(0)))
    assert (len(got.fits), len(got.models), len(got.cells)) == (1, 1, 1)
    assert got.tripwires == ()


def test_a_later_record_replaces_the_one_with_its_id_in_its_place() -> None:
    """A fit is sent when it begins, as it goes on and when it ends; cell 0 is a cell like others."""
    running, done = fit(1, "m", epochs_run=0), fit(1, "m", epochs_run=9)
    got = assembled(frame("fit", running), frame("fit", fit(2, "m")), frame("fit", done))
    assert [item.epochs_run for item in got.fits] == [9, 2]
    cells = assembled(frame("cell", cell(0, "running")), frame("cell", cell(0)), frame("cell", cell(1)))
    assert [(item.index, item.status) for item in cells.cells] == [(0, "ok"), (1, "ok")]


def test_records_without_an_id_are_all_kept() -> None:
    """Tripwires and constructed callbacks come several times."""
    wire = {"code": "x", "cell": 1, "detail": ""}
    assert len(assembled(frame("tripwire", wire), frame("tripwire", wire)).tripwires) == 2


@pytest.mark.parametrize(
    "bad",
    [
        frame("fit", "no record"),
        frame("fit", {"id": "fit-1"}),
        frame("cell", cell(1, "exploded")),
        frame("fit", {**fit(1, "m").model_dump(mode="json"), "points": 10}),
        frame("environment", {"seed": 1}),
        frame("clock", {"training": "long"}),
    ],
)
def test_what_is_not_of_its_form_is_a_tripwire(bad: dict[str, Any]) -> None:
    """It is left out, counted, and makes a person look."""
    got = assembled(bad)
    assert [wire.code for wire in got.tripwires] == ["bad-records"]
    assert got.fits == got.cells == ()


def test_frames_of_unknown_kinds_are_passed_over() -> None:
    """Newer workers may say more."""
    assert assembled({"kind": "news"}, {}, {"kind": None}, {"kind": ["fit"]}) == assembled()


def test_what_the_grader_says_of_the_run_cannot_be_overwritten() -> None:
    """The run tells its interpreter; seed, budget, data and isolation are the grader's own words."""
    own = {"python": "3.11.9", "packages": {"keras": "3"}}
    told = environment().model_copy(update={"seed": 7, "budget": "full", "data": {}, "isolation": "none", **own})
    got = assembled(frame("environment", told)).environment
    assert (got.seed, got.budget, got.isolation) == (101, "smoke", "fake")
    assert got.data == environment().data
    assert (got.python, got.packages) == ("3.11.9", {"keras": "3"})


def test_clocks_must_be_sane() -> None:
    """Times add up in reports: nothing negative, infinite or endless many."""
    got = assembled(frame("clock", {"training": 2.5, "a": -1.0, "b": math.inf, "c": math.nan}))
    assert got.seconds == {"training": 2.5}
    assert len(assembled(frame("clock", {str(i): 1.0 for i in range(1000)})).seconds) == 64


def test_a_flood_of_records_is_cut() -> None:
    """Memory is the grader's own; replacing a known record stays possible."""
    wire = [frame("cell", cell(index)) for index in range(4100)]
    got = assembled(*wire, frame("cell", cell(5, "error")))
    assert len(got.cells) == 4000
    assert got.cells[5].status == "error"
    assert got.tripwires[0].detail == "100 records were not of their form"


def test_deep_nesting_is_refused_quietly() -> None:
    """JSON may be nested deeper than Python calls may be."""
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    config = {**early_stopping().model_dump(mode="json"), "config": {"x": deep}}
    got = assembled(frame("fit", {**fit(1, "m").model_dump(mode="json"), "callbacks": [config]}))
    json.loads(got.model_dump_json())
    assert len(got.fits) + len(got.tripwires) == 1


KINDS = st.sampled_from(["fit", "cell", "model", "search", "clock", "environment", "prediction", "tripwire", "?"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=6,
)


@given(st.lists(st.fixed_dictionaries({"kind": KINDS | VALUES, "record": VALUES}), max_size=5))
@settings(max_examples=100, deadline=None)
def test_no_frame_can_break_it(frames: list[dict[str, Any]]) -> None:
    """Arbitrary JSON gives evidence that can be stored and read again."""
    got = assembled(*frames)
    again = Evidence.model_validate_json(got.model_dump_json())
    assert len(again.cells) == len(got.cells)


def test_honest_frames_come_back_as_they_were() -> None:
    """Evidence, sent record by record, is the same evidence."""
    run = honest()
    parts = {"fit": run.fits, "search": run.searches, "model": run.models, "evaluation": run.evaluations}
    parts |= {"prediction": run.predictions, "figure": run.figures}  # type: ignore[dict-item]
    assert assembled(*(frame(kind, item) for kind, items in parts.items() for item in items)) == run
