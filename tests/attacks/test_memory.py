"""Attacks on the machine's memory, counted and uncounted."""

import pytest

from autograder.sandbox.interface import Ended

from .target import MIB, Target

HOGS = {
    "private": "keep = []\nwhile True: keep.append(bytearray(8 << 20)); time.sleep(0.005)",
    "shared mapping": (
        "keep = []\nwhile True:\n"
        "    m = mmap.mmap(-1, 8 << 20); m[:] = b'x' * len(m); keep.append(m); time.sleep(0.005)"
    ),
    "many processes": (
        "for _ in range(5):\n    if os.fork() == 0: break\n"
        "keep = []\nwhile True: keep.append(bytearray(8 << 20)); time.sleep(0.03)"
    ),
}


@pytest.mark.parametrize("kind", HOGS)
def test_memory_hog_is_ended_near_the_limit(target: Target, kind: str) -> None:
    """Memory in use, private, shared or spread over processes, ends the job soon after the limit."""
    result = target.run(f"import mmap, os, time\nemit({{'before': 1}})\n{HOGS[kind]}")
    assert result.ended is Ended.MEMORY_LIMIT
    assert result["before"] == 1
    assert 300 * MIB < result.outcome.peak_resident_bytes < 900 * MIB


def test_address_space_has_a_backstop(target: Target) -> None:
    """One enormous array fails in the job with MemoryError, before any page of it exists."""
    source = "try: bytearray(1 << 40)\nexcept MemoryError: emit({'refused': 1})"
    result = target.run(source)
    assert result["refused"] == 1
    assert result.ended is Ended.FINISHED


def test_untouched_pages_are_free(target: Target) -> None:
    """A large mapping that is hardly touched is honest work: multi-hot matrices are such."""
    source = "import mmap\nm = mmap.mmap(-1, 2 << 30, mmap.MAP_PRIVATE)\nm[0] = 1\nemit({'size': len(m)})"
    result = target.run(source)
    assert result["size"] == 2 << 30
    assert result.ended is Ended.FINISHED


UNCOUNTED = {
    "memory files": "for _ in range(60): f = os.memfd_create('x'); os.truncate(f, 1 << 20)",
    "System V segments": "assert ctypes.CDLL(None).shmget(0, 1 << 24, 0o1600) >= 0",
    "locked pages": "assert ctypes.CDLL(None).mlockall(3) == 0",
}


@pytest.mark.parametrize("kind", UNCOUNTED)
def test_memory_that_no_limit_counts_is_refused(target: Target, kind: str) -> None:
    """Memory outside processes and outside the sized disk cannot be had at all."""
    source = f"import ctypes, os\ntry:\n    {UNCOUNTED[kind]}\n    emit({{'won': 1}})\n"
    source += "except (OSError, AssertionError): emit({'won': 0})"
    assert target.run(source)["won"] == 0


def test_pipes_and_sockets_hold_little(target: Target) -> None:
    """Filling every pipe and socket pair that the open files allow stays in the tens of megabytes."""
    source = """
import os, socket
held = 0
try:
    while True:
        for end in (os.pipe()[1], os.dup(socket.socketpair()[0].detach())):
            os.set_blocking(end, False)
            try:
                while True: held += os.write(end, b"x" * 65536)
            except BlockingIOError: pass
except OSError: pass
emit({"held": held})
"""
    assert target.run(source)["held"] < 64 * MIB
