"""Reading the result pipe, which student code may write on: nothing it sends can stop or crash the grader."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from autograder.worker.channel import HEADER, MAX_FRAME_BYTES

MINIMUM_CHARGE: Final = 64
# Millions of empty lists take half a gigabyte and half a minute to read; an honest frame has some hundred.
MOST_CONTAINERS: Final = 100_000
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class OutputLimitExceeded(Exception):
    """The job sent more than it may, or announced a frame larger than any may be."""


class FrameReader:
    """Cuts the pipe's bytes into frames.

    What is no JSON object in UTF-8 is dropped and counted in `broken`; a last frame cut off by the job's end never
    appears. NaN and infinities are kept: a diverged loss is evidence.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pending = bytearray()
        self._charged = 0
        self.received = 0
        self.broken = 0

    def feed(self, data: bytes) -> Iterator[dict[str, Any]]:
        """Yield the frames that `data` completes; OutputLimitExceeded after the last one within the limit."""
        self.received += len(data)
        self._pending += data
        while (payload := self._next_payload()) is not None:
            frame = decode(payload)
            if frame is None:
                self.broken += 1
            else:
                yield frame

    def _next_payload(self) -> bytes | None:
        if len(self._pending) < HEADER.size:
            return None
        (length,) = HEADER.unpack_from(self._pending)
        if length > MAX_FRAME_BYTES:
            raise OutputLimitExceeded(f"a frame announced {length} bytes, above the limit of {MAX_FRAME_BYTES}")
        end = HEADER.size + length
        # Charged when announced: what is not going to be accepted need not be collected first.
        if self._charged + max(end, MINIMUM_CHARGE) > self._limit:
            raise OutputLimitExceeded(f"the job sent more than {self._limit} bytes of results")
        if len(self._pending) < end:
            return None
        self._charged += max(end, MINIMUM_CHARGE)
        payload = bytes(self._pending[HEADER.size : end])
        del self._pending[:end]
        return payload


def decode(payload: bytes) -> dict[str, Any] | None:
    """Return the JSON object in `payload`, or None for anything else, and for one of too many lists and objects.

    Lone surrogates, which JSON allows and no file can be written with, become question marks.
    """
    if payload.count(b"[") + payload.count(b"{") > MOST_CONTAINERS:
        return None
    try:
        value = json.loads(payload.decode("utf-8"))
        if _SURROGATE.search(payload):
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        return None
    return value if isinstance(value, dict) else None
