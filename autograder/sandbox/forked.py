"""The part that bubblewrap and the restricted level share: jobs forked from a zygote that is restarted when it dies."""

import threading
from threading import Event
from typing import Any, Final, Protocol

from autograder.closing import Closing
from autograder.errors import MachineFailure, SandboxUnavailable
from autograder.machine import explained
from autograder.sandbox.interface import Ended, Isolation, Level, Limits, OnFrame, Outcome
from autograder.sandbox.jobs import Job
from autograder.sandbox.promises import promises
from autograder.sandbox.zygotes import Command, Zygote, connect
from autograder.worker.confine import Layers

MAX_FAILURES: Final = 3
PROBE: Final = "autograder.worker.script:execute"
# A job must reach the library, the packages and this package after it gave up its identity, not only before.
_PROBE_SOURCE: Final = """
import os, sysconfig, autograder
for path in (os.__file__, autograder.__file__): open(path).close()
os.listdir(sysconfig.get_path("purelib"))
"""
_PROBE_LIMITS: Final = Limits(wall_seconds=20, cpu_seconds=20)


class Launcher(Protocol):
    """Knows how to start a zygote at one level of isolation."""

    @property
    def level(self) -> Level:
        """Which level its zygotes have."""
        ...

    def command(self, socket_fd: int) -> Command:
        """Return how to start a zygote that serves on the inherited descriptor `socket_fd`."""
        ...

    def close(self) -> None:
        """Give back what the launcher holds."""
        ...


class ForkedSandbox(Closing):
    """A sandbox whose jobs are forks of one zygote."""

    def __init__(self, launcher: Launcher, isolation: Isolation) -> None:
        self._launcher = launcher
        self._isolation = isolation
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._failures = 0
        self._closed = False

    @property
    def isolation(self) -> Isolation:
        """What holds here and what does not, as probed when the sandbox was opened."""
        return self._isolation

    @property
    def pid(self) -> int | None:
        """The process that holds the zygote and all its jobs, None while there is none."""
        return self._zygote.pid if self._zygote is not None else None

    def start(self) -> None:
        """Begin to warm up in the background."""
        self._current()

    def _current(self) -> Zygote:
        with self._lock:
            if self._closed:
                raise SandboxUnavailable("this sandbox was closed: open another one")
            if self._zygote is None or not self._zygote.alive:
                if self._zygote is not None:
                    self._zygote.close()
                try:
                    ours, theirs = connect()
                    self._zygote = Zygote(self._launcher.command(theirs.fileno()), ours, theirs)
                except OSError as error:
                    raise MachineFailure(f"the sandbox was not started: {explained(error)}") from error
            return self._zygote

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Run one job; a zygote found dead is replaced first, up to MAX_FAILURES times in a row."""
        if self._failures >= MAX_FAILURES:
            return _machine_failed(f"the sandbox failed {self._failures} times in a row and is not started again")
        zygote = self._current()
        try:
            zygote.wait_warm()
        except MachineFailure as error:
            zygote.close()
            self._record(zygote, failed=True)
            return _machine_failed(str(error))
        outcome = Job(zygote, limits, on_frame, cancel).run(target, job)
        failed = outcome.ended is Ended.MACHINE_FAILED
        words = self._record(zygote, failed=failed)
        return outcome.model_copy(update={"detail": f"{outcome.detail}: {words}"}) if words else outcome

    def _record(self, zygote: Zygote, *, failed: bool) -> str:
        """Count failures in a row; of a zygote that died, its last words."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if not (failed and self._zygote is zygote and zygote.is_leaving()):
                return ""
            words = zygote.last_words()
            zygote.close()
            self._zygote = None
            return words

    def close(self) -> None:
        """End the zygote and with it whatever it runs."""
        with self._lock:
            self._closed = True
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None
        self._launcher.close()


def probe(launcher: Launcher) -> Isolation:
    """Run a trivial job for real and return what was applied; SandboxUnavailable with the reason otherwise."""
    ours, theirs = connect()
    zygote = Zygote(launcher.command(theirs.fileno()), ours, theirs)
    try:
        zygote.wait_warm(30)
        job = Job(zygote, _PROBE_LIMITS, lambda _frame: None, None)
        outcome = job.run(PROBE, {"source": _PROBE_SOURCE})
    except MachineFailure as error:
        raise SandboxUnavailable(f"{launcher.level}: {error}") from error
    finally:
        zygote.close()
    if outcome.ended is not Ended.FINISHED or job.layers is None:
        raise SandboxUnavailable(f"{launcher.level}: {outcome.detail}")
    return promises(launcher.level, Layers(**job.layers))


def _machine_failed(detail: str) -> Outcome:
    return Outcome(
        ended=Ended.MACHINE_FAILED, detail=detail, seconds=0, cpu_seconds=0, peak_resident_bytes=0, bytes_received=0
    )
