"""How much memory there is for runs, and a gate that lets in no more of them than fit."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition, Event
from typing import Final

import psutil  # type: ignore[import-untyped]

DEFAULT_BYTES: Final = 5 * 2**29
"""2.5 GiB: what a text assignment's reference run on graded data takes at most; images need less."""
GROWING_SECONDS: Final = 60.0
"""A notebook has loaded its data and begun to train by then: what it takes is seen in what is left."""
SPARE_BYTES: Final = 2**28
_POLL_SECONDS: Final = 0.25
_KEPT_PEAKS: Final = 40
_ENOUGH_PEAKS: Final = 3
_SHARE: Final = 0.9
_CGROUP: Final = Path("/sys/fs/cgroup")


def available_bytes() -> int:
    """What may still be taken: of the machine, or of the share of it that a batch system or container was given."""
    return min(int(psutil.virtual_memory().available), *_group_bytes(), 2**63)


def _group_bytes(root: Path = _CGROUP, listing: Path = Path("/proc/self/cgroup")) -> Iterator[int]:
    """What is left below each limit on this process' group of processes or on one above it."""
    with suppress(OSError, ValueError):
        for line in listing.read_text(encoding="ascii").splitlines():
            number, controllers, path = line.split(":", 2)
            if number == "0":
                yield from _left_below(root, path, "memory.max", "memory.current", "inactive_file")
            elif "memory" in controllers.split(","):
                names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
                yield from _left_below(root / "memory", path, *names)


def _left_below(root: Path, path: str, limit: str, usage: str, cache: str) -> Iterator[int]:
    folder = root / path.lstrip("/")
    for group in (folder, *folder.parents):
        with suppress(OSError, ValueError):
            bound = int((group / limit).read_text(encoding="ascii"))  # "max" is none, and no number
            lines = (group / "memory.stat").read_text(encoding="ascii").splitlines()
            # Pages of files that were read once are given back before anybody is killed.
            spare = next((int(line.split()[1]) for line in lines if line.startswith(f"{cache} ")), 0)
            yield max(0, bound - int((group / usage).read_text(encoding="ascii")) + spare)
        if group == root:
            return


class MemoryGate:
    """Lets runs in while there is memory for one more; one is always let in, for waiting would not help it.

    need_bytes: what a run is taken to need until enough have been measured.
    """

    def __init__(
        self,
        need_bytes: int = DEFAULT_BYTES,
        available: Callable[[], int] = available_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._expected = need_bytes
        self._available = available
        self._clock = clock
        self._changed = Condition()
        self._begun: dict[int, float] = {}
        self._peaks: list[int] = []
        self._tickets = 0

    @property
    def need_bytes(self) -> int:
        """Bytes that a run is taken to need."""
        return self.measured_bytes or self._expected

    @property
    def measured_bytes(self) -> int | None:
        """Bytes that nine of ten of the last runs did with; None where too few were measured."""
        if len(self._peaks) < _ENOUGH_PEAKS:
            return None
        return sorted(self._peaks)[int(_SHARE * (len(self._peaks) - 1))]

    def measured(self, peak_bytes: int) -> None:
        """Note what a run took at most; 0 is a run that nobody measured."""
        with self._changed:
            if peak_bytes > 0:
                self._peaks = [*self._peaks, peak_bytes][-_KEPT_PEAKS:]

    @contextmanager
    def admitted(self, cancel: Event | None = None) -> Iterator[None]:
        """Wait until there is room, or until `cancel` is set: then the run ends itself at once."""
        ticket = self._enter(cancel)
        try:
            yield
        finally:
            with self._changed:
                self._begun.pop(ticket, None)
                self._changed.notify_all()

    def _enter(self, cancel: Event | None) -> int:
        with self._changed:
            while not (self._fits() or (cancel is not None and cancel.is_set())):
                self._changed.wait(_POLL_SECONDS)
            self._tickets += 1
            self._begun[self._tickets] = self._clock()
            return self._tickets

    def _fits(self) -> bool:
        if not self._begun:
            return True
        now, need = self._clock(), self.need_bytes
        growing = sum(need for begun in self._begun.values() if now - begun < GROWING_SECONDS)
        return self._available() - growing - SPARE_BYTES >= need
