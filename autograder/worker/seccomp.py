"""The system calls no notebook needs, refused with EPERM whatever the process may otherwise do.

A list of refusals, not of permissions: TensorFlow's needs change with every version, the ways out of a sandbox hardly.
"""

import errno
import importlib
from types import ModuleType
from typing import Any

# Leaving or changing the namespaces and the mounts that hold the job.
_ESCAPES = (
    "unshare setns mount umount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick "
    "mount_setattr open_by_handle_at name_to_handle_at"
)
# Reading or steering other processes.
_OTHERS = "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp move_pages migrate_pages"
# Kernel surface with a history of holes and no use here.
_SURFACE = (
    "bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key "
    "fanotify_init lookup_dcookie syslog personality modify_ldt vmsplice"
)
# The machine itself.
_MACHINE = (
    "kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff acct quotactl "
    "settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm vhangup nfsservctl mknod "
    "mknodat"
)
# Memory that no limit counts: neither resident in a process nor in the sized tmpfs.
_UNCOUNTED = (
    "memfd_create memfd_secret shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semctl "
    "mq_open mq_unlink"
)
# A job that steps back for others would look like one that a busy machine kept waiting.
_PRIORITIES = "setpriority sched_setscheduler sched_setparam sched_setattr"
# Every network family; socketpair() stays, because event loops wake themselves with it.
_NETWORK = "socket socketcall"
# Changes to files' attributes that Landlock lets through: needed only where the job shares its owner's uid.
_ATTRIBUTES = (
    "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat setxattr lsetxattr "
    "fsetxattr removexattr lremovexattr fremovexattr"
)
_BY_PATH = "truncate"  # before ABI 3, Landlock lets this one through as well
# Calls that change another process of the same uid, with the argument that must be 0, "this process".
_STEERING = (
    ("prlimit64", 0), ("sched_setaffinity", 0), ("ioprio_set", 1),
)  # fmt: skip
_NEW_NAMESPACES = 0x7E02_0000 | 0x80  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}, CLONE_NEWTIME
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C


def library() -> ModuleType | None:
    """Return pyseccomp, or None where it or libseccomp is missing."""
    try:
        return importlib.import_module("pyseccomp")
    except (ImportError, RuntimeError, OSError):
        return None


def _refuse(rules: Any, action: int, names: str) -> None:
    for name in names.split():
        try:
            rules.add_rule(action, name)
        except (OSError, ValueError):  # a call this architecture or this libseccomp does not know
            continue


def _refuse_some_arguments(lib: Any, rules: Any) -> None:
    refusal = lib.ERRNO(errno.EPERM)
    for bit in range(32):
        flag = 1 << bit
        if _NEW_NAMESPACES & flag and flag != 0x80:
            rules.add_rule(refusal, "clone", lib.Arg(0, lib.MASKED_EQ, flag, flag))
    # clone3 hides its flags in memory: without it, libc falls back to clone.
    rules.add_rule(lib.ERRNO(errno.ENOSYS), "clone3")
    for request in (_TIOCSTI, _TIOCLINUX):
        rules.add_rule(refusal, "ioctl", lib.Arg(1, lib.MASKED_EQ, 0xFFFF_FFFF, request))


def _refuse_steering_others(lib: Any, rules: Any) -> None:
    refusal = lib.ERRNO(errno.EPERM)
    for name, argument in _STEERING:
        rules.add_rule(refusal, name, lib.Arg(argument, lib.NE, 0))
    _refuse(rules, refusal, _BY_PATH)


def _refuse_signals_to_others(lib: Any, rules: Any, pid: int) -> None:
    refusal = lib.ERRNO(errno.EPERM)
    for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        rules.add_rule(refusal, name, lib.Arg(0, lib.NE, pid))
    _refuse(rules, refusal, "tkill pidfd_send_signal")


def restrict(*, same_owner: bool, only_signal: int | None = None) -> bool:
    """Install the filter for this process and its descendants; False where libseccomp is missing.

    `same_owner`: the job runs under the uid of whoever started the grader, so limits and priorities of other processes
    are out of reach, and changes of files' attributes are pretended (they succeed and do nothing).
    `only_signal`: the one pid that may still be signalled. Requires no_new_privs.
    """
    lib: Any = library()
    if lib is None:
        return False
    rules = lib.SyscallFilter(lib.ALLOW)
    refusal = lib.ERRNO(errno.EPERM)
    for names in (_ESCAPES, _OTHERS, _SURFACE, _MACHINE, _UNCOUNTED, _PRIORITIES, _NETWORK):
        _refuse(rules, refusal, names)
    _refuse_some_arguments(lib, rules)
    if same_owner:
        _refuse(rules, lib.ERRNO(0), _ATTRIBUTES)
        _refuse_steering_others(lib, rules)
    if only_signal is not None:
        _refuse_signals_to_others(lib, rules, only_signal)
    rules.load()
    return True
