"""Measuring while the host leaves this machine alone.

A virtual machine's processors are the host's too, and what others take is told in `/proc/stat` as *steal* (proc(5)). A
measurement is made again where too much was taken meanwhile, and the calmest one counts: it is chosen by what was
taken, never by how fast it was.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from benchmarks.speed.spread import spread

MOST = 0.01
"""Of one core: in quiet minutes the host took 0 to 0.004, in bursts of minutes 0.05 to 1.3 (readings of 5 s)."""
TRIES = 3
T = TypeVar("T")


def stolen() -> float:
    """Seconds of all cores that the host took since the machine started; 0 where it does not say."""
    return float(getattr(psutil.cpu_times(), "steal", 0.0))


class Calm:
    """Makes measurements, each at most `TRIES` times, and knows what was taken during those that count."""

    def __init__(self, source: Callable[[], float] = stolen) -> None:
        self._stolen = source
        self._shares: list[float] = []
        self._again = 0

    def measured(self, work: Callable[[], T]) -> T:
        """What the calmest of its tries gives; the first one that is calm enough is the last."""
        tries: list[tuple[float, T]] = []
        while not tries or (tries[-1][0] > MOST and len(tries) < TRIES):
            before, began = self._stolen(), time.monotonic()
            result = work()
            tries.append(((self._stolen() - before) / (time.monotonic() - began), result))
        share, result = min(tries, key=lambda one: one[0])
        self._shares.append(share)
        self._again += len(tries) - 1
        return result

    def told(self) -> dict[str, Any]:
        """Per cent of a core that was taken during the measurements that count, and how many were made again."""
        return {"percent": spread([100 * share for share in self._shares], 2), "again": self._again}
