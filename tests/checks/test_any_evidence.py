"""Whatever a run reports, checks judge it: they never raise, and credit stays between 0 and 1."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from autograder.checks.case import Case, make_run
from autograder.checks.registry import KINDS
from autograder.grading import another_run_would_help, grade
from autograder.model.assignment import Assignment
from autograder.model.evidence import Evidence
from autograder.model.submission import Submission
from autograder.weighing import LARGEST

from .build import honest, tl04
from .build_text import every_kind, reviews, searched, trained, wires
from .test_accuracy import calibration

SUBMISSION = Submission(name="x", path="x.ipynb", sha256="", cells=())
BANDS = calibration()
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-LARGEST, LARGEST),
        st.integers(-3, 200),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from(
            ["val_accuracy", "EarlyStopping", "search-10", "fit-30", "best-a", "FAILED", "best", "grid-10"]
        ),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
RUNS: dict[str, tuple[Assignment, dict[str, Any]]] = {
    "tl04": (every_kind(tl04()), json.loads(honest().model_dump_json())),
    "wires": (every_kind(wires()), json.loads(searched().model_dump_json())),
    "reviews": (every_kind(reviews()), json.loads(trained().model_dump_json())),
}


def places(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within plain data."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before, *(place for key, item in inner for place in places(item, (*before, key)))]


PLACES = {
    name: [place for place in places(run) if len(place) >= 2 and place[0] not in ("environment", "seconds")]
    for name, (_, run) in RUNS.items()
}


@st.composite
def evidences(draw: st.DrawFn, name: str = "tl04") -> Evidence:
    """An honest run with some values replaced and some records dropped or doubled."""
    document = json.loads(json.dumps(RUNS[name][1]))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.sampled_from(PLACES[name]))
        changed = _changed(document, place, draw(st.sampled_from(["replace", "drop", "double"])), draw(JSON))
        try:
            Evidence.model_validate(changed)
        except ValidationError:
            continue
        document = changed
    return Evidence.model_validate(document)


def _changed(document: Any, place: tuple[Any, ...], how: str, value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    try:
        for key in place[:-1]:
            inner = inner[key]
        if how == "replace":
            inner[place[-1]] = value
        elif how == "drop":
            del inner[place[-1]]
        elif isinstance(inner, list):
            inner.append(inner[place[-1]])
    except (KeyError, IndexError, TypeError):
        return document
    return copy


@pytest.mark.parametrize("name", RUNS)
@given(st.data(), st.floats(allow_nan=True), st.booleans())
@settings(max_examples=50, deadline=None)
def test_checks_judge_anything(name: str, data: st.DataObject, accuracy: float, judges: bool) -> None:
    """No exception, credit in [0, 1], points never above their maximum, and the grade can be written as JSON."""
    assignment = RUNS[name][0]
    seen = data.draw(st.lists(evidences(name), min_size=1, max_size=2))
    made = [make_run(assignment, run, {item.id: accuracy for item in run.predictions}) for run in seen]
    case = Case(assignment=assignment, runs=tuple(made), calibration=BANDS, judges_accuracy=judges)
    for spec in assignment.checks:
        verdict = KINDS[spec.kind].judge(case, spec)
        assert 0.0 <= verdict.credit <= 1.0
        assert (verdict.verdict == "pass") <= (verdict.credit == 1.0)
        assert (verdict.verdict == "fail") <= (verdict.credit == 0.0)
        assert verdict.message.es
        assert verdict.message.en
    another_run_would_help(case)
    got = grade(case, SUBMISSION)
    assert math.isfinite(got.score)
    assert 0.0 <= got.score <= got.max_score
    assert all(0.0 <= check.points <= check.max_points for check in got.checks)
    json.loads(got.model_dump_json())
