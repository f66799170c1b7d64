"""Frames from the job to the grader: four bytes of length, little endian, then one JSON object in UTF-8.

What travels here is a claim: student code shares the interpreter with whatever writes it.
"""

import json
import os
import struct
import threading
from collections.abc import Mapping
from typing import Any, Final

HEADER: Final = struct.Struct("<I")
MAX_FRAME_BYTES: Final = 16 * 1024 * 1024
END_KIND: Final = "end"
CRASH_KIND: Final = "crash"


def encode(frame: Mapping[str, Any]) -> bytes:
    """Return `frame` as bytes for the pipe; NaN and infinities are kept, because a diverged loss is evidence.

    Raises ValueError for a frame above MAX_FRAME_BYTES, which the grader would refuse, and TypeError for what JSON
    cannot express.
    """
    payload = json.dumps(frame, separators=(",", ":")).encode("utf-8")
    if len(payload) > MAX_FRAME_BYTES:
        raise ValueError(f"a frame of {len(payload)} bytes is above the limit of {MAX_FRAME_BYTES}: split it")
    return HEADER.pack(len(payload)) + payload


class Channel:
    """The job's end of the result pipe."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._lock = threading.Lock()

    def send(self, frame: Mapping[str, Any]) -> None:
        """Write one whole frame, waiting while the pipe is full; OSError when the grader is gone."""
        data = memoryview(encode(frame))
        with self._lock:
            while data:
                data = data[os.write(self._fd, data) :]
