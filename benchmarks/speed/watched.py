"""Memory and processor time of everything that this process starts."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from benchmarks.speed.calm import stolen

_EVERY = 0.25
"""Seconds between readings of processor time; what a process used after its last reading is lost."""
_MEMORY_EVERY = 4
"""Readings between those of memory: the kernel walks all pages for one."""
Who = tuple[int, float]


class Watch:
    """Within: reads all processes below this one.

    Memory is the sum of proportional set sizes, in which a page that n processes share counts 1/n in each. Processor
    time is what each process itself says, as forks that the kernel reaps are in nobody's account.

    enough: once it is true nothing is read any more; reading takes a fifteenth of a core, which what is timed shares.
    """

    def __init__(self, enough: Callable[[], bool] = lambda: False) -> None:
        self._enough = enough
        self._root = psutil.Process()
        self._peak = self._largest = 0.0
        self._used: dict[Who, float] = {}
        self._before: dict[Who, float] = {}
        self._children: set[Who] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._began = self._ended = self._taken = 0.0

    def __enter__(self) -> Self:
        self._read(memory=False)
        self._before = dict(self._used)
        self._began, self._taken = time.monotonic(), stolen()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended, self._taken = time.monotonic(), stolen() - self._taken
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """Wall time."""
        return self._ended - self._began

    @property
    def cpu(self) -> float:
        """Processor seconds."""
        return sum(used - self._before.get(who, 0.0) for who, used in self._used.items())

    @property
    def grader_cpu(self) -> float:
        """Processor seconds of this process' own children, without what they start themselves."""
        return sum(used for who, used in self._used.items() if who in self._children)

    @property
    def memory(self) -> float:
        """The peak in MiB."""
        return self._peak / 2**20

    @property
    def largest(self) -> float:
        """The peak of the largest process in MiB: of a run, where one is watched."""
        return self._largest / 2**20

    def told(self) -> dict[str, float]:
        """For the file."""
        return {
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu, 2),
            "cores_busy": round(self.cpu / self.seconds, 2),
            "peak_mib": round(self.memory),
            "taken_percent": round(100 * self._taken / self.seconds, 2),
        }

    def _watch(self) -> None:
        count = 0
        while not self._over.wait(_EVERY) and not self._enough():
            self._read(memory=count % _MEMORY_EVERY == 0)
            count += 1

    def _read(self, *, memory: bool) -> None:
        total = 0.0
        for one in self._root.children(recursive=True):
            read = _reading(one, memory)
            if read is not None:
                who, parent, used, size = read
                self._used[who] = used
                if parent == self._root.pid:
                    self._children.add(who)
                total += size
                self._largest = max(self._largest, size)
        self._peak = max(self._peak, total)


def _reading(one: psutil.Process, memory: bool) -> tuple[Who, int, float, float] | None:
    """A process, its parent, its processor seconds and its memory; None where it is gone."""
    try:
        times: Any = one.cpu_times()
        size = float(one.memory_full_info().pss) if memory else 0.0
        return (one.pid, one.create_time()), one.ppid(), float(times.user + times.system), size
    except psutil.Error:
        return None
