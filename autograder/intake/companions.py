"""Files that came in the zip with a notebook and that it may want to find beside it."""

import base64
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from autograder.intake.archive import Archive, Member
from autograder.intake.limits import Limits
from autograder.intake.reasons import Unreadable

_TEXT = (".py", ".csv", ".tsv", ".txt", ".md", ".json", ".toml", ".yaml", ".yml", ".npy")
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")
_SUFFIXES = frozenset(_TEXT + _IMAGES)
"""What a notebook reads or imports. Trained models are not among them: a grade is for what the notebook trains."""

_LONGEST_NAME, _LONGEST_PATH = 255, 1024
"""Bytes: what a disk takes. A file that cannot be put beside the notebook would end the run before it begins."""


def companions(archive: Archive, notebook: Member, others: list[Member], limits: Limits) -> tuple[dict[str, str], int]:
    """Base64 by path relative to the notebook's folder, and how many files were left out.

    `others` are the zip's other notebooks: a folder that several share belongs to none of them.
    """
    home = notebook.path.parent
    if any(other.path.is_relative_to(home) for other in others):
        return {}, 0
    files: dict[str, str] = {}
    left = limits.companions
    candidates = [member for member in archive.members if member.path != notebook.path and not member.hidden]
    if others:
        candidates = [member for member in candidates if member.path.is_relative_to(home)]
    for member in sorted(candidates, key=lambda member: (member.size, str(member.path))):
        if not _fits(member, home, left) or len(files) >= limits.companion_count:
            continue
        try:
            data = archive.load(member, left)
        except Unreadable:
            continue
        left -= len(data)
        files[_relative(member.path, home)] = base64.b64encode(data).decode()
    kept = _writable_together(files)
    return {name: files[name] for name in sorted(kept)}, len(candidates) - len(kept)


def _fits(member: Member, home: PurePosixPath, left: int) -> bool:
    if member.path.suffix.lower() not in _SUFFIXES or member.size > left or not member.path.is_relative_to(home):
        return False
    named = all(len(part.encode()) <= _LONGEST_NAME for part in member.path.parts)
    return named and len(str(member.path).encode()) <= _LONGEST_PATH and all(map(str.isprintable, str(member.path)))


def _writable_together(names: Iterable[str]) -> set[str]:
    """Those that can lie side by side: a name that is another's folder too cannot, and the deeper ones go."""
    known = set(names)
    return {name for name in known if not known.intersection(map(str, PurePosixPath(name).parents))}


def _relative(path: PurePosixPath, home: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path.relative_to(home)))
