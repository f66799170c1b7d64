"""What an attack is: a job, the harm it is after, and the proof that it failed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from autograder.sandbox.interface import Ended, Outcome

Family = Literal["reading", "writing", "escaping", "starving", "forging", "smuggling"]

MIB: Final = 1024**2

PRELUDE: Final = """
import ctypes, errno, mmap, os, resource, signal, socket, stat, struct, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
won = []
def attempt(name, act, *args):
    "Note `name` if the act is allowed and gives something."
    try:
        if act(*args) not in (None, False, b"", "", []): won.append(name)
    except (OSError, ValueError, MemoryError, RuntimeError, TypeError): pass
def does(name, act, *args):
    "Note `name` if the act is allowed, whatever it gives."
    attempt(name, lambda: act(*args) or True)
def call(name, number, *args):
    "Note `name` if the system call succeeds."
    if libc.syscall(number, *args) >= 0: won.append(name)
def read(path):
    "What is at a path: a folder's names or a file's beginning."
    return os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(64)
def raw(data):
    "Bytes on the result pipe, past the channel."
    while data: data = data[os.write(3, data):]
"""
EPILOGUE: Final = "\nemit({'won': won})\n"


@dataclass
class Seen:
    """What an attack sent, and how it ended."""

    outcome: Outcome
    frames: list[dict[str, Any]] = field(default_factory=list)

    def __getitem__(self, key: str) -> Any:
        """Return the value of the last frame that has `key`."""
        return next(frame[key] for frame in reversed(self.frames) if key in frame)

    def get(self, key: str) -> Any:
        """Return the same, None where no frame has it."""
        return next((frame[key] for frame in reversed(self.frames) if key in frame), None)


def nothing_won(seen: Seen) -> bool:
    """Whether the attack came to its end and was refused all it tried."""
    return seen.outcome.ended is Ended.FINISHED and seen.get("won") == []


def ended(*ways: Ended) -> Callable[[Seen], bool]:
    """Whether the grader ended the attack in one of these ways."""
    return lambda seen: seen.outcome.ended in ways


@dataclass(frozen=True)
class Attack:
    """One attack on the sandbox.

    harm: what would be gained, as the end of "a student …". mechanism: what stops it. source: Python, run after
    PRELUDE. proof: that it failed; beside it, what surrounds the sandbox must be as before (`Range.surroundings`).
    """

    id: str
    harm: str
    mechanism: str
    source: str
    proof: Callable[[Seen], object] = nothing_won
    limits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def program(self) -> str:
        """The whole source."""
        return f"{PRELUDE}\n{self.source}\n{EPILOGUE}"
