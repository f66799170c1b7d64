"""Zips that are harmless, and those that are not."""

import io
import stat
import struct
import zipfile

import pytest

from autograder.intake.archive import open_archive
from autograder.intake.limits import LIMITS, Limits
from autograder.intake.reasons import Unreadable

from .build import zipped


def reason_of(data: bytes, limits: Limits = LIMITS) -> str:
    """Why the zip is refused."""
    try:
        with open_archive(io.BytesIO(data), limits) as archive:
            for member in archive.members:
                archive.load(member, limits.file)
    except Unreadable as error:
        return error.code
    return "accepted"


@pytest.mark.parametrize("name", ["../a.ipynb", "a/../../b", "/etc/passwd", "..\\a", "C:\\a.txt", ".", "\\\\host\\a"])
def test_paths_that_leave_the_zip(name: str) -> None:
    """Climbing and absolute paths are refused in either system's spelling."""
    assert reason_of(zipped({name: "x"})) == "zip-climbs"


def test_symbolic_links() -> None:
    """A link would point anywhere."""
    info = zipfile.ZipInfo("a.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert reason_of(buffer.getvalue()) == "zip-link"


def test_encrypted() -> None:
    """A password is named as the reason."""
    data = bytearray(zipped({"a.ipynb": "x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert reason_of(bytes(data)) == "zip-encrypted"


def test_bombs_by_ratio_and_by_total() -> None:
    """Sizes out of proportion are refused before anything is unpacked."""
    data = zipped({"a.ipynb": "0" * 200_000})
    assert reason_of(data, Limits(ratio_from=100_000)) == "zip-bomb"
    assert reason_of(data, Limits(unpacked=100_000)) == "zip-bomb"
    assert reason_of(data, Limits(file=100_000)) == "too-large"


def test_a_size_that_lies() -> None:
    """A member that holds more than it says is damaged, not trusted."""
    data = bytearray(zipped({"a.ipynb": "0" * 200_000}))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 10)
    assert reason_of(bytes(data)) == "zip-damaged"


def test_too_many_members() -> None:
    """The table of contents is measured before it is read."""
    assert reason_of(zipped({f"{number}.txt": "" for number in range(100)}), Limits(directory=2_000)) == "zip-too-many"


@pytest.mark.parametrize("cut", [5, 60, -10])
def test_damaged(cut: int) -> None:
    """A zip that breaks off cannot be opened."""
    assert reason_of(zipped({"a.ipynb": "x" * 50})[:cut]) == "zip-damaged"


def test_names_without_the_utf8_mark() -> None:
    """Names as macOS writes them keep their accents; old DOS names are read as such."""
    data = zipped({"María.ipynb": "x"})
    marked = data.index(b"PK\x01\x02") + 8
    local = bytearray(data)
    struct.pack_into("<H", local, marked, 0)
    struct.pack_into("<H", local, 6, 0)
    with open_archive(io.BytesIO(bytes(local)), LIMITS) as archive:
        assert [str(member.path) for member in archive.members] == ["María.ipynb"]
        assert archive.load(archive.members[0], 10) == b"x"
