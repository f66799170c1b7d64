"""What a job may use, as the kernel enforces it, and the file descriptors it may keep."""

import os
import resource
from collections.abc import Mapping
from typing import Final

RESULT_FD: Final = 3


def tasks_of_user(uid: int) -> int:
    """Count the threads that run under `uid`: where a uid is shared, RLIMIT_NPROC counts them all."""
    total = 0
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                if os.stat(f"/proc/{entry}").st_uid == uid:
                    total += len(os.listdir(f"/proc/{entry}/task"))
            except OSError:  # it ended meanwhile, or hides its threads
                continue
    return total


def set_limits(limits: Mapping[str, int], *, other_tasks: int = 0) -> None:
    """Set every rlimit, soft and hard alike: a soft limit could be raised, and pid 1 ignores SIGXCPU.

    `limits` holds cpu_seconds, address_bytes, disk_bytes, processes and open_files (seconds, bytes, counts);
    `other_tasks` are the threads of the same uid that are not the job's.
    """
    values = {
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_AS: limits["address_bytes"],
        resource.RLIMIT_DATA: limits["address_bytes"],
        resource.RLIMIT_FSIZE: limits["disk_bytes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_NPROC: limits["processes"] + other_tasks,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, wanted in values.items():
        _, hard = resource.getrlimit(kind)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)  # a machine that allows less decides
        resource.setrlimit(kind, (value, value))


def keep_only_result_pipe(result: int, control: int) -> int:
    """Put /dev/null on 0 to 2 and the result pipe on RESULT_FD, close all others; return the control socket's new fd.

    The caller closes that last one when it has nothing more to say.
    """
    kept_control = RESULT_FD + 1
    pipe, talk = os.dup(result), os.dup(control)
    while min(pipe, talk) <= kept_control:  # never overwrite the one while moving the other
        pipe, talk = os.dup(pipe), os.dup(talk)
    null = os.open("/dev/null", os.O_RDWR)
    for fd in range(RESULT_FD):
        os.dup2(null, fd)
    os.dup2(pipe, RESULT_FD)
    os.dup2(talk, kept_control, inheritable=False)
    os.closerange(kept_control + 1, 1 << 20)
    # What student code starts as a program has no business on the result pipe.
    os.set_inheritable(RESULT_FD, False)
    return kept_control
