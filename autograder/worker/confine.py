"""The last steps before student code: one process gives up, in order and for ever, all it does not need."""

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.worker import landlock, limits, namespaces, seccomp, syscalls


@dataclass(frozen=True)
class Profile:
    """How this zygote's jobs are held: fixed by the grader when it starts the zygote."""

    level: str  # "bubblewrap" or "restricted"
    drop_to: int | None  # the uid and gid to take, where the zygote is root
    may_mount: bool  # the zygote is root in a root directory made for it
    readable: tuple[str, ...]  # what Landlock lets a job read
    files: Mapping[str, str]  # name of a data file -> its path in here
    kept: tuple[str, ...]  # what lies where the job's own directories come, and must stay visible

    @property
    def namespaced(self) -> bool:
        """Whether each job gets namespaces of its own."""
        return self.level == "bubblewrap"


@dataclass(frozen=True)
class Places:
    """The job's writable directories."""

    home: str
    scratch: str
    shared_memory: str | None
    sized: bool  # one tmpfs of disk_bytes bounds them all


@dataclass(frozen=True)
class Layers:
    """What was really applied, for the grader's statement of what holds."""

    namespaces: bool
    sized_files: bool
    own_uid: bool
    landlock_abi: int
    seccomp: bool


def settle(places: Places) -> None:
    """Make the job's directories its home, its temporary directory and its working directory."""
    os.umask(0o022)
    os.chdir(places.home)
    os.environ.update(HOME=places.home, TMPDIR=places.scratch, PWD=places.home, MPLCONFIGDIR=places.scratch)
    tempfile.tempdir = None  # it was looked up before the fork


def give_up(profile: Profile, places: Places, bounds: Mapping[str, Any], other_tasks: int) -> Layers:
    """Drop identity, capabilities, resources, files and system calls; OSError when the kernel refuses a step."""
    with contextlib.suppress(OSError):  # rather this process than the grader, if the machine runs out of memory
        _write("/proc/self/oom_score_adj", "1000")
    syscalls.drop_bounding_set()
    if profile.drop_to is not None:
        _become(profile.drop_to)
    syscalls.drop_capabilities()
    syscalls.on_parents_death(signal.SIGKILL)  # after the change of identity, which would clear it
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    limits.set_limits(bounds, other_tasks=other_tasks)
    writable = [path for path in (places.home, places.scratch, places.shared_memory) if path]
    abi = landlock.restrict(profile.readable, writable)
    shares_owner = not profile.namespaced and profile.drop_to is None
    alone = profile.namespaced or profile.drop_to is not None or abi >= landlock.SIGNALS_ABI
    filtered = seccomp.restrict(same_owner=shares_owner, only_signal=None if alone else os.getpid())
    return Layers(profile.namespaced, places.sized, profile.drop_to is not None, abi, filtered)


def enter_namespaces(size: int, kept: Iterable[str]) -> Places:
    """Give this process namespaces and a sized tmpfs; its next child will be pid 1 there."""
    namespaces.leave_all()
    namespaces.mount_private_files(size, kept)
    return Places(namespaces.HOME, namespaces.SCRATCH, namespaces.SHARED_MEMORY, sized=True)


def enter_mounts(size: int, owner: int, kept: Iterable[str]) -> Places:
    """Give this process, still root, a sized tmpfs for a job that will run as `owner`."""
    syscalls.unshare(syscalls.CLONE_NEWNS)
    syscalls.mount("none", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    namespaces.mount_private_files(size, kept)
    for path in (namespaces.HOME, namespaces.SCRATCH, namespaces.SHARED_MEMORY):
        os.chown(path, owner, owner)
    return Places(namespaces.HOME, namespaces.SCRATCH, namespaces.SHARED_MEMORY, sized=True)


def private_directory(owner: int | None) -> Places:
    """Make a directory for a job where nothing can be mounted; its total size is not bounded."""
    root = tempfile.mkdtemp(prefix="autograder-job-")
    places = Places(os.path.join(root, "home"), os.path.join(root, "scratch"), None, sized=False)
    for path in (places.home, places.scratch):
        os.mkdir(path, 0o700)
    if owner is not None:
        for path in (root, places.home, places.scratch):
            os.chown(path, owner, owner)
    return places


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # A change of uid hides /proc/self from its own process, and numerical libraries read it.
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
