"""Python scripts as notebooks: percent cells, nbconvert's exports, or one cell for the whole file."""

import re
from typing import Literal

from autograder.intake.decode import to_text, to_utf8, unix_lines
from autograder.intake.limits import Limits
from autograder.intake.prompts import has_prompts, strip_prompts
from autograder.intake.reasons import Unreadable, size_text
from autograder.intake.repairs import repair
from autograder.model.submission import Cell, Repair

_PERCENT = re.compile(r"^#\s*%%+(?P<title>.*)$")
_EXPORT = re.compile(r"^#\s*In\s?\[[\s\d*]*\]:\s*$")
_KIND = re.compile(r"\[(markdown|md|raw)\]")
_HEADER = re.compile(r"\A(#!.*\n)?# ---\n(#.*\n)*?# ---\n")
"""Jupytext's YAML header."""
_COMMENT = re.compile(r"^# ?", re.MULTILINE)

Kind = Literal["code", "markdown", "raw"]


def read_script(data: bytes, limits: Limits) -> tuple[tuple[Cell, ...], list[Repair]]:
    """The script's cells and what was mended. Raises Unreadable for bytes that are no text, or too much of it."""
    if len(data) > limits.lean:
        raise Unreadable("too-large", size=size_text(len(data)), limit=size_text(limits.lean))
    data, repairs = to_utf8(data)
    if b"\0" in data:
        raise Unreadable("unknown-kind")
    text, encoding = to_text(data)
    repairs += encoding
    if "\r" in text:
        repairs.append(repair("crlf"))
    parts = _parts(_HEADER.sub("", unix_lines(text)))
    if len(parts) > limits.cells:
        raise Unreadable("too-many-cells", count=len(parts), limit=limits.cells)
    cells = tuple(_cell(index, kind, source) for index, (kind, source) in enumerate(parts))
    prompted = [index for index, (kind, source) in enumerate(parts) if kind == "code" and has_prompts(source)]
    if prompted:
        repairs.append(repair("prompts", cells=", ".join(str(index + 1) for index in prompted)))
    return cells, [*repairs, repair("script-read", count=len(cells))]


def _cell(index: int, kind: Kind, source: str) -> Cell:
    prompted = kind == "code" and has_prompts(source)
    return Cell(index=index, kind=kind, source=strip_prompts(source) if prompted else source)


def _parts(text: str) -> list[tuple[Kind, str]]:
    """Pieces between markers. What stands before the first marker is a cell only if it holds something."""
    marker = _PERCENT if re.search(_PERCENT.pattern, text, re.MULTILINE) else _EXPORT
    parts: list[tuple[Kind, list[str]]] = [("code", [])]
    for line in text.split("\n"):
        match = marker.match(line)
        if match is None:
            parts[-1][1].append(line)
        else:
            parts.append((_kind(match.groupdict().get("title") or ""), []))
    pieces = [(kind, "\n".join(lines).strip("\n")) for kind, lines in parts]
    if len(pieces) > 1 and not _COMMENT.sub("", pieces[0][1]).strip():
        pieces = pieces[1:]
    return [(kind, source if kind == "code" else _uncommented(source)) for kind, source in pieces]


def _kind(title: str) -> Kind:
    match = _KIND.search(title)
    if match is None:
        return "code"
    return "raw" if match[1] == "raw" else "markdown"


def _uncommented(source: str) -> str:
    text = source.strip()
    if text[:3] in {'"""', "'''"} and text.endswith(text[:3]) and len(text) >= 6:
        return text[3:-3].strip("\n")
    return _COMMENT.sub("", source)
