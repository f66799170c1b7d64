"""The client's side of a cluster: a sandbox whose runs happen on the workers of a Dask scheduler.

Everything else stays here: intake, scoring, judging, the store. So a batch on a cluster is the same pipeline as one on
this machine, and a worker that is lost has nothing that was not run elsewhere again: Dask repeats its tasks, each at
most as often as the scheduler's `allowed-failures` says. What was on a worker that often is tried once more alone, for
its neighbour may have been to blame; what takes that worker with it, too, is a failure of the machine and goes to a
person.

No run is made twice at the same time: Dask knows no speculative copies, and its work stealing moves only tasks that
have not begun. There are none to move, for no more is submitted than runs at a time.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock
from typing import Any, Final

from distributed import Client, Future, KilledWorker

from autograder.closing import Closing
from autograder.errors import ClusterLost, MachineFailure, SandboxUnavailable, UsageError
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Ended, Isolation, Limits, OnFrame, Outcome
from autograder.scheduler.alike import check_alike, versions
from autograder.scheduler.memory import DEFAULT_BYTES
from autograder.scheduler.remote import Grading, Kit, Opener, Returned, UnfitWorker, isolation_here, run_here
from autograder.scheduler.reserving import POLL_SECONDS, Reserving

CONNECT_SECONDS: Final = 30.0
WORKERS_SECONDS: Final = 120.0
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
        time.sleep(POLL_SECONDS)


class _Suspected(Exception):
    """A run that was on so many workers when they were lost."""

    def __init__(self, lost: int) -> None:
        super().__init__(lost)
        self.lost = lost


class ClusterSandbox(Closing):
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
        self._keys: set[str] = set()
        self._lost: dict[str, int] = {}
        self._reserving = Reserving(self._fit, self._running)
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
                slots = sum(self._fit(workers).values())
                if workers and not slots:
                    raise self._useless()
                self._counted = time.monotonic(), slots
            return slots

    def _workers(self) -> dict[str, int]:
        try:
            return {} if self._gone else dict(self._client.nthreads())
        except (OSError, RuntimeError, ValueError) as error:
            raise _lost(error) from error

    def _fit(self, workers: dict[str, int] | None = None) -> dict[str, int]:
        """The workers that can do runs, with their threads."""
        there = self._workers() if workers is None else workers
        return {address: threads for address, threads in there.items() if address not in self._unfit}

    def _running(self, address: str) -> set[str]:
        """Our runs that a worker has."""
        try:
            return self._keys.intersection(self._client.processing([address]).get(address, ()))
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
        cancel = cancel or Event()
        name = sha256(repr(job).encode()).hexdigest()
        while True:
            lost = self._lost.get(name, 0)
            attempt = self._alone if lost else self._anywhere
            try:
                returned = attempt((self._kit, target, job, limits.model_dump()), cancel)
            except UnfitWorker as error:
                self._avoid(error)
                continue
            except _Suspected as error:
                if lost:
                    told = f"each worker that ran it was lost: {lost} in all, and one more on which it ran alone"
                    raise MachineFailure(told) from error
                self._lost[name] = error.lost  # whoever tries it again tries it alone
                continue
            except ClusterLost:
                self._gone = True  # whoever asked it anything now would wait for half a minute
                raise
            if returned is None:
                return _cancelled()
            for frame in returned.frames:
                on_frame(frame)
            return returned.outcome

    def _anywhere(self, call: tuple[Any, ...], cancel: Event) -> Returned | None:
        """One attempt on whichever worker is free."""
        while (where := self._where()) is None:
            if cancel.wait(POLL_SECONDS):
                return None
        with self._submitted(call, where) as future:
            return _awaited(future, cancel)

    def _alone(self, call: tuple[Any, ...], cancel: Event) -> Returned | None:
        """One attempt where nothing else of this batch runs; a worker that is lost then was lost by this run."""
        with self._reserving.one(cancel) as address:
            if address is None:
                return None
            with self._submitted(call, _only([address])) as future:
                return _awaited(future, cancel, lambda: address in self._workers())

    @contextmanager
    def _submitted(self, call: tuple[Any, ...], where: dict[str, Any]) -> Iterator[Future]:
        key = f"run-{uuid.uuid4().hex}"
        self._keys.add(key)
        try:
            yield self._future(call, key, where)
        finally:
            self._keys.discard(key)

    def _future(self, call: tuple[Any, ...], key: str, where: dict[str, Any]) -> Future:
        try:
            return self._client.submit(run_here, *call, key=key, pure=False, **where)
        except (OSError, RuntimeError) as error:
            raise _lost(error) from error

    def _where(self) -> dict[str, Any] | None:
        """No restriction, unless there are workers to be avoided; None while all that are left are kept free."""
        if not self._unfit and not self._reserving.any:
            return {}
        workers = self._workers()
        fit = self._fit(workers)
        if workers and not fit:
            raise self._useless()
        free = self._reserving.open(fit)
        return _only(free) if free else None

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


def _only(addresses: list[str]) -> dict[str, Any]:
    return {"workers": addresses, "allow_other_workers": False}


def _awaited(future: Future, cancel: Event, there: Callable[[], bool] | None = None) -> Returned | None:
    """What the task returned, or raise what it raised; None where `cancel` was set. Leaves no task behind.

    there: whether the only worker that may run it still is; Dask would wait for it to come back.
    """
    over = Event()
    future.add_done_callback(lambda _future: over.set())
    while not over.wait(POLL_SECONDS):
        if cancel.is_set():
            with suppress(OSError, RuntimeError):
                future.cancel()
            return None
        if there is not None and not there():
            with suppress(OSError, RuntimeError):
                future.cancel()
            raise _Suspected(1)
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
        return _Suspected(error.allowed_failures + 1)
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
