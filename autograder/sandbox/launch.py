"""Run as a program between the grader and the sandbox, while still root: show files, drop the uid, execute.

An interpreter below a 0700 home is unreadable once the uid is dropped, so it is bound elsewhere first, in a mount
namespace that only this process and its children see. The plan, JSON in `argv[1]`:

`binds`: [source, target] pairs · `links`: [text, target] pairs · `root`: build a root directory from them and enter it
(else they are put at STAGE/0, STAGE/1, …) · `uid`: the uid and gid to take, or null · `argv`, `env`: what to execute.
"""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

from autograder.worker import syscalls
from autograder.worker.namespaces import HOME, SCRATCH, SHARED_MEMORY

STAGE: Final = "/tmp"  # noqa: S108 (covered by a tmpfs that only this mount namespace sees)
_DEVICES: Final = ("null", "zero", "full", "random", "urandom")


def place(index: int) -> str:
    """Return where the bind with this index is staged."""
    return f"{STAGE}/{index}"


def _open_sources(binds: list[list[str]]) -> list[int]:
    # Opened before the stage covers /tmp, where a virtual environment may well lie.
    return [os.open(source, os.O_PATH | os.O_CLOEXEC) for source, _ in binds]


def _bind(fd: int, target: str) -> None:
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    source = f"/proc/self/fd/{fd}"
    if os.path.isdir(source):
        os.makedirs(target, mode=0o755, exist_ok=True)
    else:
        Path(target).touch(mode=0o644)
    syscalls.bind_read_only(source, target)


def _build_root(plan: dict[str, Any], sources: list[int]) -> None:
    for fd, (_, target) in zip(sources, plan["binds"], strict=True):
        _bind(fd, STAGE + target)
    for text, target in plan["links"]:
        os.symlink(text, STAGE + target)
    for path in plan["hidden"]:
        syscalls.mount("tmpfs", STAGE + path, "tmpfs", syscalls.MS_RDONLY | syscalls.MS_NOSUID)
    for name in _DEVICES:
        device = f"{STAGE}/dev/{name}"
        os.makedirs(os.path.dirname(device), mode=0o755, exist_ok=True)
        Path(device).touch()
        syscalls.mount(f"/dev/{name}", device, None, syscalls.MS_BIND)
    for directory in (SCRATCH, HOME, SHARED_MEMORY, "/proc"):  # mount points; each job covers the first three
        os.makedirs(STAGE + directory, mode=0o711, exist_ok=True)
    flags = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
    try:
        # Processes of other users are not even listed.
        syscalls.mount("proc", f"{STAGE}/proc", "proc", flags, "hidepid=invisible")
    except OSError:
        syscalls.mount("/proc", f"{STAGE}/proc", None, syscalls.MS_BIND | syscalls.MS_REC)
    os.chroot(STAGE)
    os.chdir("/")


def _stage(plan: dict[str, Any]) -> None:
    syscalls.unshare(syscalls.CLONE_NEWNS)
    syscalls.mount("none", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    sources = _open_sources(plan["binds"])
    syscalls.mount("tmpfs", STAGE, "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, "mode=0755,size=16m")
    if plan["root"]:
        _build_root(plan, sources)
    else:
        for index, fd in enumerate(sources):
            _bind(fd, place(index))


def main(argv: list[str]) -> None:
    """Carry out the plan; never returns."""
    plan = json.loads(argv[1])
    os.umask(0o022)
    if plan["binds"]:
        _stage(plan)
    if plan["uid"] is not None:
        os.setgroups([])
        os.setresgid(plan["uid"], plan["uid"], plan["uid"])
        os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    with contextlib.suppress(OSError):
        os.chdir("/")
    os.execve(plan["argv"][0], plan["argv"], plan["env"])  # noqa: S606 (the plan is the grader's own)


if __name__ == "__main__":
    main(sys.argv)
