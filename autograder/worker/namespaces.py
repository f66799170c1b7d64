"""The job's own view of the machine: users, mounts, processes, network, IPC and host name, all private."""

import os
from collections.abc import Iterable
from typing import Final

from autograder.worker import syscalls as sys_

HOME: Final = "/content"  # Colab's working directory: notebooks that name it run unchanged
SCRATCH: Final = "/tmp"  # noqa: S108 (in the job's own mount namespace)
SHARED_MEMORY: Final = "/dev/shm"  # noqa: S108
INODES: Final = 65_536
COVERED: Final = (HOME, SCRATCH, SHARED_MEMORY)

_ALL = (
    sys_.CLONE_NEWUSER
    | sys_.CLONE_NEWNS
    | sys_.CLONE_NEWPID
    | sys_.CLONE_NEWNET
    | sys_.CLONE_NEWIPC
    | sys_.CLONE_NEWUTS
    | sys_.CLONE_NEWCGROUP
)


def leave_all() -> None:
    """Move this process to namespaces of its own; its next child is pid 1 of the new one."""
    uid, gid = os.getuid(), os.getgid()
    sys_.unshare(_ALL)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)


def mount_private_files(size: int, kept: Iterable[str]) -> None:
    """Give the job one tmpfs of `size` bytes, seen as its home, its scratch directory and its shared memory.

    `kept` are read-only paths below these that must stay visible, as an environment made in /tmp is.
    """
    open_kept = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in kept}
    mount_tmpfs(SCRATCH, size)
    for target in (HOME, SHARED_MEMORY, SCRATCH):  # the scratch directory last: it covers the tmpfs' own root
        part = f"{SCRATCH}/{os.path.basename(target)}"
        os.mkdir(part, 0o700)
        sys_.mount(part, target, None, sys_.MS_BIND)
    for path, fd in open_kept.items():
        _show_again(path, fd)


def _show_again(path: str, fd: int) -> None:
    source = f"/proc/self/fd/{fd}"
    is_directory = os.path.isdir(source)
    os.makedirs(path if is_directory else os.path.dirname(path), mode=0o755, exist_ok=True)
    if not is_directory:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
    sys_.mount(source, path, None, sys_.MS_BIND | sys_.MS_REC)
    os.close(fd)


def mount_tmpfs(target: str, size: int) -> None:
    """Mount an empty tmpfs of `size` bytes and INODES files."""
    options = f"size={size},nr_inodes={INODES},mode=0700"
    sys_.mount("tmpfs", target, "tmpfs", sys_.MS_NOSUID | sys_.MS_NODEV, options)


def mount_own_proc() -> None:
    """Show only the job's own processes; to be called by pid 1 of the new namespace."""
    sys_.mount("proc", "/proc", "proc", sys_.MS_NOSUID | sys_.MS_NODEV | sys_.MS_NOEXEC)


def is_full(path: str) -> bool:
    """Say whether the file system at `path` has no block or no inode left."""
    state = os.statvfs(path)
    return state.f_bavail == 0 or state.f_favail == 0
