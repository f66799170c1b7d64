"""What a cell prints, kept as a reader would see it: progress bars in their last state, floods cut in the middle."""

import io
import re
from collections import deque

_HALF = 10_000
_LONGEST_LINE = 4_000
_CUT = "\n[…]\n"
_PASSING = (
    (re.compile(r" at 0x[0-9a-f]+"), " at 0x…"),
    (re.compile(r"\b\d+(?:us|ms|s)/(step|epoch)"), r"…/\1"),
    (re.compile(r"(\d+/\d+ \S+) \d+s "), r"\1 … "),
    (re.compile(r"\b\d+h \d+m \d+s\b"), "…"),
    (re.compile(r"^(CPU times|Wall time): .*$", re.MULTILINE), r"\1: …"),
)
"""Addresses, and the times that Keras, its tuner and IPython print: equal runs print the same without them."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def steady(text: str) -> str:
    """A text without colours and without what differs from run to run on the same seed."""
    text = _COLOUR.sub("", text)
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return text


class CellOutput(io.StringIO):
    """A text stream that remembers the first and the last characters written to it.

    A carriage return starts its line anew, as on a screen; so a progress bar of thousands of updates is one line.
    """

    def __init__(self) -> None:
        super().__init__()
        self._line = ""
        self._head = ""
        self._tail: deque[str] = deque()
        self._tail_size = 0
        self._dropped = False

    def write(self, text: str) -> int:
        """Take text as the screen would; says all was written."""
        *finished, rest = text.split("\n")
        for part in finished:
            self._extend(part)
            self._keep(self._line + "\n")
            self._line = ""
        self._extend(rest)
        return len(text)

    def _extend(self, text: str) -> None:
        returned = text.rfind("\r")
        if returned >= 0 and text[returned + 1 :].strip():
            self._line, text = "", text[returned + 1 :]
        if len(self._line) < _LONGEST_LINE:
            self._line += text.replace("\b", "").replace("\r", "")[:_LONGEST_LINE]

    def _keep(self, line: str) -> None:
        if not self._tail and len(self._head) + len(line) <= _HALF:
            self._head += line
            return
        self._tail.append(line)
        self._tail_size += len(line)
        while self._tail_size > _HALF and len(self._tail) > 1:
            self._tail_size -= len(self._tail.popleft())
            self._dropped = True

    def getvalue(self) -> str:
        """The first and the last of what was written, steady from run to run."""
        return steady(self._head + (_CUT if self._dropped else "") + "".join(self._tail) + self._line)
