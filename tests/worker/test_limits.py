"""What the kernel enforces on a job."""

import json
import os
import subprocess
import sys

from autograder.worker import limits

BOUNDS = {"cpu_seconds": 9, "address_bytes": 1 << 33, "disk_bytes": 1 << 20, "processes": 7, "open_files": 30}

SET = """
import json, resource, sys
from autograder.worker.limits import set_limits
set_limits(json.loads(sys.argv[1]), other_tasks=5)
names = ("CPU", "AS", "DATA", "FSIZE", "NOFILE", "NPROC", "CORE")
print(json.dumps({name: resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in names}))
"""

KEEP = """
import os, socket, sys
from autograder.worker.limits import keep_only_result_pipe
ours, theirs = socket.socketpair()
os.open("/dev/zero", os.O_RDONLY)
control = keep_only_result_pipe(int(sys.argv[1]), theirs.fileno())
held = []
for fd in range(200):
    try: os.fstat(fd); held.append(fd)
    except OSError: pass
os.write(3, repr((control, held)).encode())
os._exit(0)
"""


def test_soft_and_hard_limits_are_the_same() -> None:
    """A soft limit below the hard one could be raised; other tasks of the uid are added to the job's own."""
    done = subprocess.run([sys.executable, "-c", SET, json.dumps(BOUNDS)], capture_output=True, check=True)
    assert json.loads(done.stdout) == {
        "CPU": [9, 9],
        "AS": [1 << 33] * 2,
        "DATA": [1 << 33] * 2,
        "FSIZE": [1 << 20] * 2,
        "NOFILE": [30, 30],
        "NPROC": [12, 12],
        "CORE": [0, 0],
    }


def test_only_the_result_pipe_and_the_control_socket_stay() -> None:
    """0 to 2 lead nowhere, 3 is the pipe, 4 the control socket, and no other descriptor is open."""
    reader, writer = os.pipe()
    subprocess.run([sys.executable, "-c", KEEP, str(writer)], pass_fds=(writer,), check=True)
    os.close(writer)
    with open(reader, "rb") as pipe:
        assert pipe.read() == b"(4, [0, 1, 2, 3, 4])"


def test_tasks_of_this_user_are_counted() -> None:
    """This process is one of them at least."""
    assert limits.tasks_of_user(os.getuid()) >= 1
