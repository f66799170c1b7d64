"""The job's end of the result pipe."""

import json
import os
import threading

import pytest

from autograder.worker.channel import HEADER, MAX_FRAME_BYTES, Channel, encode


def test_a_frame_is_a_length_and_an_object() -> None:
    """Four bytes, little endian, then exactly that much JSON."""
    data = encode({"a": [1, "ñ"]})
    assert HEADER.unpack(data[:4])[0] == len(data) - 4
    assert json.loads(data[4:]) == {"a": [1, "ñ"]}


def test_a_frame_above_the_limit_is_refused_where_it_is_made() -> None:
    """The sender learns of it; the grader would end the job."""
    with pytest.raises(ValueError, match="split it"):
        encode({"a": "x" * MAX_FRAME_BYTES})


def test_a_frame_larger_than_the_pipe_arrives_whole() -> None:
    """Writing goes on while the reader makes room."""
    reader, writer = os.pipe()
    frame = {"a": "x" * 1_000_000}
    thread = threading.Thread(target=Channel(writer).send, args=(frame,))
    thread.start()
    data = b""
    while len(data) < len(encode(frame)):
        data += os.read(reader, 65536)
    thread.join()
    os.close(reader)
    os.close(writer)
    assert json.loads(data[4:]) == frame
