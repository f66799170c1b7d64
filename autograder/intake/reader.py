"""One file on disk to its submissions: nearly always one, and many for the zip of a class."""

import io
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO

from autograder.intake.archive import Archive, Member, open_archive
from autograder.intake.companions import companions
from autograder.intake.content import Source, read_bytes, reject
from autograder.intake.limits import LIMITS, Limits
from autograder.intake.names import entry_names, stem
from autograder.intake.reasons import Unreadable, size_text
from autograder.intake.repairs import repair
from autograder.intake.sniff import is_zip
from autograder.model.submission import Rejected, Submission

Read = Submission | Rejected


def read(path: Path, limits: Limits = LIMITS) -> Read:
    """The submission in one file: a notebook, a script, or a zip with one of them.

    Never executes anything and never raises for what the file holds. `sha256` is that of the notebook's own bytes,
    followed by those of its companion files if it has any.
    """
    found = list(read_all(path, limits))
    return found[0] if len(found) == 1 else reject(_source(path), Unreadable("zip-several", count=len(found)))


def read_all(path: Path, limits: Limits = LIMITS, name: str | None = None) -> Iterator[Read]:
    """Every submission in one file, its names not yet unique. `name` replaces the one from the file's stem."""
    source = _source(path, name)
    try:
        with _opened(path) as file:
            yield from _from_file(file, source, limits)
    except Unreadable as error:
        yield reject(source, error)
    except (OSError, ValueError) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        yield reject(source, Unreadable("unreadable", detail=detail))


def refuse(path: Path, code: str, **values: object) -> Rejected:
    """The rejection of a path that was not even opened."""
    return reject(_source(path), Unreadable(code, **values))


def _source(path: Path, name: str | None = None) -> Source:
    shown = os.fsencode(path).decode(errors="replace")  # file names need not be valid Unicode
    return Source(shown, name or stem(PurePath(shown).name))


def _opened(path: Path) -> BinaryIO:
    """The file open for reading; a pipe or device, which could block for ever, is refused before it is opened."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Unreadable("missing") from None
    if not stat.S_ISREG(mode):
        raise Unreadable("not-a-file")
    return path.open("rb")


def _from_file(file: BinaryIO, source: Source, limits: Limits) -> Iterator[Read]:
    zipped = is_zip(file.read(4))
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    limit = limits.archive if zipped else limits.file
    if size > limit:
        raise Unreadable("too-large", size=size_text(size), limit=size_text(limit))
    if not zipped:
        yield read_bytes(file.read(size), source, limits)
        return
    if PurePath(source.path).suffix.lower() != ".zip":
        source = replace(source, repairs=(repair("wrong-extension", kind=".zip"),))
    yield from _from_zip(file, source, limits, nested=False)


def _from_zip(file: BinaryIO, source: Source, limits: Limits, nested: bool) -> Iterator[Read]:
    with open_archive(file, limits) as archive:
        members = _entries(archive, limits, nested)
        if not members:
            raise _without_notebook(archive)
        paths = [PurePath(str(member.path)) for member in members]
        names = [source.name] if len(members) == 1 else entry_names(paths)
        for member, name in zip(members, names, strict=True):
            entry = replace(source, path=f"{source.path}/{member.path}", name=name)
            try:
                yield from _from_member(archive, member, members, entry, limits)
            except Unreadable as error:
                yield reject(entry, error)


def _from_member(
    archive: Archive, member: Member, members: list[Member], source: Source, limits: Limits
) -> Iterator[Read]:
    if _has(member, ".zip"):
        inner = archive.load(member, limits.inner_archive)
        yield from _from_zip(io.BytesIO(inner), source, limits, nested=True)
        return
    data = archive.load(member, limits.file)
    files, skipped = companions(archive, member, [other for other in members if other is not member], limits)
    notes = (*source.repairs, repair("companions-skipped", count=skipped)) if skipped else source.repairs
    yield read_bytes(data, replace(source, files=files, repairs=notes), limits)


def _entries(archive: Archive, limits: Limits, nested: bool) -> list[Member]:
    """The members that are submissions: notebooks and zips of notebooks (one level deep), else scripts."""
    by_path = {str(member.path): member for member in archive.members if not member.hidden}
    members = [by_path[path] for path in sorted(by_path)]
    notebooks = [member for member in members if _has(member, ".ipynb")]
    zips = [] if nested else [member for member in members if _has(member, ".zip")]
    if notebooks:
        zips = [member for member in zips if _holds_notebook(archive, member, limits, doubtful=len(notebooks) > 1)]
    scripts = [member for member in members if _has(member, ".py")]
    return sorted(notebooks + zips, key=lambda member: str(member.path)) or scripts


def _holds_notebook(archive: Archive, member: Member, limits: Limits, doubtful: bool) -> bool:
    """Whether a zip beside notebooks is a submission rather than somebody's data. `doubtful`: the answer if unread."""
    try:
        with open_archive(io.BytesIO(archive.load(member, limits.inner_archive)), limits) as inner:
            return any(_has(entry, ".ipynb") for entry in inner.members if not entry.hidden)
    except Unreadable:
        return doubtful


def _has(member: Member, suffix: str) -> bool:
    return member.path.suffix.lower() == suffix


def _without_notebook(archive: Archive) -> Unreadable:
    if any(str(member.path) == "[Content_Types].xml" for member in archive.members):
        return Unreadable("other-kind", kind_es="un documento de Office", kind_en="an Office document")
    return Unreadable("zip-without-notebook")
