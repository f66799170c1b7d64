"""A pool of sandboxes is a sandbox: one run at a time in each."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.fake import FakeSandbox, outcome
from autograder.sandbox.interface import Ended, Limits, Outcome
from autograder.scheduler.memory import MemoryGate
from autograder.scheduler.pool import SandboxPool


class Counting:
    """Opens fakes that tell how many runs each had at a time."""

    def __init__(self, broken: int = 0) -> None:
        self.opened: list[FakeSandbox] = []
        self.busy: dict[int, int] = {}
        self.most = 0
        self.broken = broken
        self._lock = threading.Lock()

    def __call__(self) -> FakeSandbox:
        """Open one more."""
        number = len(self.opened)

        def script(target: str, job: dict[str, Any], on_frame: Any) -> Outcome | None:
            with self._lock:
                self.busy[number] = self.busy.get(number, 0) + 1
                self.most = max(self.most, self.busy[number])
            time.sleep(job.get("seconds", 0.05))
            with self._lock:
                self.busy[number] -= 1
            return outcome(Ended.MACHINE_FAILED, "the zygote is gone") if number < self.broken else None

        self.opened.append(FakeSandbox(script))
        return self.opened[-1]


def run(pool: SandboxPool, seconds: float = 0.05) -> Outcome:
    """One run."""
    return pool.run("target", {"seconds": seconds}, Limits(), lambda frame: None)


def gate() -> MemoryGate:
    """Of a machine with memory enough."""
    return MemoryGate(1, lambda: 2**40)


def test_runs_share_no_zygote() -> None:
    """As many sandboxes as runs at a time, each with one."""
    opener = Counting()
    with SandboxPool(opener, 3, gate()) as pool, ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: run(pool, 0.1), range(12)))
    assert len(opener.opened) == 3
    assert opener.most == 1
    assert sum(len(item.calls) for item in opener.opened) == 12
    assert all(item.closed for item in opener.opened)


def test_what_is_not_needed_is_not_opened() -> None:
    """One run after the other needs one warm zygote."""
    opener = Counting()
    with SandboxPool(opener, 8, gate()) as pool:
        pool.start()
        for _ in range(3):
            run(pool)
    assert len(opener.opened) == 1
    assert opener.opened[0].started


def test_a_sandbox_that_fails_does_not_get_the_next_run() -> None:
    """It is at the end of the queue."""
    opener = Counting(broken=1)
    with SandboxPool(opener, 2, gate()) as pool, ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: run(pool, 0.2), range(2)))
        ended = [run(pool).ended for _ in range(4)]
    assert ended == [Ended.FINISHED] * 4


def test_memory_measured_is_memory_asked_for() -> None:
    """Peaks reach the gate."""
    memory = gate()
    big = outcome().model_copy(update={"peak_resident_bytes": 7})
    with SandboxPool(lambda: FakeSandbox(lambda *_: big), 1, memory) as pool:
        for _ in range(3):
            run(pool)
    assert memory.need_bytes == 7


def test_a_sandbox_that_cannot_be_opened_is_said_at_once() -> None:
    """Before anything is graded; later ones fail their run alone."""

    def never() -> FakeSandbox:
        raise SandboxUnavailable("no bwrap")

    with pytest.raises(SandboxUnavailable):
        SandboxPool(never, 2)
    left = [FakeSandbox(lambda *_: time.sleep(0.3))]  # type: ignore[func-returns-value]

    def once() -> FakeSandbox:
        return left.pop() if left else never()

    with SandboxPool(once, 2, gate()) as pool, ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(run, pool) for _ in range(2)]
        assert sorted(type(future.exception()).__name__ for future in futures) == ["NoneType", "SandboxUnavailable"]


def test_a_closed_pool_runs_nothing() -> None:
    """As every sandbox."""
    pool = SandboxPool(Counting(), 2, gate())
    pool.close()
    with pytest.raises(SandboxUnavailable, match="closed"):
        run(pool)
