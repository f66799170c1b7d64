"""The zygote: a process that has imported everything and runs nothing, forked once per job.

Started by the sandbox with one inherited SOCK_SEQPACKET socket. Each request is one JSON object
`{"target", "limits"}` with three file descriptors: the result pipe's write end, the job's control socket, and a
memory file that holds the job as JSON. The zygote only forks; `supervisor` does the rest. When the grader's end of
the socket closes, it exits, and with it the bubblewrap that holds all its jobs.
"""

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any

from autograder.worker import seccomp, supervisor, warm
from autograder.worker.confine import Profile

_MAX_REQUEST_BYTES = 64 * 1024


def serve(connection: socket.socket, profile: Profile) -> None:
    """Fork a supervisor for each request until the grader hangs up."""
    while True:
        message, fds, _, _ = socket.recv_fds(connection, _MAX_REQUEST_BYTES, 3, socket.MSG_CMSG_CLOEXEC)
        if not message:
            return
        request = _parse(message, fds)
        threads = warm.thread_count()
        if threads != 1:
            # A fork of several threads may hang for ever: refuse, and let the grader start a fresh zygote.
            with socket.socket(fileno=request.control_fd) as control:
                supervisor.tell(control, "refused", detail=f"the zygote has {threads} threads: it cannot be forked")
            return
        if os.fork() == 0:
            connection.close()
            supervisor.supervise(profile, request)
        for fd in fds:
            os.close(fd)


def _parse(message: bytes, fds: list[int]) -> supervisor.Request:
    body: dict[str, Any] = json.loads(message)
    result, control, job = fds
    return supervisor.Request(body["target"], body["limits"], result, control, job)


def _profile(config: Mapping[str, Any]) -> Profile:
    return Profile(
        level=config["level"],
        drop_to=config["drop_to"],
        may_mount=config["may_mount"],
        readable=tuple(config["readable"]),
        files=config["files"],
        kept=tuple(config["kept"]),
    )


def main(argv: list[str]) -> int:
    """Warm up as `argv[1]` (JSON) says, announce it, serve."""
    config = json.loads(argv[1])
    started = time.monotonic()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are reaped by the kernel
    with socket.socket(fileno=config["socket"]) as connection:
        seccomp.library()
        if config["warm"]:
            warm.warm_imports()
        supervisor.tell(connection, "warm", seconds=time.monotonic() - started, threads=warm.thread_count())
        serve(connection, _profile(config))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
