"""Whatever the bytes, intake answers."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.intake import LIMITS, Limits, collect
from autograder.intake.content import Source, read_bytes
from autograder.intake.reader import _from_file
from autograder.intake.reasons import Unreadable
from autograder.model.submission import Rejected, Submission

from .build import code, notebook, zipped
from .test_cells import V3

TINY = Limits(lean=60, one_output=30, all_outputs=60, depth=20)
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["uno\n", "dos\n"]}
BASES = (notebook(code(">>> x = 1", outputs=[OUTPUT]), code(["y\r\n", "z"], 1)), V3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(data: bytes, suffix: str, limits: Limits) -> None:
    """Read the bytes and hold the result to its promises."""
    try:
        results = list(_from_file(io.BytesIO(data), Source(f"x{suffix}", "x"), limits))
    except Unreadable:
        return  # `read` turns this into a rejection
    for result in results:
        assert isinstance(result, Submission | Rejected)
        type(result).model_validate_json(result.model_dump_json())


@often
@given(st.binary(max_size=300), st.sampled_from([".ipynb", ".py", ".zip", ""]), st.sampled_from([LIMITS, TINY]))
def test_any_bytes(data: bytes, suffix: str, limits: Limits) -> None:
    """Arbitrary bytes, alone or behind the beginning of a known kind, give a result."""
    for start in (b"", b"PK\x03\x04", b'{"cells": [', b"\xff\xfe"):
        check(start + data, suffix, limits)


@often
@given(st.sampled_from(BASES), st.data())
def test_mutated_notebooks(base: dict[str, Any], data: st.DataObject) -> None:
    """A notebook with any part of it replaced or removed gives a result."""
    mutant = copy.deepcopy(base)
    node: Any = mutant
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.booleans()):
            break
        node = node[key]
    if data.draw(st.booleans()):
        del node[key]
    else:
        node[key] = data.draw(JSON)
    limits = data.draw(st.sampled_from([LIMITS, TINY]))
    assert isinstance(read_bytes(json.dumps(mutant).encode(), Source("x.ipynb", "x"), limits), Submission | Rejected)


@often
@given(st.sampled_from([json.dumps(base).encode() for base in BASES] + [zipped({"a.ipynb": BASES[0], "b.py": "x"})]),
       st.data())  # fmt: skip
def test_damaged_files(base: bytes, data: st.DataObject) -> None:
    """A notebook or zip that was cut, or lost some bytes to others, gives a result."""
    damaged = bytearray(base[: data.draw(st.integers(0, len(base)))] if data.draw(st.booleans()) else base)
    for _ in range(data.draw(st.integers(0, 4)) if damaged else 0):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(damaged), ".ipynb", data.draw(st.sampled_from([LIMITS, TINY])))


@pytest.mark.parametrize("suffix", [".ipynb", ".py", ".zip"])
def test_collect_on_garbage(tmp_path: Path, suffix: str) -> None:
    """The public function answers for garbage of every extension."""
    (tmp_path / f"x{suffix}").write_bytes(bytes(range(256)))
    assert [type(one) for one in collect([tmp_path])] == [Rejected]
