"""The bytes of one notebook or script to one submission, or to the reason why they are none."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from autograder.intake.cells import read_cells
from autograder.intake.document import load
from autograder.intake.language import language_repairs
from autograder.intake.limits import Limits
from autograder.intake.names import safe_name
from autograder.intake.reasons import Unreadable, size_text
from autograder.intake.repairs import repair
from autograder.intake.script import read_script
from autograder.intake.sniff import refuse_other_kinds
from autograder.model.submission import Cell, Rejected, Repair, Submission

_ID = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Source:
    """Where bytes come from, what they are to be called, and what came with them (base64 by relative path)."""

    path: str
    name: str
    files: Mapping[str, str] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()


def read_bytes(data: bytes, source: Source, limits: Limits) -> Submission | Rejected:
    """The submission that `data` holds. Never raises for what is in them."""
    try:
        cells, repairs, assignment = _cells(data, PurePath(source.path).suffix.lower(), limits)
    except Unreadable as error:
        return reject(source, error)
    name = safe_name(source.name)
    if name != unicodedata.normalize("NFC", source.name):
        repairs.insert(0, repair("name-changed", name=name))
    return Submission(
        name=name,
        path=source.path,
        sha256=_digest(data, source.files),
        cells=cells,
        repairs=(*source.repairs, *repairs),
        assignment=assignment,
        files=dict(source.files),
    )


def reject(source: Source, error: Unreadable) -> Rejected:
    """The rejection of a source for one reason."""
    return Rejected(name=safe_name(source.name), path=source.path, reason=error.reason)


def _cells(data: bytes, suffix: str, limits: Limits) -> tuple[tuple[Cell, ...], list[Repair], str | None]:
    if not data:
        raise Unreadable("empty")
    if len(data) > limits.file:
        raise Unreadable("too-large", size=size_text(len(data)), limit=size_text(limits.file))
    refuse_other_kinds(data[:512])
    script = suffix == ".py" and b'"cells"' not in data
    cells, repairs, assignment = (*read_script(data, limits), None) if script else _notebook(data, suffix, limits)
    if not any(cell.kind == "code" and cell.source.strip() for cell in cells):
        raise Unreadable("no-code")
    return cells, repairs, assignment


def _notebook(data: bytes, suffix: str, limits: Limits) -> tuple[tuple[Cell, ...], list[Repair], str | None]:
    notebook, repairs = load(data, limits)
    cells, mended = read_cells(notebook, limits)
    # A notebook without code is that before it is one in an unknown language.
    if any(cell.kind == "code" and cell.source.strip() for cell in cells):
        mended += language_repairs(notebook.get("metadata", {}), cells)
    if suffix != ".ipynb":
        repairs.insert(0, repair("wrong-extension", kind=".ipynb"))
    return cells, repairs + mended, _assignment(notebook)


def _assignment(notebook: dict[str, Any]) -> str | None:
    """The id that a notebook handed out carries in its metadata, if it looks like one."""
    metadata = notebook.get("metadata")
    own = metadata.get("autograder") if isinstance(metadata, dict) else None
    said = own.get("assignment") if isinstance(own, dict) else None
    return said if isinstance(said, str) and _ID.fullmatch(said) else None


def _digest(data: bytes, files: Mapping[str, str]) -> str:
    digest = hashlib.sha256(data)
    for path in sorted(files):
        digest.update(f"\0{path}\0{files[path]}".encode())
    return digest.hexdigest()
