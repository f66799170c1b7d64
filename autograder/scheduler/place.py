"""Where a batch runs: on this machine, on the workers of a Dask scheduler, or on those that Slurm starts."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rich.console import Console

from autograder.errors import UsageError
from autograder.runner import GradingData
from autograder.sandbox.interface import Sandbox
from autograder.scheduler.batch import Slots

_SLURM_SECONDS = 24 * 3600.0
"""A queue may be long, and whoever waits can press Ctrl-C."""


@dataclass(frozen=True)
class Remote:
    """A cluster. address: of a Dask scheduler, or its scheduler file; slurm_jobs, slurm_options: instead of it."""

    address: str = ""
    slurm_jobs: int = 0
    slurm_options: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.address and self.slurm_jobs:
            raise UsageError("--cluster and --slurm are two ways to the same: choose one")
        if self.slurm_options and not self.slurm_jobs:
            raise UsageError("--slurm-option needs --slurm with a number of jobs")

    def __bool__(self) -> bool:
        return bool(self.address or self.slurm_jobs)


@runtime_checkable
class Roomy(Protocol):
    """A sandbox that knows by itself how many runs go at a time."""

    def slots(self) -> int:
        """Runs at a time, now."""
        ...


def room(sandbox: Sandbox, jobs: int) -> Slots:
    """How many runs go at a time: as many as the cluster has room for, or `jobs` here."""
    return sandbox.slots if isinstance(sandbox, Roomy) else lambda: jobs


@contextmanager
def open_remote(remote: Remote, data: GradingData, level: str, need_bytes: int, console: Console) -> Iterator[Sandbox]:
    """A sandbox on a cluster, with at least one worker; need_bytes: memory that a run is taken to need.

    Imports of this are slow and happen here.
    """
    from distributed import Client  # noqa: PLC0415

    from autograder.scheduler.cluster import ClusterSandbox, connect, wait_for_workers  # noqa: PLC0415

    for name in ("distributed", "tornado"):  # what they would say of lost workers is told in the results
        logging.getLogger(name).setLevel(logging.CRITICAL)

    @contextmanager
    def client() -> Iterator[Client]:
        if remote.address:
            with connect(remote.address) as opened:
                wait_for_workers(opened)
                yield opened
            return
        from autograder.scheduler.slurm import slurm, slurm_cluster  # noqa: PLC0415

        with slurm_cluster(slurm(remote.slurm_jobs, remote.slurm_options)) as cluster:
            console.print(f"{remote.slurm_jobs} Slurm jobs asked for, waiting for the first", style="dim")
            with Client(cluster, set_as_default=False) as opened:
                wait_for_workers(opened, _SLURM_SECONDS)
                yield opened

    with client() as opened, ClusterSandbox(opened, data.files, dict(data.environment), level, need_bytes) as sandbox:
        console.print(
            f"{remote.address or 'Slurm'}: {sandbox.slots()} runs at a time, isolation «{sandbox.isolation.level}»",
            highlight=False,
            style="dim",
            soft_wrap=True,
        )
        yield sandbox
