"""Whether a grader that claimed a run is still there. No clock on the wall is asked: it may jump."""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

BEAT_SECONDS: Final = 15.0
LEASE_SECONDS: Final = 120.0
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Owner:
    """A process that grades."""

    id: str
    place: str
    """Where `pid` means something: this boot of this machine, and its namespace of processes."""
    pid: int
    started: str
    beats: int = 0


def here() -> str:
    """This place."""
    try:
        return f"{_BOOT.read_text().strip()}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return socket.gethostname()


def started(pid: int) -> str | None:
    """When a process began, in ticks since the machine did; None where it is gone or but a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


@dataclass
class Watch:
    """Tells the dead from the living: here by their process, elsewhere by a heart that no longer beats.

    Beats are counted and not dated, and silence is measured by this machine's steady clock. An owner that only slept
    so long loses its claim and nothing else: whoever ends first, the run is kept once.
    """

    place: str = field(default_factory=here)
    clock: Callable[[], float] = time.monotonic
    _heard: dict[str, tuple[int, float]] = field(default_factory=dict)

    def alive(self, owner: Owner) -> bool:
        """Whether an owner's claim stands."""
        if owner.place == self.place:
            return started(owner.pid) == owner.started
        beats, since = self._heard.get(owner.id, (-1, 0.0))
        if beats != owner.beats:
            self._heard[owner.id] = owner.beats, self.clock()
            return True
        return self.clock() - since < LEASE_SECONDS
