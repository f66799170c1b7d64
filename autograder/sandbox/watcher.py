"""What a job's processes use, read from outside: from /proc, which the job cannot reach."""

import contextlib
import itertools
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_MAX_PROCESSES: Final = 4096
_MAX_DEPTH: Final = 64
_MAX_FILES: Final = 20_000
_FULL_BYTES: Final = 64 * 1024
_MESSAGE: Final = 256 * 1024
"""One message more than fits is taken."""


@dataclass(frozen=True)
class Usage:
    """One reading over all processes of a job."""

    processes: int
    resident_bytes: int
    address_bytes: int  # of the largest process
    cpu_seconds: float


def pid_of(pidfd: int) -> int:
    """Return the process id behind a pidfd as this /proc numbers it, -1 once it has ended."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    return -1


def tree(root: int) -> list[int]:
    """Return `root` and its descendants, whatever they are called and whichever thread started them."""
    found: list[int] = []
    waiting = [root]
    while waiting and len(found) < _MAX_PROCESSES:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                    waiting += map(int, file.read().split())
    return found


def measure(pids: Sequence[int]) -> Usage:
    """Add up what these processes use; those that end meanwhile count as nothing."""
    resident = largest = 0
    cpu = 0.0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            address, pages = _read(f"/proc/{pid}/statm").split()[:2]
            resident += int(pages) * _PAGE + page_table_bytes(pid)
            largest = max(largest, int(address) * _PAGE)
            cpu += _cpu_seconds(pid)
    return Usage(len(pids), resident, largest, cpu)


def page_table_bytes(pid: int) -> int:
    """Return what the kernel needs to know where a process' memory is; zero pages without end cost nothing else."""
    for line in _read(f"/proc/{pid}/status").splitlines():
        if line.startswith("VmPTE:"):
            return int(line.split()[1]) * 1024
    return 0


def socket_bytes(pids: Sequence[int], *, own_network: bool) -> int:
    """Return what the sockets of these processes may hold at most; the kernel counts it as nobody's.

    Sockets without a network still pair up, and what one end sends lies in memory until the other reads it.
    own_network: they have a network namespace, which knows its sockets; else their descriptors are counted, where the
    kernel shows them.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        used = int(_read(f"/proc/{pids[0]}/net/sockstat").split()[2]) if own_network else sum(map(_sockets, pids))
        return used * (2 * int(_read("/proc/sys/net/core/wmem_max")) + _MESSAGE)
    return 0


def _sockets(pid: int) -> int:
    with contextlib.suppress(OSError):
        folder = f"/proc/{pid}/fd"
        return sum(os.readlink(f"{folder}/{fd}").startswith("socket:") for fd in os.listdir(folder))
    return 0


def proportional_bytes(pids: Sequence[int]) -> int:
    """Return the memory of these processes with each shared page counted once among its sharers.

    Exact but slow (milliseconds for a process of a gigabyte); where the kernel does not let it be read,
    the process' whole resident size.
    """
    total = 0
    for pid in pids:
        try:
            total += _pss(pid) + page_table_bytes(pid)
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError, IndexError):
                total += int(_read(f"/proc/{pid}/statm").split()[1]) * _PAGE
    return total


def _pss(pid: int) -> int:
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"no Pss for process {pid}")


def _cpu_seconds(pid: int) -> float:
    # The name in parentheses may hold anything, so count the fields from the last parenthesis.
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def waiting_seconds(pids: Sequence[int]) -> float:
    """Return how long the threads of these processes were ready to run while others had the processor.

    Sleeping is no waiting. 0 where the kernel does not count it; what threads waited that have ended is lost.
    """
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{pid}/task"):
                with contextlib.suppress(OSError, ValueError, IndexError):
                    total += int(_read(f"/proc/{pid}/task/{thread}/schedstat").split()[1])
    return total / 1e9


def machine_seconds() -> float:
    """Processor time that this machine has given to anybody, kept for others or kept back from this group of processes.

    What a job waited for can be no more than this, less its own: its threads may also wait for one another. 0 where the
    kernel does not say.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        user, nice, system, _idle, _waiting, *interrupts = map(int, _read("/proc/stat").splitlines()[0].split()[1:9])
        return (user + nice + system + sum(interrupts)) / _TICKS + _throttled_seconds()
    return 0.0


def _throttled_seconds() -> float:
    """How long a limit on processor time, as a container has one, has kept this group of processes waiting."""
    with contextlib.suppress(OSError, ValueError):
        for line in _read("/proc/self/cgroup").splitlines():
            _, controllers, path = line.split(":", 2)
            folder = "" if not controllers else "cpu" if "cpu" in controllers.split(",") else None
            if folder is not None:
                with contextlib.suppress(OSError, ValueError):
                    said = dict(map(str.split, _read(f"/sys/fs/cgroup/{folder}{path}/cpu.stat").splitlines()))
                    return int(said.get("throttled_usec", 0)) / 1e6 + int(said.get("throttled_time", 0)) / 1e9
    return 0.0


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def files_bytes(root: str) -> int:
    """Return what the files below `root` take on disk; sys.maxsize for more entries or levels than honest work makes.

    Links are not followed, and files that were deleted while open are not seen.
    """
    total = entries = 0
    waiting = [(root, 0)]
    while waiting:
        directory, depth = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(directory) as listing:
            for entry in itertools.islice(listing, _MAX_FILES + 1):
                entries += 1
                total += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, depth + 1))
        if depth > _MAX_DEPTH or entries > _MAX_FILES:
            return sys.maxsize
    return total


def disk_is_full(path: str) -> bool:
    """Whether the disk that holds `path` has neither room nor names left for anybody."""
    try:
        found = os.statvfs(path)
    except OSError:  # the job is over and its folder is gone
        return False
    return found.f_bavail * found.f_frsize < _FULL_BYTES or (found.f_files > 0 and found.f_favail == 0)


def out_of_memory_kills() -> int:
    """Return how many processes the kernel has ended on this machine for want of memory."""
    with contextlib.suppress(OSError, ValueError):
        for line in _read("/proc/vmstat").splitlines():
            name, _, value = line.partition(" ")
            if name == "oom_kill":
                return int(value)
    return 0
