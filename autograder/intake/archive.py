"""Zips, looked at with suspicion: members are checked by name and size first and read in memory, never unpacked."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from autograder.intake.limits import Limits
from autograder.intake.reasons import Unreadable, size_text

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_SIZE = 20
_UTF8_FLAG, _ENCRYPTED_FLAGS = 0x800, 0x1 | 0x40


@dataclass(frozen=True)
class Member:
    """A file in the zip, by a path that stays inside it."""

    path: PurePosixPath
    size: int
    info: zipfile.ZipInfo

    @property
    def hidden(self) -> bool:
        """Whether an operating system or Jupyter put it there, not the student."""
        return any(part.startswith(".") or part == "__MACOSX" for part in self.path.parts)


@dataclass(frozen=True)
class Archive:
    """An open zip whose members were found harmless."""

    file: zipfile.ZipFile
    members: tuple[Member, ...]

    def load(self, member: Member, limit: int) -> bytes:
        """A member's bytes. Raises Unreadable for one that is larger than `limit` or damaged."""
        if member.size > limit:
            raise Unreadable("too-large", size=size_text(member.size), limit=size_text(limit))
        try:
            with self.file.open(member.info) as stream:
                data = stream.read(limit + 1)
        except Exception as error:  # what damage makes `zipfile` raise is not a closed list
            raise Unreadable("zip-damaged") from error
        if len(data) > limit:
            raise Unreadable("zip-bomb", member=member.path)
        return data


@contextmanager
def open_archive(file: BinaryIO, limits: Limits) -> Iterator[Archive]:
    """The zip in `file`, checked as a whole.

    Raises Unreadable for paths that climb out, absolute paths, symbolic links, encryption, too many members and
    sizes that only a bomb has.
    """
    try:
        if _directory_size(file) > limits.directory:
            raise Unreadable("zip-too-many")
        archive = zipfile.ZipFile(file)
    except Unreadable:
        raise
    except Exception as error:  # what damage makes `zipfile` raise is not a closed list
        raise Unreadable("zip-damaged") from error
    with archive:
        infos = archive.infolist()
        for info in infos:
            _safe_path(_filename(info))
        members = tuple(_member(info, limits) for info in infos if not info.filename.endswith(("/", "\\")))
        if sum(member.size for member in members) > limits.unpacked:
            raise Unreadable("zip-bomb", member=size_text(sum(member.size for member in members)))
        yield Archive(archive, members)


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the table of contents, which `zipfile` would read whole. Raises struct.error where there is none."""
    end = file.seek(0, 2)
    start = file.seek(max(0, end - (1 << 16) - _END.size))
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0:
        raise Unreadable("zip-damaged")
    size = int(_END.unpack_from(tail, found)[5])
    if tail[max(0, found - _LOCATOR_SIZE) : found].startswith(b"PK\x06\x07"):
        file.seek(max(0, start + found - _LOCATOR_SIZE - _END_64.size))
        size = max(size if size != 0xFFFFFFFF else 0, int(_END_64.unpack(file.read(_END_64.size))[8]))
    file.seek(0)
    return size


def _member(info: zipfile.ZipInfo, limits: Limits) -> Member:
    name = _filename(info)
    path = _safe_path(name)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable("zip-link", member=name)
    if info.flag_bits & _ENCRYPTED_FLAGS:
        raise Unreadable("zip-encrypted")
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise Unreadable("zip-bomb", member=name)
    return Member(path, info.file_size, info)


def _safe_path(name: str) -> PurePosixPath:
    slashed = name.replace("\\", "/")
    path = PurePosixPath(slashed)
    if slashed.startswith("/") or ".." in path.parts or slashed[1:2] == ":" or not path.parts:
        raise Unreadable("zip-climbs", member=name)
    return path


def _filename(info: zipfile.ZipInfo) -> str:
    """The member's name; macOS writes UTF-8 without saying so, which `zipfile` takes for the old DOS code page."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename
