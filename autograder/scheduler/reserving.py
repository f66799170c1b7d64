"""Workers kept free for one run at a time: a run beside one that kills its worker is charged with the death.

Dask counts a lost worker against everything that was on it. What was charged too often is therefore tried once more
where nothing else of this batch runs; only what takes that worker with it, too, is to blame.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Lock
from typing import Final

POLL_SECONDS: Final = 0.25

Workers = Callable[[], Collection[str]]
Running = Callable[[str], Collection[str]]


class Reserving:
    """Which workers are kept free.

    workers: addresses of those that may be used now; running: what of this batch is on one of them.
    """

    def __init__(self, workers: Workers, running: Running) -> None:
        self._workers = workers
        self._running = running
        self._kept: set[str] = set()
        self._lock = Lock()

    def open(self, workers: Mapping[str, int]) -> list[str]:
        """Those of the workers that are not kept free."""
        with self._lock:
            return [address for address in workers if address not in self._kept]

    @property
    def any(self) -> bool:
        """Whether some are kept free."""
        return bool(self._kept)

    @contextmanager
    def one(self, cancel: Event) -> Iterator[str | None]:
        """A worker on which nothing of this batch runs and nothing is begun meanwhile; None where `cancel` was set."""
        address: str | None = None
        try:
            while not cancel.is_set():
                if address is None:
                    address = self._keep()
                time.sleep(POLL_SECONDS)  # what was submitted a moment ago is to be seen
                if address is not None and address not in self._workers():
                    self._free(address)
                    address = None
                if address is not None and not self._running(address):
                    break
            yield None if cancel.is_set() else address
        finally:
            if address is not None:
                self._free(address)

    def _keep(self) -> str | None:
        """The one with the least to do; None while others keep them all."""
        found = [(len(self._running(address)), address) for address in self._workers()]
        with self._lock:
            free = [item for item in sorted(found) if item[1] not in self._kept]
            if not free:
                return None
            self._kept.add(free[0][1])
            return free[0][1]

    def _free(self, address: str) -> None:
        with self._lock:
            self._kept.discard(address)
