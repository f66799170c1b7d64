"""Large outputs cut out of a notebook's raw bytes, before they become Python objects.

A regular expression walks the JSON's brackets and strings at the speed of C, so a 200 MB notebook costs its own size
in memory and little more, whatever its outputs are made of. Keys are matched anywhere: a key of the same name in
another place loses large elements too, which no reader here misses.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from autograder.intake.limits import Limits
from autograder.intake.reasons import Unreadable, size_text

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_TOKEN = re.compile(
    rb'"(?P<key>outputs|attachments|application/vnd\.jupyter\.widget-state\+json)"\s*:\s*(?=[\[{])'
    # Strings that follow one another (the lines of an output) are one token, up to the next key.
    rb"|" + _STRING + rb"(?:\s*,\s*" + _STRING + rb"(?!\s*:))*+"
    rb"|(?P<open>[\[{])|(?P<close>[\]}])",
    re.DOTALL,
)
_MOST_TOKENS = 5_000_000
"""About five seconds of walking; real notebooks of hundreds of megabytes stay far below."""


@dataclass(frozen=True)
class Slim:
    """What is left of a notebook. `cuts` holds, ascending, (position in `data`, bytes removed up to there)."""

    data: bytes
    cuts: tuple[tuple[int, int], ...] = ()

    @property
    def removed(self) -> int:
        """Bytes removed in all."""
        return self.cuts[-1][1] if self.cuts else 0

    def original(self, position: int) -> int:
        """Where a position in `data` was in the whole file."""
        count = bisect_right([cut[0] for cut in self.cuts], position)
        return position + (self.cuts[count - 1][1] if count else 0)


@dataclass
class _Scan:
    """The state of one walk over the brackets."""

    limits: Limits
    depth: int = 0
    level: int = -1
    """Depth at which elements of the current region open; -1 outside every region."""
    base: int = -1
    start: int = -1
    kept: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)

    def enter(self, key: bytes) -> None:
        if self.level < 0:
            self.base = self.depth
            self.level = self.depth + (key == b"outputs")

    def open(self, position: int) -> None:
        if self.depth == self.level:
            self.start = position
        self.depth += 1
        if self.depth > self.limits.depth:
            raise Unreadable("too-deep")

    def close(self, end: int) -> None:
        self.depth -= 1
        if self.level < 0:
            return
        if self.depth == self.level and self.start >= 0:
            self._element(self.start, end)
            self.start = -1
        if self.depth <= self.base:
            self.level = -1

    def _element(self, start: int, end: int) -> None:
        size = end - start
        if size > self.limits.one_output or self.kept + size > self.limits.all_outputs:
            self.spans.append((start, end))
        else:
            self.kept += size


def slim(data: bytes, limits: Limits) -> Slim:
    """`data` (UTF-8 or another encoding that extends ASCII) without large outputs and attachments.

    Raises Unreadable where what is left is still too large or nested too deeply, or where the file breaks off.
    """
    scan = _Scan(limits)
    for count, token in enumerate(_TOKEN.finditer(data)):
        if token["open"]:
            scan.open(token.start())
        elif token["close"]:
            scan.close(token.end())
        elif token["key"]:
            scan.enter(token["key"])
        if count > _MOST_TOKENS:
            raise Unreadable("too-large-inside", limit=size_text(limits.lean))
    if scan.depth > 0:
        raise Unreadable("truncated", position=len(data), line=data.count(b"\n") + 1)
    result = _without(data, scan.spans)
    if len(result.data) > limits.lean:
        raise Unreadable("too-large-inside", limit=size_text(limits.lean))
    return result


def _without(data: bytes, spans: list[tuple[int, int]]) -> Slim:
    pieces: list[bytes] = []
    cuts: list[tuple[int, int]] = []
    position = length = removed = 0
    for start, end in spans:
        pieces += (data[position:start], b"{}")
        length += start - position + 2
        removed += end - start - 2
        cuts.append((length, removed))
        position = end
    pieces.append(data[position:])
    return Slim(b"".join(pieces), tuple(cuts))
