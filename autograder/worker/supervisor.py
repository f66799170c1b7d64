"""One job: a trusted parent that waits, and the confined child that runs student code.

The parent (forked from the zygote) is out of the child's reach, so the grader can believe what it says about
how the child ended. It speaks on the control socket; the child speaks on the result pipe and is not believed.

Control messages, one JSON object each: `started` (with pidfds of child and parent, and the directory to watch where
no file system bounds it), `ready` (confined, the clock
starts), `refused` (the machine could not confine it), `ended` (wait status, CPU, peak memory, disk full).
"""

import contextlib
import importlib
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from autograder.worker import confine, limits, namespaces, syscalls
from autograder.worker.channel import CRASH_KIND, END_KIND, Channel

_CRASHED = 70


@dataclass(frozen=True)
class Request:
    """What the grader asks for: where the job is written, where results and news go, and its limits."""

    target: str  # "module:function"
    limits: Mapping[str, Any]
    result_fd: int
    control_fd: int
    job_fd: int


def tell(control: socket.socket, event: str, fds: tuple[int, ...] = (), **facts: object) -> None:
    """Send one control message; a grader that has gone away is not an error here."""
    with contextlib.suppress(OSError):
        socket.send_fds(control, [json.dumps({"event": event, **facts}).encode()], fds)


def supervise(profile: confine.Profile, request: Request) -> NoReturn:
    """Run the job to its end in a child, report, and leave nothing of it behind."""
    control = socket.socket(fileno=request.control_fd)
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # With a process namespace, dying is enough; without, this process must first end what the job started.
        syscalls.on_parents_death(signal.SIGKILL if profile.namespaced else signal.SIGTERM)
        _run(profile, request, control)
    except BaseException as error:  # noqa: BLE001 (the boundary where a machine's failure becomes a message)
        tell(control, "refused", detail=f"{type(error).__name__}: {error}"[:500])
    finally:
        os._exit(0)


def _make_places(profile: confine.Profile, size: int) -> confine.Places:
    if profile.namespaced:
        return confine.enter_namespaces(size, profile.kept)
    syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    if profile.may_mount and profile.drop_to is not None:
        return confine.enter_mounts(size, profile.drop_to, profile.kept)
    return confine.private_directory(profile.drop_to)


def _run(profile: confine.Profile, request: Request, control: socket.socket) -> None:
    places = _make_places(profile, int(request.limits["disk_bytes"]))
    shares_uid = not profile.namespaced and profile.drop_to is None
    others = limits.tasks_of_user(os.getuid()) if shares_uid else 0
    child = os.fork()
    if child == 0:
        _become_job(profile, request, places, others)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    os.close(request.result_fd)
    os.close(request.job_fd)
    handles = (os.pidfd_open(child), os.pidfd_open(os.getpid()))
    tell(control, "started", handles, unsized=None if places.sized else os.path.dirname(places.home))
    _, status, usage = os.wait4(child, 0)
    full = namespaces.is_full(places.home) if places.sized else False
    kill_descendants()
    if not places.sized:
        # rm, not shutil.rmtree: it does not recurse on Python's stack when a job has nested directories for pages.
        subprocess.run(["/bin/rm", "-rf", "--", os.path.dirname(places.home)], check=False)
    cpu = usage.ru_utime + usage.ru_stime
    tell(control, "ended", status=status, cpu_seconds=cpu, peak_bytes=usage.ru_maxrss * 1024, disk_full=full)


def _become_job(profile: confine.Profile, request: Request, places: confine.Places, others: int) -> NoReturn:
    control = request.control_fd
    try:
        job = _read_job(request.job_fd)
        if profile.namespaced:
            namespaces.mount_own_proc()
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        target = _find(request.target)
        control = limits.keep_only_result_pipe(request.result_fd, request.control_fd)
        confine.settle(places)
        layers = confine.give_up(profile, places, request.limits, others)
        files = {name: Path(path) for name, path in profile.files.items()}
    except BaseException as error:  # noqa: BLE001 (the boundary where a machine's failure becomes a message)
        with socket.socket(fileno=control) as talk:
            tell(talk, "refused", detail=f"{type(error).__name__}: {error}"[:500])
        os._exit(_CRASHED)
    with socket.socket(fileno=control) as talk:
        tell(talk, "ready", layers=asdict(layers))
    _execute(target, job, files)


def _execute(target: Callable[..., None], job: dict[str, Any], files: Mapping[str, Path]) -> NoReturn:
    channel = Channel(limits.RESULT_FD)
    status = _CRASHED
    try:
        target(job, channel.send, files)
        channel.send({"kind": END_KIND})
        status = 0
    except BaseException as error:  # noqa: BLE001 (whatever student code lets escape is reported, not raised)
        with contextlib.suppress(BaseException):
            channel.send({"kind": CRASH_KIND, "error": f"{type(error).__name__}: {error}"[:500]})
    finally:
        os._exit(status)


def _read_job(fd: int) -> dict[str, Any]:
    with open(fd, "rb") as file:
        file.seek(0)
        job: dict[str, Any] = json.loads(file.read())
    return job


def _find(target: str) -> Callable[..., None]:
    module, _, name = target.partition(":")
    found: Callable[..., None] = getattr(importlib.import_module(module), name)
    return found


def kill_descendants() -> None:
    """End every process below this one: as their subreaper it inherits whatever the job tried to leave behind."""
    while True:
        for pid in _descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                for child in map(int, file.read().split()):
                    found += [child, *_descendants(child)]
    return found
