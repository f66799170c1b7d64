"""Wheels for images without network: what the pins name, and nothing that is not theirs."""

import os
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.otter.wheels import _PARTS, build_wheel, checkout, dependency_wheels


def wheel(folder: Path, name: str) -> Path:
    """A wheel of a package without content."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def test_what_is_pinned_is_taken(tmp_path: Path) -> None:
    """Another wheel in the folder stays there; one whose bytes are others than pinned is refused."""
    asked, _ = wheel(tmp_path, "asked"), wheel(tmp_path, "other")
    pins = tmp_path / "requirements.txt"
    pins.write_text(f"asked==1.0 --hash=sha256:{sha256(asked.read_bytes()).hexdigest()}\n", encoding="utf-8")
    assert dependency_wheels(tmp_path, pins) == [asked]
    pins.write_text(f"asked==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="does not hold all"):
        dependency_wheels(tmp_path, pins)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    """Before anything is built."""
    with pytest.raises(UsageError, match="no such folder"):
        dependency_wheels(tmp_path / "nowhere", tmp_path / "requirements.txt")


def test_the_same_sources_give_the_same_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte, from another folder, at another time, with other modes and another umask."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    built = []
    for name, mode, day in (("one", 0o600, 10**9), ("another/folder", 0o666, 1.5 * 10**9)):
        project = tmp_path / name
        project.mkdir(parents=True)
        for part in _PARTS:
            source = checkout() / part
            copied = shutil.copytree if source.is_dir() else shutil.copy
            copied(source, project / part)
        for path in project.rglob("*"):
            if path.is_file():
                path.chmod(mode)
                os.utime(path, (day, day))
        before = os.umask(0o077 if name == "one" else 0o002)
        built.append(build_wheel(tmp_path / f"{len(built)}", project))
        os.umask(before)
    assert built[0].name == built[1].name
    assert built[0].read_bytes() == built[1].read_bytes()
    with zipfile.ZipFile(built[0]) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
