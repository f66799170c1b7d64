"""Wheels for images without network: what the pins name, and nothing that is not theirs."""

import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.otter.wheels import dependency_wheels


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
