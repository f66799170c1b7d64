"""The client's side of a cluster: a sandbox whose runs happen on the workers of a Dask scheduler.

Everything else stays here: intake, scoring, judging, the store. So a batch on a cluster is the same pipeline as one on
this machine, and a worker that is lost has nothing that was not run elsewhere again: Dask repeats its tasks, each at
most as often as the scheduler's `allowed-failures` says; what takes its worker with it that often is a failure of the
machine and goes to a person.

No run is made twice at the same time: Dask knows no speculative copies, and its work stealing moves only tasks that
have not begun. There are none to move, for no more is submitted than runs at a time.
"""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Any, Final, Self

from distributed import Client, Future, KilledWorker

from autograder.errors import ClusterLost, MachineFailure, SandboxUnavailable, UsageError
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Ended, Isolation, Limits, OnFrame, Outcome
from autograder.scheduler.alike import check_alike, versions
from autograder.scheduler.memory import DEFAULT_BYTES
from autograder.scheduler.remote import Grading, Kit, Opener, Returned, UnfitWorker, isolation_here, run_here

CONNECT_SECONDS: Final = 30.0
WORKERS_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.25
_SLOTS_SECONDS: Final = 2.0
_STRENGTH: Final = ("fake", "restricted", "bubblewrap")


def connect(address: str, timeout: float = CONNECT_SECONDS) -> Client:
    """A client of the scheduler at an address, or of the one that a scheduler file names."""
    found = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        return Client(**found, timeout=timeout, set_as_default=False, name="autograder")
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, or correct the address"
        ) from error


def wait_for_workers(client: Client, timeout: float = WORKERS_SECONDS) -> None:
    """Wait until there is one; UsageError after `timeout` seconds without."""
    until = time.monotonic() + timeout
    while not client.nthreads():
        if time.monotonic() > until:
            raise UsageError(
                f"the scheduler at {client.scheduler.address} has no workers after {timeout:.0f} s: start some, "
                "`dask worker ADDRESS --nthreads 1 --nworkers N --memory-limit 0`"
            )
        time.sleep(_POLL_SECONDS)


class ClusterSandbox:
    """Runs jobs on the workers of a cluster; may be used from as many threads as it has slots, and more.

    files: data that runs may read, by data set; environment: of the zygotes; level: of isolation, "auto" for the
    strongest that every worker of now has; need_bytes: memory that a run is taken to need; opener: of sandboxes there.
    """

    def __init__(
        self,
        client: Client,
        files: dict[str, Path],
        environment: dict[str, str],
        level: str = "auto",
        need_bytes: int = DEFAULT_BYTES,
        opener: Opener = open_sandbox,
    ) -> None:
        self._client = client
        mine = versions()
        check_alike(mine, _asked(client, versions))
        self._isolation = weakest(_asked(client, isolation_here, level, opener))
        contents = {name: path.read_bytes() for name, path in files.items()}
        kit = Kit(contents, dict(environment), self._isolation.level, need_bytes, mine, opener)
        self._kit = kit.name
        client.register_plugin(Grading(kit))
        self._lock = Lock()
        self._unfit: dict[str, str] = {}
        self._counted: tuple[float, int] = (-_SLOTS_SECONDS, 0)
        self._gone = False

    @property
    def isolation(self) -> Isolation:
        """What holds on every worker."""
        return self._isolation

    def slots(self) -> int:
        """Runs at a time: threads of all workers that are there now and fit."""
        with self._lock:
            at, slots = self._counted
            if time.monotonic() - at >= _SLOTS_SECONDS:
                workers = self._workers()
                slots = sum(threads for address, threads in workers.items() if address not in self._unfit)
                if workers and not slots:
                    raise self._useless()
                self._counted = time.monotonic(), slots
            return slots

    def _workers(self) -> dict[str, int]:
        try:
            return {} if self._gone else dict(self._client.nthreads())
        except (OSError, RuntimeError, ValueError) as error:
            raise _lost(error) from error

    def start(self) -> None:
        """Nothing to do: workers warm up with their first run."""

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Run one job on a worker; its frames arrive all together, at its end.

        ClusterLost where the scheduler is gone; MachineFailure where no worker can do it.
        """
        while True:
            try:
                returned = self._run(target, job, limits, cancel or Event())
            except UnfitWorker as error:
                self._avoid(error)
                continue
            except ClusterLost:
                self._gone = True  # whoever asked it anything now would wait for half a minute
                raise
            if returned is None:
                return _cancelled()
            for frame in returned.frames:
                on_frame(frame)
            return returned.outcome

    def _run(self, target: str, job: dict[str, Any], limits: Limits, cancel: Event) -> Returned | None:
        try:
            future = self._client.submit(
                run_here,
                *(self._kit, target, job, limits.model_dump()),
                key=f"run-{uuid.uuid4().hex}",
                pure=False,
                **self._where(),
            )
        except (OSError, RuntimeError) as error:
            raise _lost(error) from error
        return _awaited(future, cancel)

    def _where(self) -> dict[str, Any]:
        """No restriction, unless there are workers to be avoided."""
        if not self._unfit:
            return {}
        fit = [address for address in self._workers() if address not in self._unfit]
        if not fit:
            raise self._useless()
        return {"workers": fit, "allow_other_workers": False}

    def _useless(self) -> ClusterLost:
        return ClusterLost(f"no worker of the cluster can do runs: {next(iter(self._unfit.values()))}")

    def _avoid(self, error: UnfitWorker) -> None:
        with self._lock:
            self._unfit[error.address] = error.reason
            self._counted = (-_SLOTS_SECONDS, 0)

    def close(self) -> None:
        """End what runs and the workers' zygotes; the cluster itself stays as it was."""
        if not self._gone:
            self._gone = True
            with suppress(OSError, RuntimeError, ValueError, CancelledError):
                self._client.unregister_worker_plugin(self._kit)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _awaited(future: Future, cancel: Event) -> Returned | None:
    """What the task returned, or raise what it raised; None where `cancel` was set. Leaves no task behind."""
    over = Event()
    future.add_done_callback(lambda _future: over.set())
    while not over.wait(_POLL_SECONDS):
        if cancel.is_set():
            with suppress(OSError, RuntimeError):
                future.cancel()
            return None
    if future.status == "error":
        raise _remote(future.exception())
    try:
        returned: Returned = future.result()
    except (CancelledError, OSError, RuntimeError) as error:
        if cancel.is_set():
            return None
        raise _lost(error) from error
    return returned


def _remote(error: BaseException) -> BaseException:
    if isinstance(error, KilledWorker):
        return MachineFailure(f"each worker that ran it was lost, {error.allowed_failures + 1} in all")
    return error


def _asked(client: Client, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    """What each worker answers, by address."""
    try:
        return dict(client.run(function, *arguments))
    except (ImportError, AttributeError) as error:
        raise UsageError(f"the workers cannot run this program ({error}): install the same version there") from error
    except (OSError, RuntimeError) as error:
        raise _lost(error) from error


def weakest(found: dict[str, Isolation | str]) -> Isolation:
    """What every worker has; SandboxUnavailable where one has none."""
    for address, isolation in found.items():
        if isinstance(isolation, str):
            raise SandboxUnavailable(f"worker {address}: {isolation}")
    return min((item for item in found.values() if isinstance(item, Isolation)), key=_strength)


def _strength(isolation: Isolation) -> tuple[int, int]:
    return _STRENGTH.index(isolation.level), -len(isolation.lacks)


def _lost(error: BaseException) -> ClusterLost:
    return ClusterLost(f"the Dask scheduler is gone ({type(error).__name__}): start it again and give the same command")


def _cancelled() -> Outcome:
    return Outcome(
        ended=Ended.CANCELLED,
        detail="the run was cancelled",
        seconds=0,
        cpu_seconds=0,
        peak_resident_bytes=0,
        bytes_received=0,
    )
