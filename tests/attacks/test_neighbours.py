"""Attacks that take more than one job: neighbours, a grader that is killed; and what honest work must be able to."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from autograder.sandbox import watcher
from autograder.sandbox.interface import Ended, Limits, Outcome

from .target import Target, is_running, processes_named

VICTIM = """
import time
open("mine", "w").write("secret")
emit({"up": 1})
time.sleep(1)
emit({"whole": open("mine").read()})
"""
NEIGHBOUR = """
import os, signal
found = []
for pid in range(1, 2**16):
    if pid == os.getpid(): continue
    for path in (f"/proc/{pid}/cwd/mine", f"/proc/{pid}/root/content/mine"):
        try: found.append(open(path).read())
        except OSError: pass
    try: os.kill(pid, signal.SIGKILL)
    except OSError: pass
emit({"found": found, "near": os.path.exists("mine")})
"""


def test_jobs_cannot_reach_one_another(target: Target) -> None:
    """Of two jobs at the same time, neither finds the other's files or ends its process."""
    ready = threading.Event()
    frames: list[dict[str, Any]] = []

    def hear(frame: dict[str, Any]) -> None:
        frames.append(frame)
        ready.set()

    def victim() -> Outcome:
        job = {"source": VICTIM}
        return target.sandbox.run("autograder.worker.script:execute", job, Limits(wall_seconds=20), hear)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(victim)
        assert ready.wait(5)
        result = target.run(NEIGHBOUR)
        assert other.result().ended is Ended.FINISHED
    assert result["found"] == []
    assert result["near"] is False
    assert frames == [{"up": 1}, {"whole": "secret"}]


def test_bubblewrap_never_runs_as_root(target: Target) -> None:
    """Root's capabilities would survive inside: all processes of the strongest level have another uid outside."""
    if target.level == "bubblewrap":
        owners = {os.stat(f"/proc/{pid}").st_uid for pid in target.processes()}
        assert 0 not in owners
    assert target.run("import os; emit({'uid': os.getuid()})")["uid"] != 0


GRADER = """
import sys
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Limits
source = "import ctypes, os, time; ctypes.CDLL(None).prctl(15, b'atk-orphan', 0, 0, 0); os.fork(); emit({})\\n"
job = {"source": source + "time.sleep(60)"}
with open_sandbox(sys.argv[1], warm=False) as sandbox:
    sandbox.run("autograder.worker.script:execute", job, Limits(), lambda frame: print("up", flush=True))
"""


def test_killed_grader_leaves_no_job_behind(target: Target) -> None:
    """When the grader itself is killed, its jobs and its zygote end within seconds."""
    grader = subprocess.Popen([sys.executable, "-c", GRADER, target.level], stdout=subprocess.PIPE)
    assert grader.stdout is not None
    assert grader.stdout.readline() == b"up\n"
    assert len(processes_named("atk-orphan")) >= 1
    below = [pid for pid in watcher.tree(grader.pid) if pid != grader.pid]
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    grader.stdout.close()
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and any(map(is_running, below)):
        time.sleep(0.05)
    assert processes_named("atk-orphan") == []
    assert not any(map(is_running, below))


def test_untouched_pages_are_free(target: Target) -> None:
    """A large mapping that is hardly touched is honest work: multi-hot matrices are such."""
    source = "import mmap\nm = mmap.mmap(-1, 2 << 30, mmap.MAP_PRIVATE)\nm[0] = 1\nemit({'size': len(m)})"
    result = target.run(source)
    assert result["size"] == 2 << 30
    assert result.ended is Ended.FINISHED
