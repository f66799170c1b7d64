"""Workers from a university's Slurm cluster, through dask-jobqueue."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import dask
from dask_jobqueue import SLURMCluster

from autograder.errors import UsageError
from autograder.scheduler.certificates import certificates

_CORES: Final = 4
_GIGABYTES_PER_CORE: Final = 2
_WALLTIME: Final = "04:00:00"
_LIBRARYS_WALLTIME: Final = "00:30:00"
"""What stands there where nobody configured anything."""
_NUMBERS: Final = ("cores", "processes", "job_cpu", "death_timeout")
_LISTS: Final = ("job_extra_directives", "job_directives_skip", "job_script_prologue")
_TEXTS: Final = (
    *("queue", "account", "walltime", "memory", "job_mem", "interface", "python"),
    *("local_directory", "log_directory", "shared_temp_directory"),
)


@dataclass(frozen=True)
class Slurm:
    """What to ask Slurm for: so many jobs, each with settings as `SLURMCluster` names them."""

    jobs: int
    settings: Mapping[str, Any]


def slurm(jobs: int, options: Sequence[str]) -> Slurm:
    """Read `name=value` options; UsageError for one that there is not. Options of a list may come more than once."""
    settings: dict[str, Any] = {}
    for option in options:
        name, equals, value = option.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in (*_NUMBERS, *_LISTS, *_TEXTS):
            known = ", ".join(sorted((*_NUMBERS, *_LISTS, *_TEXTS)))
            raise UsageError(f"--slurm-option takes name=value, not {option!r}; names are {known}")
        if name in _LISTS:
            settings.setdefault(name, []).append(value)
        else:
            settings[name] = _number(name, value) if name in _NUMBERS else value
    return Slurm(jobs, settings)


def _number(name: str, value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise UsageError(f"--slurm-option {name} takes a whole number from 1, not {value!r}")
    return int(value)


@contextmanager
def slurm_cluster(wanted: Slurm) -> Iterator[SLURMCluster]:
    """A scheduler in this process and jobs that start its workers; Slurm's jobs end with it.

    They talk through TLS with a certificate of this batch's own: whoever can talk to a Dask scheduler can run programs
    as its owner, and a cluster's network has many users.

    A worker process per core, each with one thread and one zygote, so that a process that is lost takes one run with
    it. What a job is granted bounds it; Dask's own limit on memory looks at the worker alone, whose runs are children,
    and is off. Jobs that end, for their time is over, are asked for again. What is named nowhere is taken from Dask's
    own configuration (`jobqueue.slurm`).
    """
    settings = {**_configured(), **wanted.settings}
    settings.setdefault("cores", _CORES)
    settings.setdefault("walltime", _WALLTIME)
    settings.setdefault("processes", settings["cores"])
    settings.setdefault("memory", f"{_GIGABYTES_PER_CORE * settings['cores']} GB")
    extra = [*dask.config.get("jobqueue.slurm.worker-extra-args", []), "--memory-limit", "0"]
    with ExitStack() as stack:
        security = stack.enter_context(certificates())
        try:
            cluster = SLURMCluster(
                worker_extra_args=extra,
                security=security,
                protocol="tls://",
                scheduler_options={"dashboard_address": "127.0.0.1:0"},  # TLS does not cover Dask's web page
                **settings,
            )
        except (ValueError, TypeError, OSError) as error:
            raise UsageError(f"Slurm's workers cannot be described so: {error}") from error
        stack.enter_context(cluster)
        cluster.adapt(minimum_jobs=wanted.jobs, maximum_jobs=wanted.jobs)
        yield cluster


def _configured() -> dict[str, Any]:
    """What the user's own configuration says of what has a default here."""
    own = {name: dask.config.get(f"jobqueue.slurm.{name}", None) for name in ("cores", "processes", "memory")}
    walltime = dask.config.get("jobqueue.slurm.walltime", None)
    if walltime != _LIBRARYS_WALLTIME:
        own["walltime"] = walltime
    return {name: value for name, value in own.items() if value is not None}
