"""One job seen from the grader: ask for it, read what it sends, watch what it uses, end it, say how it ended."""

import contextlib
import errno
import fcntl
import json
import os
import select
import signal
import socket
import time
from collections.abc import Mapping
from threading import Event
from typing import Any, Final

from autograder.errors import MachineFailure
from autograder.machine import explained
from autograder.sandbox import watcher
from autograder.sandbox.endings import Facts, classify
from autograder.sandbox.frames import FrameReader, OutputLimitExceeded
from autograder.sandbox.interface import Ended, Limits, OnFrame, Outcome
from autograder.sandbox.zygotes import Zygote, job_file
from autograder.worker.channel import CRASH_KIND, END_KIND

POLL_SECONDS: Final = 0.05
FILES_SECONDS: Final = 0.5
WAITING_SECONDS: Final = 0.5
START_SECONDS: Final = 60.0  # from the request to a confined job; milliseconds, unless the machine is overloaded
LEAVE_SECONDS: Final = 1.0  # from the last frame to the process' own exit
KILL_SECONDS: Final = 10.0  # from SIGKILL to the supervisor's report; then the supervisor is killed as well
_CHUNK: Final = 1 << 16
_PIPE_BYTES: Final = 1 << 20


class Job:
    """Runs once, in the calling thread; whatever happens, nothing of it is left when `run` returns or raises."""

    def __init__(self, zygote: Zygote, limits: Limits, on_frame: OnFrame, cancel: Event | None) -> None:
        self._zygote = zygote
        self._limits = limits
        self._on_frame = on_frame
        self._cancel = cancel
        self._reader = FrameReader(limits.output_bytes)
        self._facts = Facts(limits)
        self._unsized: str | None = None  # the job's directory, where nothing but watching bounds it
        self._files_read_at = self._waiting_read_at = self._machine_at = 0.0
        self._child = self._supervisor = -1  # pidfds
        self._killed_at: float | None = None
        self._ended_frame_at: float | None = None
        self._gone = False
        self.layers: Mapping[str, Any] | None = None

    def run(self, target: str, job: dict[str, Any]) -> Outcome:
        """Run the job to its end and return the outcome.

        Raises what `on_frame` raises, MachineFailure where there are no descriptors or no memory to begin with, and
        TypeError for a job that JSON cannot express.
        """
        described, writer, theirs = self._open(job)
        oom_before = watcher.out_of_memory_kills()
        self._asked_at = time.monotonic()
        try:
            self._ask(target, described, writer, theirs)
            self._follow()
        finally:
            self._end()
        # Its own threads, of which one has the processor and a hundred wait for it, are no busy machine.
        others = max(0.0, watcher.machine_seconds() - self._machine_at - self._facts.cpu_seconds)
        self._facts.waiting_seconds = min(self._facts.waiting_seconds, others)
        self._facts.system_oom = watcher.out_of_memory_kills() > oom_before
        self._facts.broken_frames = self._reader.broken
        return classify(self._facts, self._reader.received)

    def _open(self, job: dict[str, Any]) -> tuple[int, int, socket.socket]:
        """The job's file, the result pipe's and the control socket's other ends; nothing stays open where one fails."""
        with contextlib.ExitStack() as opened:
            try:
                described = job_file(job)
                opened.callback(os.close, described)
                self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                opened.callback(self._control.close)
                opened.callback(theirs.close)
                self._pipe, writer = os.pipe2(os.O_CLOEXEC)
            except OSError as error:
                raise MachineFailure(f"the run could not be begun: {explained(error)}") from error
            opened.pop_all()
        os.set_blocking(self._pipe, False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return described, writer, theirs

    def _ask(self, target: str, described: int, writer: int, theirs: socket.socket) -> None:
        try:
            self._zygote.request(target, self._limits, (writer, theirs.fileno(), described))
        except OSError as error:
            self._facts.refusal = f"the zygote is gone: {error}"
            self._gone = True
        finally:
            os.close(described)
            os.close(writer)
            theirs.close()

    def _follow(self) -> None:
        poller = select.poll()
        poller.register(self._pipe, select.POLLIN)
        poller.register(self._control, select.POLLIN)
        checked = 0.0
        while not self._gone:
            for fd, _ in poller.poll(POLL_SECONDS * 1000):
                if fd == self._control.fileno():
                    self._hear()
                elif not self._read_some():
                    poller.unregister(fd)
            now = time.monotonic()
            if now - checked >= POLL_SECONDS:
                checked = now
                self._check(now)
        while self._read_some():  # what was sent before the end is evidence, however the job ended
            pass

    def _hear(self) -> None:
        message, fds, _, _ = socket.recv_fds(self._control, _CHUNK, 2, socket.MSG_CMSG_CLOEXEC)
        if not message:
            self._gone = True
            return
        news = json.loads(message)
        match news["event"]:
            case "started" if len(fds) != 2:  # no descriptors are left for them
                for fd in fds:
                    os.close(fd)
                self._stop(Ended.MACHINE_FAILED, f"the run cannot be watched: {explained(OSError(errno.EMFILE, ''))}")
            case "started":
                self._child, self._supervisor = fds
                self._unsized = news["unsized"]
                if self._killed_at is not None:
                    _signal(self._child)
            case "ready":
                self.layers = news["layers"]
                self._machine_at = watcher.machine_seconds()
                self._facts.ready_at = time.monotonic()
            case "refused":
                self._facts.refusal = news["detail"]
            case "ended":
                self._facts.ended_at = time.monotonic()
                self._facts.status = news["status"]
                self._facts.disk_full = news["disk_full"]
                self._facts.note(news["cpu_seconds"], news["peak_bytes"])

    def _read_some(self) -> bool:
        """Take what the pipe holds now; False at its end, when it is empty, or when no more is wanted."""
        if self._facts.verdict is not None and self._facts.verdict[0] is Ended.OUTPUT_LIMIT:
            return False
        try:
            data = os.read(self._pipe, _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            return False
        try:
            for frame in self._reader.feed(data):
                self._take(frame)
        except OutputLimitExceeded as error:
            self._stop(Ended.OUTPUT_LIMIT, str(error))
        return True

    def _take(self, frame: dict[str, Any]) -> None:
        if self._facts.finished:
            return  # after its end a job has nothing to say
        kind = frame.get("kind")
        if kind == END_KIND:
            self._facts.finished = True
            self._ended_frame_at = time.monotonic()
            return
        if kind == CRASH_KIND:
            self._facts.crash = str(frame.get("error"))[:500]
        self._on_frame(frame)

    def _check(self, now: float) -> None:
        if self._killed_at is not None:
            self._press(now)
        elif self._cancel is not None and self._cancel.is_set():
            self._stop(Ended.CANCELLED, "the run was cancelled")
        elif self._facts.ready_at is None:
            if now - self._asked_at > START_SECONDS:
                self._stop(Ended.MACHINE_FAILED, f"the job was not confined within {START_SECONDS:.0f} s")
        elif self._ended_frame_at is not None:
            if now - self._ended_frame_at > LEAVE_SECONDS:
                self._kill()
        elif now - self._facts.ready_at > self._limits.wall_seconds:
            self._stop(Ended.WALL_LIMIT, f"it ran longer than {self._limits.wall_seconds:g} s")
        else:
            self._check_usage(now)
            self._check_files(now)

    def _check_usage(self, now: float) -> None:
        root = watcher.pid_of(self._supervisor) if self._supervisor >= 0 else -1
        if root <= 0:  # not announced yet, or gone already
            return
        pids = watcher.tree(root)[1:]  # without the supervisor, which is not the job's
        if now - self._waiting_read_at >= WAITING_SECONDS:
            self._waiting_read_at = now
            self._facts.waiting_seconds = max(self._facts.waiting_seconds, watcher.waiting_seconds(pids))
        usage = watcher.measure(pids)
        sockets = watcher.socket_bytes(pids, own_network=bool(self.layers and self.layers["namespaces"]))
        resident = usage.resident_bytes + sockets
        if resident > self._limits.resident_bytes:
            resident = watcher.proportional_bytes(pids) + sockets
        self._facts.note(usage.cpu_seconds, resident, usage.address_bytes)
        if resident > self._limits.resident_bytes:
            limit = self._limits.resident_bytes >> 20
            self._stop(Ended.MEMORY_LIMIT, f"it used {resident >> 20} MiB of memory, more than {limit} MiB")
        elif usage.cpu_seconds > self._limits.cpu_seconds:
            self._stop(Ended.CPU_LIMIT, f"it used more than {self._limits.cpu_seconds} s of processor time")

    def _check_files(self, now: float) -> None:
        if self._unsized is None or now - self._files_read_at < FILES_SECONDS:
            return
        self._files_read_at = now
        if watcher.files_bytes(self._unsized) > self._limits.disk_bytes:
            self._stop(
                Ended.DISK_LIMIT, f"its files took more than {self._limits.disk_bytes >> 20} MiB or were too many"
            )
        elif watcher.disk_is_full(self._unsized):
            self._stop(Ended.MACHINE_FAILED, f"the disk of {self._unsized} is full: free some space and grade again")

    def _stop(self, ended: Ended, detail: str) -> None:
        if self._facts.verdict is None:
            self._facts.verdict = (ended, detail)
        self._kill()

    def _kill(self) -> None:
        if self._killed_at is None:
            self._killed_at = time.monotonic()
        _signal(self._child)

    def _press(self, now: float) -> None:
        """Escalate when a killed job does not leave: its supervisor, then the zygote with everything below it."""
        assert self._killed_at is not None
        if self._child < 0 or now - self._killed_at > KILL_SECONDS:
            _signal(self._supervisor)
        if now - self._killed_at > 2 * KILL_SECONDS or (self._child < 0 and now - self._asked_at > START_SECONDS):
            self._zygote.close()
            self._gone = True

    def _end(self) -> None:
        """Leave nothing behind, also when `on_frame` raised half-way."""
        if not self._gone:
            self._kill()
            deadline = time.monotonic() + 2 * KILL_SECONDS
            while not self._gone and time.monotonic() < deadline:
                if select.select([self._control], [], [], POLL_SECONDS)[0]:
                    self._hear()
                self._kill()
                self._press(time.monotonic())
        if self._supervisor >= 0:  # it has spoken its last word; let it be gone as well
            select.select([self._supervisor], [], [], KILL_SECONDS)
        for fd in (self._child, self._supervisor, self._pipe):
            if fd >= 0:
                os.close(fd)
        self._control.close()


def _signal(pidfd: int) -> None:
    if pidfd >= 0:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
