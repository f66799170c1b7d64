"""Large outputs cut out of raw JSON."""

import json
from typing import Any

import pytest

from autograder.intake.limits import Limits
from autograder.intake.reasons import Unreadable
from autograder.intake.slim import slim

from .build import code, notebook

SMALL = Limits(lean=2_000, one_output=200, all_outputs=1_000, depth=30)


def stream(text: Any) -> dict[str, Any]:
    """A stored output."""
    return {"output_type": "stream", "name": "stdout", "text": text}


@pytest.mark.parametrize(
    "text",
    ["x" * 5_000, ['line \\ " ] } \n'] * 500, '"outputs": [{' * 400, [[["deep"]]] * 900, "ñ😀" * 2_000],
    ids=["string", "lines", "looks like JSON", "brackets", "wide"],
)
def test_large_outputs_go_and_small_ones_stay(text: Any) -> None:
    """Only the large element of a cell's outputs is cut, whatever it is made of."""
    original = notebook(code("x = '\"outputs\": [{'", outputs=[stream("before"), stream(text), stream("after")]))
    result = slim(json.dumps(original).encode(), SMALL)
    outputs = json.loads(result.data)["cells"][0].pop("outputs")
    assert outputs == [stream("before"), {}, stream("after")]
    assert len(result.cuts) == 1


def test_everything_but_outputs_is_untouched() -> None:
    """Source and metadata come out as they went in."""
    original = notebook(code("print(']}')\n", outputs=[stream("x" * 900)]), code('"""{["""', number=1))
    expected = json.loads(json.dumps(original))
    expected["cells"][0]["outputs"] = [{}]
    assert json.loads(slim(json.dumps(original, indent=1).encode(), SMALL).data) == expected


def test_many_small_outputs_have_a_limit_together() -> None:
    """Outputs are kept until they add up to the limit."""
    original = notebook(code(outputs=[stream("x" * 100)] * 50))
    kept = json.loads(slim(json.dumps(original).encode(), SMALL).data)["cells"][0]["outputs"]
    assert 4 <= sum(1 for output in kept if output) <= 8


def test_attachments_and_widget_states_go() -> None:
    """Images in text cells and the state of widgets are as heavy as outputs and as useless here."""
    state = {"application/vnd.jupyter.widget-state+json": {"a": "x" * 900}}
    original = notebook(code(attachments={"a.png": {"image/png": "x" * 900}}), metadata={"widgets": state})
    left = json.loads(slim(json.dumps(original).encode(), SMALL).data)
    assert left["cells"][0]["attachments"] == {}
    assert left["metadata"]["widgets"] == {"application/vnd.jupyter.widget-state+json": {}}


def test_positions_are_those_of_the_whole_file() -> None:
    """A position behind a cut counts what was cut."""
    data = json.dumps(notebook(code(outputs=[stream("x" * 900)]))).encode()
    result = slim(data, SMALL)
    assert result.original(result.data.index(b"nbformat_minor")) == data.index(b"nbformat_minor")
    assert result.original(5) == 5
    assert result.removed == len(data) - len(result.data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (json.dumps(notebook(code("x" * 3_000))).encode(), "too-large-inside"),
        (b"[" * 40, "too-deep"),
        (json.dumps(notebook(code(outputs=[stream("x" * 900)]))).encode()[:700], "truncated"),
        (b'{"cells": [{"outputs": [{"text": "x\\', "truncated"),
    ],
)
def test_what_cannot_be_slimmed_is_refused(data: bytes, reason: str) -> None:
    """Large sources, endless nesting and files that break off have reasons of their own."""
    with pytest.raises(Unreadable) as caught:
        slim(data, SMALL)
    assert caught.value.code == reason
