"""One zygote per run at a time: a pool of sandboxes that is a sandbox itself.

Runs that share a zygote share its end. With one each, a zygote that dies takes a single run with it, and no sandbox
counts its neighbours' failures as its own. A zygote more costs some 0.3 GB.
"""

from collections import deque
from collections.abc import Callable
from threading import Condition, Event
from typing import Any

from autograder.closing import Closing
from autograder.errors import SandboxUnavailable
from autograder.sandbox.interface import Ended, Isolation, Limits, OnFrame, Outcome, Sandbox
from autograder.scheduler.memory import MemoryGate


class SandboxPool(Closing):
    """At most `size` sandboxes, opened when they are first needed and each used by one run at a time.

    opener: opens one. The first is opened here, so that what fails, fails before anything is graded.
    """

    def __init__(self, opener: Callable[[], Sandbox], size: int, gate: MemoryGate | None = None) -> None:
        self._opener = opener
        self._unopened = max(1, size) - 1
        self._gate = gate or MemoryGate()
        self._changed = Condition()
        first = opener()
        self._opened = [first]
        self._free = deque([first])
        self._closed = False

    @property
    def isolation(self) -> Isolation:
        """What holds in all of them: they are opened alike."""
        return self._opened[0].isolation

    def start(self) -> None:
        """Begin to warm up the first one."""
        self._opened[0].start()

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Run one job as soon as a sandbox is free and there is memory for it."""
        with self._gate.admitted(cancel):
            sandbox = self._take()
            failed = True
            try:
                outcome = sandbox.run(target, job, limits, on_frame, cancel)
                failed = outcome.ended is Ended.MACHINE_FAILED
                self._gate.measured(outcome.peak_resident_bytes)
                return outcome
            finally:
                self._give_back(sandbox, failed=failed)

    def _take(self) -> Sandbox:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._free or self._unopened)
            if self._closed:
                raise SandboxUnavailable("this sandbox was closed: open another one")
            if self._free:
                return self._free.popleft()
            self._unopened -= 1
        return self._open()

    def _open(self) -> Sandbox:
        """Opening tries the sandbox out, which takes a second: not while others wait for the lock."""
        try:
            sandbox = self._opener()
        except BaseException:
            with self._changed:
                self._unopened += 1
                self._changed.notify()
            raise
        with self._changed:
            self._opened.append(sandbox)
            closed = self._closed
        if closed:
            sandbox.close()
        return sandbox

    def _give_back(self, sandbox: Sandbox, *, failed: bool) -> None:
        """One that works is warm and goes to the front; one that failed is not to swallow the next run at once."""
        with self._changed:
            if failed:
                self._free.append(sandbox)
            else:
                self._free.appendleft(sandbox)
            self._changed.notify()

    def close(self) -> None:
        """Close them all, and with them whatever they run."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            opened = list(self._opened)
        for sandbox in opened:
            sandbox.close()
