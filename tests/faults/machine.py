"""Machines that fail for real: a process with disks, users and limits of its own, in which a test does its work."""

import json
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.privilege import CAP_SYS_ADMIN, has_capability
from autograder.worker import syscalls

MIB = 1024**2


def elsewhere(prepare: Callable[[], None], work: Callable[[], Any]) -> Any:
    """What `work` returns (JSON) in a fork that `prepare` has changed; skipped where the kernel allows no change."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        with open(writing, "w", encoding="utf-8") as answer:
            _answer(prepare, work, answer)
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as told:
        found = json.loads(told.read() or '["trace", "it died without a word"]')
    os.waitpid(pid, 0)
    kind, value = found
    if kind == "skip":
        pytest.skip(value)
    assert kind == "done", value
    return value


def _answer(prepare: Callable[[], None], work: Callable[[], Any], answer: Any) -> None:
    try:
        prepare()
    except OSError as error:
        json.dump(["skip", f"this kernel or user allows no such machine: {error}"], answer)
        return
    try:
        json.dump(["done", work()], answer)
    except BaseException:  # noqa: BLE001  the fork's boundary: the test that waits gets the traceback
        json.dump(["trace", traceback.format_exc()], answer)


def normal_user() -> None:
    """From here on this process is a user like any other, who reads what it read before, and may mount for itself."""
    uid, gid = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1", encoding="ascii")


def own_mounts() -> None:
    """From here on this process mounts for itself alone."""
    if not has_capability(CAP_SYS_ADMIN):
        normal_user()
    syscalls.unshare(syscalls.CLONE_NEWNS)
    syscalls.mount("none", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)


def small_disk(place: Path, size: int, *, read_only: bool = False) -> Callable[[], None]:
    """What puts `place` on a disk of `size` bytes."""

    def prepare() -> None:
        place.mkdir(parents=True, exist_ok=True)
        own_mounts()
        flags = syscalls.MS_RDONLY if read_only else 0
        syscalls.mount("tmpfs", str(place), "tmpfs", flags, f"size={size},mode=1777")

    return prepare


def resize(place: Path, size: int) -> None:
    """Make room on a small disk, or take it away."""
    syscalls.mount("none", str(place), None, syscalls.MS_REMOUNT, f"size={size}")


def fill(place: Path) -> Path:
    """Write until nothing more fits; the file that takes it all."""
    path = place / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    return path
