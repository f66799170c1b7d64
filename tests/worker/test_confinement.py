"""Landlock and seccomp one by one, and what happens where one is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.worker import landlock, seccomp

READ = """
import sys
from autograder.worker import landlock, syscalls
syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
landlock.restrict([sys.argv[1]], [sys.argv[2]])
def attempt(path, mode):
    try: open(path, mode).close(); return "yes"
    except PermissionError: return "no"
print(attempt(sys.argv[1] + "/f", "r"), attempt(sys.argv[1] + "/f", "a"), attempt(sys.argv[2] + "/g", "w"),
      attempt(sys.argv[3], "r"), attempt("/dev/null", "w"))
"""

PRETEND = """
import os, sys
from autograder.worker import seccomp, syscalls
syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
print(seccomp.restrict(same_owner=True, only_signal=os.getpid()))
os.chmod(sys.argv[1], 0)
for call in (lambda: os.kill(os.getppid(), 0), lambda: os.truncate(sys.argv[1], 0)):
    try: call(); print("yes")
    except PermissionError: print("no")
os.kill(os.getpid(), 0)
"""


def python(source: str, *arguments: object) -> str:
    """Run `source` in a process of its own and return what it prints."""
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
def test_landlock_opens_exactly_what_it_is_told(tmp_path: Path) -> None:
    """Read here, write there, nothing elsewhere, and /dev/null for all."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "f").write_text("")
    (tmp_path / "c").write_text("")
    assert python(READ, tmp_path / "a", tmp_path / "b", tmp_path / "c").split() == ["yes", "no", "yes", "no", "yes"]


@pytest.mark.skipif(seccomp.library() is None, reason="libseccomp is missing")
def test_at_a_shared_uid_attributes_and_others_are_safe(tmp_path: Path) -> None:
    """Changing a mode is pretended, signalling and truncating by path refused, signalling oneself allowed."""
    path = tmp_path / "f"
    path.write_text("kept")
    path.chmod(0o644)
    assert python(PRETEND, path).split() == ["True", "no", "no"]
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.read_text() == "kept"


def test_without_libseccomp_the_filter_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layer that is missing is reported, so that the grader can state it."""
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    assert seccomp.library() is None
    assert seccomp.restrict(same_owner=False) is False


def test_without_landlock_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without Landlock gives version 0."""

    def refuse(*_args: object) -> int:
        raise OSError

    monkeypatch.setattr(landlock, "syscall", refuse)
    assert landlock.abi() == 0
    assert landlock.restrict(["/"], []) == 0
