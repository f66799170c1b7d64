"""Reading what student code may have written: every byte string is survived."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.frames import MINIMUM_CHARGE, MOST_CONTAINERS, FrameReader, OutputLimitExceeded, decode
from autograder.worker.channel import HEADER, MAX_FRAME_BYTES, encode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
FRAMES = st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=8)

QUICK = settings(max_examples=50, deadline=None)  # a busy machine is no failure


def read(chunks: list[bytes], limit: int = 10**6) -> tuple[list[dict[str, Any]], FrameReader]:
    """Feed all chunks and return the frames with the reader."""
    reader = FrameReader(limit)
    return [frame for chunk in chunks for frame in reader.feed(chunk)], reader


@QUICK
@given(FRAMES, st.integers(1, 50))
def test_frames_arrive_however_the_pipe_cuts_them(frames: list[dict[str, Any]], size: int) -> None:
    """Cutting the stream anywhere changes nothing."""
    data = b"".join(encode(frame) for frame in frames)
    assert read([data[start : start + size] for start in range(0, len(data), size)])[0] == frames


@QUICK
@given(FRAMES, st.integers(1, 1000))
def test_a_truncated_end_loses_only_the_last_frame(frames: list[dict[str, Any]], cut: int) -> None:
    """Death in the middle of a frame keeps those before it."""
    data = b"".join(encode(frame) for frame in frames)[:-cut]
    received, _ = read([data])
    assert received == frames[: len(received)]


@QUICK
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_bytes_give_objects_or_the_output_limit(chunks: list[bytes]) -> None:
    """Noise never raises anything but OutputLimitExceeded."""
    try:
        frames, _ = read(chunks)
    except OutputLimitExceeded:
        return
    assert all(isinstance(frame, dict) for frame in frames)


@QUICK
@given(st.binary(max_size=300))
def test_any_payload_is_an_object_or_none(payload: bytes) -> None:
    """Decoding never raises, and what it returns can be written to a file."""
    frame = decode(payload)
    assert frame is None or encode(frame)


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"null", b"\xff", b"{", b'{"a":' + b"[" * 10**5, b'{"a":' + b"1" * 10**5 + b"}"]
)
def test_broken_payloads_are_counted_and_dropped(payload: bytes) -> None:
    """A frame that is no JSON object leaves the next one readable."""
    frames, reader = read([HEADER.pack(len(payload)) + payload + encode({"next": 1})])
    assert frames == [{"next": 1}]
    assert reader.broken == 1


def test_not_a_number_is_kept() -> None:
    """A diverged loss is evidence, not an error."""
    frame = decode(encode({"loss": math.nan, "worse": math.inf})[4:])
    assert frame is not None
    assert math.isnan(frame["loss"])
    assert frame["worse"] == math.inf


def test_lone_surrogates_become_question_marks() -> None:
    """Text that no file can hold is repaired on arrival."""
    assert decode(b'{"\\udc80": "a\\uD800b"}') == {"?": "a?b"}
    assert decode(b'{"face": "\\ud83d\\ude00"}') == {"face": "\U0001f600"}


def test_hostile_length_is_not_waited_for() -> None:
    """A frame announced above the limit ends reading at its header."""
    with pytest.raises(OutputLimitExceeded, match="announced"):
        read([HEADER.pack(MAX_FRAME_BYTES + 1)], limit=10**9)


def test_frames_before_the_limit_are_delivered() -> None:
    """Reading stops exactly where the limit would be passed, and small frames are charged a minimum."""
    frames = FrameReader(3 * MINIMUM_CHARGE).feed(encode({"n": 1}) * 10)
    assert [next(frames)["n"] for _ in range(3)] == [1, 1, 1]
    with pytest.raises(OutputLimitExceeded, match="more than 192 bytes"):
        next(frames)


def test_a_frame_of_too_many_parts_is_dropped_unread() -> None:
    """A megabyte of brackets would take a hundred as objects."""
    assert decode(b'{"x":[' + b"[]," * MOST_CONTAINERS + b"[]]}") is None
    assert decode(b'{"x":[' + b"[]," * 1000 + b"[]]}") is not None
