"""The grader's handle on one zygote process."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from autograder.errors import MachineFailure
from autograder.machine import explained
from autograder.sandbox.interface import Limits

WARM_SECONDS: Final = 240.0
_STDERR_TAIL: Final = 2000


@dataclass(frozen=True)
class Command:
    """How to start a zygote: program, arguments and environment."""

    argv: Sequence[str]
    env: Mapping[str, str]


class Zygote:
    """Starts the process at once and in the background; `wait_warm` before the first request."""

    def __init__(self, command: Command, ours: socket.socket, theirs: socket.socket) -> None:
        self._socket = ours
        self._sending = threading.Lock()
        self._warm = threading.Lock()
        self._greeting: dict[str, Any] | None = None
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the zygote)
        self._spawned = threading.Event()
        self._gone = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        # "Die with parent" means the thread that forked, so that thread must live as long as the zygote.
        self._keeper = threading.Thread(target=self._keep, args=(command, theirs), daemon=True, name="zygote-keeper")
        try:
            self._keeper.start()
        except RuntimeError as error:  # the system refuses another thread
            self._spawned.set()
            self._gone.set()
            for end in (ours, theirs):
                end.close()
            raise MachineFailure(f"the sandbox was not started: {explained(error)}") from error

    def _keep(self, command: Command, theirs: socket.socket) -> None:
        try:
            with theirs:
                self._process = subprocess.Popen(
                    command.argv,
                    env=dict(command.env),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._stderr,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,  # Ctrl-C in the terminal is the grader's to handle
                )
            self._spawned.set()
            self._process.wait()
        except OSError as error:
            self._stderr.write(str(error).encode())
        finally:
            self._spawned.set()
            self._gone.set()

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return not self._gone.is_set()

    def is_leaving(self, within: float = 0.5) -> bool:
        """Say whether the process is gone or will be within so many seconds."""
        return self._gone.wait(within)

    @property
    def pid(self) -> int | None:
        """The id of the process that was started: the zygote, or the bubblewrap around it."""
        return self._process.pid if self._process is not None else None

    def wait_warm(self, timeout: float = WARM_SECONDS) -> dict[str, Any]:
        """Wait until the imports are done; MachineFailure, with the zygote's last words, if they never will be."""
        with self._warm:
            if self._greeting is None:
                self._greeting = self._receive_greeting(timeout)
            return self._greeting

    def _receive_greeting(self, timeout: float) -> dict[str, Any]:
        self._socket.settimeout(timeout)
        try:
            message = self._socket.recv(65536)
        except OSError as error:
            raise MachineFailure(f"the sandbox did not start within {timeout:.0f} s: {error}") from error
        finally:
            self._socket.settimeout(None)
        if not message:
            self._gone.wait(5)
            raise MachineFailure(f"the sandbox did not start: {self.last_words()}")
        greeting: dict[str, Any] = json.loads(message)
        return greeting

    def last_words(self) -> str:
        """Return the last line that the zygote wrote on its standard error."""
        try:
            size = self._stderr.seek(0, os.SEEK_END)
            self._stderr.seek(max(0, size - _STDERR_TAIL))
            lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        except (OSError, ValueError):
            lines = []
        return lines[-1] if lines else "it left no message"

    def request(self, target: str, limits: Limits, fds: tuple[int, int, int]) -> None:
        """Ask for one job; `fds` are the result pipe's write end, its control socket and its job file.

        OSError when the zygote is gone.
        """
        message = json.dumps({"target": target, "limits": limits.model_dump()}).encode()
        with self._sending:
            socket.send_fds(self._socket, [message], fds)

    def close(self) -> None:
        """Hang up, which makes the zygote leave and takes its jobs with it; kill it if it will not go."""
        self._socket.close()
        self._spawned.wait(5)
        if self._process is not None and not self._gone.wait(2):
            self._process.send_signal(signal.SIGKILL)
            self._gone.wait(5)
        self._keeper.join(1)
        self._stderr.close()


def connect() -> tuple[socket.socket, socket.socket]:
    """Return the grader's and the zygote's end of a socket that keeps messages apart."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def job_file(job: dict[str, Any]) -> int:
    """Return the descriptor of a memory file that holds `job` as JSON and can no longer be changed."""
    content = json.dumps(job).encode()
    fd = os.memfd_create("job", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(content)
    except OSError:
        os.close(fd)
        raise
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return fd
