"""The bytes of a notebook to its JSON object."""

import json

import pytest

from autograder.intake.document import load
from autograder.intake.limits import LIMITS, Limits
from autograder.intake.reasons import Unreadable

from .build import code, notebook

PLAIN = json.dumps(notebook(code("año = 1")), ensure_ascii=False, indent=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_encodings_give_the_same_notebook(encoding: str) -> None:
    """The encoding is repaired, the content stays."""
    value, _ = load(PLAIN.encode(encoding), LIMITS)
    assert value == json.loads(PLAIN)


@pytest.mark.parametrize("length", [1, 30, 150, len(PLAIN) - 30, len(PLAIN) - 1])
def test_truncated_notebooks_say_where(length: int) -> None:
    """A file that breaks off is rejected with the length that arrived, and nothing is invented."""
    text = PLAIN[:length].rstrip()
    with pytest.raises(Unreadable) as caught:
        load(text.encode(), LIMITS)
    assert caught.value.code == "truncated"
    assert f"character {len(text)} (line {text.count(chr(10)) + 1})" in caught.value.reason.en


def test_damage_in_the_middle_says_where() -> None:
    """A broken place in the middle is a different message, with its position in the whole file."""
    output = {"output_type": "stream", "text": "x" * 900}
    whole = json.dumps(notebook(code(outputs=[output]))).replace(
        '"metadata": {"kernelspec"', '"metadata" {"kernelspec"'
    )
    with pytest.raises(Unreadable) as caught:
        load(whole.encode(), Limits(lean=600, one_output=200))
    assert caught.value.code == "damaged"
    position = whole.index('{"kernelspec"')
    assert f"character {position} " in caught.value.reason.en


def test_raw_control_characters_are_accepted() -> None:
    """A tab inside a string is wrong JSON that harms nobody."""
    value, repairs = load(PLAIN.replace("año", "a\to").encode(), LIMITS)
    assert value["cells"][0]["source"] == "a\to = 1"
    assert [repair.code for repair in repairs] == ["control-characters"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"  \n\0\0", "empty"),
        (b"hello", "not-json"),
        (b"[1, 2]", "not-a-notebook"),
        (b'{"a": ' * 5_000, "too-deep"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not-a-notebook"),
        (b"[" * 100_000, "too-deep"),
    ],
)
def test_what_is_no_notebook(data: bytes, reason: str) -> None:
    """Each kind of wrong content has its own reason."""
    with pytest.raises(Unreadable) as caught:
        load(data, LIMITS)
    assert caught.value.code == reason
