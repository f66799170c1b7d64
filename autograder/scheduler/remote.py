"""The worker's side of a cluster: a sandbox with its own zygotes in each worker process, and the task that uses it.

A worker gets the data that runs may read and nothing else: no labels of the holdout, no bands, no rubric, no names of
students. What comes back is what left the sandbox.
"""

import logging
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final

from distributed import Reschedule, WorkerPlugin, get_worker
from distributed.worker import thread_state

from autograder.errors import MachineFailure
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Ended, Frame, Isolation, Limits, Outcome, Sandbox
from autograder.scheduler.alike import differences, versions
from autograder.scheduler.memory import DEFAULT_BYTES, MemoryGate
from autograder.scheduler.pool import SandboxPool

IDLE_SECONDS: Final = 600.0
"""A client that was killed says no goodbye: its zygotes leave by themselves, and come back with the next run."""
MOST_FAILURES: Final = 3
"""In a row; the run of the last of them goes to another worker."""
_log = logging.getLogger(__name__)

Opener = Callable[[str, Mapping[str, Path], Mapping[str, str]], Sandbox]


@dataclass(frozen=True)
class Kit:
    """What a worker needs for one batch's runs.

    files: contents of the data files by data set; environment: of the zygotes; level: of isolation; need_bytes: memory
    that a run is taken to need until some were measured; opener: opens one
    sandbox; versions: the client's.
    """

    files: dict[str, bytes]
    environment: dict[str, str]
    level: str
    need_bytes: int = DEFAULT_BYTES
    versions: dict[str, str] = field(default_factory=versions)
    opener: Opener = open_sandbox

    @property
    def name(self) -> str:
        """Batches that need the same share it, and the zygotes with it."""
        digest = sha256(repr((sorted(self.environment.items()), self.level, sorted(self.versions.items()))).encode())
        for name, content in sorted(self.files.items()):
            digest.update(name.encode() + sha256(content).digest())
        return f"autograder-{digest.hexdigest()[:16]}"


class UnfitWorker(Exception):
    """This worker cannot do runs, others may; `address` says which."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason


@dataclass(frozen=True)
class Returned:
    """A run's frames, in their order, and its end."""

    frames: list[Frame]
    outcome: Outcome


class Grading(WorkerPlugin):  # type: ignore[misc]  # untyped library
    """One per worker process and kit: opens the sandbox when it is first needed and closes it when nobody uses it.

    Dask cannot stop a task that runs. But it says that nobody wants it any more (the client cancelled it or is gone):
    then the run ends, and what it would have sent goes nowhere.
    """

    def __init__(self, kit: Kit) -> None:
        self.name = kit.name
        self._kit = kit

    def setup(self, worker: Any) -> None:
        """Called in the worker, also in one that joins later or is started again."""
        self._address = str(worker.address)
        self._slots = int(worker.state.nthreads)
        self._lock = threading.Lock()
        self._open: tuple[Sandbox, ExitStack] | None = None
        self._running: dict[str, Event] = {}
        self._timer: Timer | None = None
        self._failures = 0
        self._unfit = "; ".join(differences(self._kit.versions, versions()))
        if self._unfit:
            _log.error("not used for grading: %s", self._unfit)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002  the interface's
        """Called when the batch is over or the worker leaves: whatever runs here ends."""
        with self._lock:
            for event in self._running.values():
                event.set()
            self._set_timer(None)
            self._close()

    def transition(self, key: str, start: str, finish: str, **_details: Any) -> None:  # noqa: ARG002
        """Called in the worker's event loop for each change of a task."""
        event = self._running.get(key)
        if event is not None and finish in ("cancelled", "released", "forgotten"):
            event.set()

    def run(self, key: str, target: str, job: dict[str, Any], limits: Limits) -> Returned:
        """Run one job, in the thread of its task; UnfitWorker where this worker cannot, MachineFailure as a sandbox."""
        frames: list[Frame] = []
        cancel = self._running[key] = Event()
        try:
            outcome = self._sandbox().run(target, job, limits, frames.append, cancel)
        except OSError as error:
            raise MachineFailure(f"{self._address}: {error}") from error
        finally:
            with self._lock:
                self._running.pop(key, None)
                self._set_timer(None if self._running else IDLE_SECONDS)
        if outcome.ended is Ended.CANCELLED:
            raise Reschedule  # nobody wants it, or this worker is leaving and another one is to run it
        self._judge_myself(outcome)
        return Returned(frames, outcome)

    def _judge_myself(self, outcome: Outcome) -> None:
        """A worker on which everything fails ends its runs sooner than any other and would be given all of them."""
        self._failures = self._failures + 1 if outcome.ended is Ended.MACHINE_FAILED else 0
        if self._failures >= MOST_FAILURES:
            raise UnfitWorker(self._address, outcome.detail)

    def _sandbox(self) -> Sandbox:
        with self._lock:
            self._set_timer(None)
            if self._unfit:
                raise UnfitWorker(self._address, self._unfit)
            if self._open is None:
                self._open = self._make()
            return self._open[0]

    def _make(self) -> tuple[Sandbox, ExitStack]:
        kit = self._kit
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-data-")))
            folder.chmod(0o755)
            files = {name: folder / f"{name}.npz" for name in kit.files}
            for name, path in files.items():
                path.write_bytes(kit.files[name])
                path.chmod(0o644)
            try:
                pool = SandboxPool(
                    lambda: kit.opener(kit.level, files, kit.environment), self._slots, MemoryGate(kit.need_bytes)
                )
            except (MachineFailure, OSError) as error:
                raise UnfitWorker(self._address, str(error)) from error
            return stack.enter_context(pool), stack.pop_all()

    def _set_timer(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else Timer(seconds, self._rest)
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def _rest(self) -> None:
        with self._lock:
            if not self._running:
                self._close()

    def _close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


def run_here(kit: str, target: str, job: dict[str, Any], limits: dict[str, Any]) -> Returned:
    """The task: one run in this worker's sandbox."""
    worker = get_worker()
    plugin = worker.plugins.get(kit)
    if plugin is None:
        raise UnfitWorker(str(worker.address), "it was not told what is graded")
    return plugin.run(thread_state.key, target, job, Limits.model_validate(limits))  # type: ignore[no-any-return]


def isolation_here(level: str, opener: Opener) -> Isolation | str:
    """What the sandbox of this worker promises, or why there is none."""
    try:
        with opener(level, {}, {}) as sandbox:
            return sandbox.isolation
    except (MachineFailure, OSError) as error:
        return str(error)
