"""Attacks on processes: outliving the run, killing or reading the grader, bombs, and more privilege."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autograder.sandbox import watcher
from autograder.sandbox.interface import Ended, Limits, Outcome

from .target import Target, is_running, processes_named

NAME_ME = (
    "import ctypes, os, signal, sys, threading, time; ctypes.CDLL(None).prctl(15, job['name'].encode(), 0, 0, 0)\n"
)


def test_infinite_loop_meets_the_wall_limit(target: Target) -> None:
    """A busy loop ends by the grader's clock, and what it had sent is kept."""
    result = target.run("emit({'before': 1})\nwhile True: pass", wall_seconds=0.5)
    assert result.ended is Ended.WALL_LIMIT
    assert result["before"] == 1
    assert 0.5 <= result.outcome.seconds < 3


def test_ignored_signals_do_not_help(target: Target) -> None:
    """A job that ignores every signal it can is still ended."""
    source = """
import signal, time
for number in signal.valid_signals():
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: time.sleep(10)
"""
    assert target.run(source, wall_seconds=0.5).ended is Ended.WALL_LIMIT


def test_stopping_itself_does_not_stop_the_clock(target: Target) -> None:
    """SIGSTOP freezes at most the job, never the grader's clock."""
    source = "import os, signal, time\nos.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(60)"
    assert target.run(source, wall_seconds=0.5).ended is Ended.WALL_LIMIT


@pytest.mark.parametrize("helpers", [0, 3])
def test_processor_time_is_limited_over_all_processes(target: Target, helpers: int) -> None:
    """Sharing the work among processes does not buy more processor time."""
    source = f"import os\nfor _ in range({helpers}):\n    if os.fork() == 0: break\nwhile True: pass"
    result = target.run(source, cpu_seconds=1)
    assert result.ended is Ended.CPU_LIMIT
    assert result.outcome.cpu_seconds < 3


def test_daemon_does_not_outlive_the_run(target: Target) -> None:
    """A process that forked twice, left its session and ignores signals is gone when `run` returns."""
    source = (
        NAME_ME
        + """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
        emit({"daemon": 1})
        while True: time.sleep(1)
    os._exit(0)
time.sleep(0.3)
"""
    )
    result = target.run(source, job={"name": "atk-daemon"})
    assert result.ended is Ended.FINISHED
    assert result["daemon"] == 1
    assert processes_named("atk-daemon") == []


def test_fork_bomb_is_bounded_and_removed(target: Target) -> None:
    """Processes that fork for ever run into the limit, and none is left."""
    source = (
        NAME_ME
        + """
for _ in range(200):
    try: os.fork()
    except OSError as error: emit({"refused": error.errno})
while True:
    try: os.fork()
    except OSError: pass
"""
    )
    result = target.run(source, job={"name": "atk-bomb"}, wall_seconds=1.5)
    assert result.ended in (Ended.WALL_LIMIT, Ended.OUTPUT_LIMIT)
    assert result["refused"] == 11  # EAGAIN
    assert processes_named("atk-bomb") == []


def test_thread_bomb_is_bounded(target: Target) -> None:
    """Threads count like processes."""
    source = """
import threading, time
started = 0
try:
    for _ in range(1000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); started += 1
except RuntimeError: pass
emit({"started": started})
"""
    result = target.run(source)
    assert 10 <= result["started"] <= 40
    assert result.ended is Ended.FINISHED


KILL = """
import ctypes, os, signal
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
    for pid in [-1, os.getppid(), *job["pids"], *range(1, 400)]:
        if pid not in (0, os.getpid()):
            try: os.kill(pid, number)
            except OSError: pass
for pid in job["pids"]:
    try: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)
    except OSError: pass
emit({"alive": 1})
"""


def test_grader_and_zygote_cannot_be_killed(target: Target) -> None:
    """Signals to everything, the grader's own pid included, reach nobody: the same zygote serves the next job."""
    before = target.processes()
    result = target.run(KILL, job={"pids": [os.getpid(), os.getppid(), *before]})
    assert result["alive"] == 1
    assert result.ended is Ended.FINISHED
    assert target.processes() == before


STEER = """
import os, resource
for pid in job["pids"]:
    for attempt in (
        lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)),
        lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)),
        lambda: os.sched_setaffinity(pid, {0}),
        lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
    ):
        try: attempt()
        except OSError: pass
emit({"tried": 1})
"""


def test_grader_cannot_be_throttled(target: Target) -> None:
    """Limits, processors and priority of the grader stay, even where jobs share its uid."""

    def state() -> list[object]:
        limits = [resource.getrlimit(kind) for kind in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)]
        return [*limits, os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0)]

    before = state()
    assert target.run(STEER, job={"pids": [os.getpid(), *target.processes()]})["tried"] == 1
    assert state() == before


def test_a_job_neither_sleeps_nor_steps_back_into_an_excuse(target: Target) -> None:
    """Who sleeps waits for nobody, and no job may give way to others so as to look kept waiting by a busy machine."""
    source = """
import os, time
steps = (lambda: os.nice(19), lambda: os.setpriority(os.PRIO_PROCESS, 0, 19),
         lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0)))
done = 0
for step in steps:
    try: step(); done += 1
    except OSError: pass
time.sleep(1.2)
emit({"done": done, "niceness": os.getpriority(os.PRIO_PROCESS, 0)})
"""
    result = target.run(source)
    assert (result["done"], result["niceness"]) == (0, os.getpriority(os.PRIO_PROCESS, 0))
    assert result.outcome.waiting_seconds < 0.6


def test_other_processes_cannot_be_traced_or_read(target: Target) -> None:
    """Neither ptrace nor /proc/PID/mem, environ, fd or root gives anything of a process outside the job."""
    source = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
won = []
for pid in {1, os.getppid(), *job["pids"]} - {os.getpid(), 0}:
    if libc.ptrace(16, pid, 0, 0) == 0: won.append(f"ptrace {pid}")
    for name in ("mem", "environ", "maps"):
        try:
            if open(f"/proc/{pid}/{name}", "rb").read(1): won.append(f"{name} {pid}")
        except OSError: pass
    for name in ("root", "cwd", "exe", *(f"fd/{number}" for number in range(20))):
        try: won.append(f"{name} {pid} {os.readlink(f'/proc/{pid}/{name}')}")
        except OSError: pass
        try: won.append(f"{name} {pid} {os.open(f'/proc/{pid}/{name}', os.O_RDONLY)}")
        except OSError: pass
emit({"won": won})
"""
    result = target.run(source, job={"pids": [os.getpid(), *target.processes()]})
    assert result["won"] == []


def test_bubblewrap_never_runs_as_root(target: Target) -> None:
    """Root's capabilities would survive inside: all processes of the strongest level have another uid outside."""
    if target.level == "bubblewrap":
        owners = {os.stat(f"/proc/{pid}").st_uid for pid in target.processes()}
        assert 0 not in owners
    assert target.run("import os; emit({'uid': os.getuid()})")["uid"] != 0


def test_no_descriptor_leads_to_the_grader(target: Target) -> None:
    """The job holds stdio on /dev/null and the result pipe, nothing else."""
    source = """
import os, stat
held = {}
for fd in range(1024):
    try: held[fd] = stat.filemode(os.fstat(fd).st_mode)[0]
    except OSError: pass
emit({"held": held})
"""
    assert target.run(source)["held"] == {"0": "c", "1": "c", "2": "c", "3": "p"}


def test_privileges_are_gone_for_good(target: Target) -> None:
    """No capability, no way to get one, a filter on system calls, and a uid that is not root's."""
    source = """
import os
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
emit({"status": {key: value.split()[0] for key, value in status.items() if value.split()}})
def attempt(call, *args):
    try: call(*args); return True
    except OSError: return False
emit({"root": attempt(os.setuid, 0) or attempt(os.setgid, 0) or os.getuid() == 0, "host": attempt(os.chroot, "/tmp")})
"""
    result = target.run(source)
    status = result["status"]
    assert all(int(status[key], 16) == 0 for key in ("CapInh", "CapPrm", "CapEff", "CapAmb"))
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"
    assert result["root"] is False
    assert result["host"] is False


ESCAPES = {
    "unshare user": "libc.unshare(0x10000000)",
    "unshare net": "libc.unshare(0x40000000)",
    "clone user": "libc.syscall(56, 0x10000011, 0, 0, 0, 0)",
    "clone3": "libc.syscall(435, 0, 0)",
    "mount": "libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)",
    "umount": "libc.umount2(b'/proc', 2)",
    "setns": "libc.setns(3, 0)",
    "pivot_root": "libc.syscall(155, b'/tmp', b'/tmp')",
    "bpf": "libc.syscall(321, 0, 0, 0)",
    "io_uring": "libc.syscall(425, 1, 0)",
    "userfaultfd": "libc.syscall(323, 0)",
    "perf": "libc.syscall(298, 0, 0, -1, -1, 0)",
    "keyctl": "libc.syscall(250, 0, -3, 0)",
    "memfd": "libc.syscall(319, b'x', 0)",
    "shmget": "libc.shmget(0, 4096, 0o1600)",
    "kexec": "libc.syscall(246, 0, 0, 0, 0)",
    "tiocsti": "libc.ioctl(0, 0x5412, b'x')",
    "hostname": "libc.sethostname(b'x', 1)",
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of the system calls are those of x86-64")
def test_ways_out_are_refused(target: Target) -> None:
    """Each system call that could leave or change the sandbox fails."""
    source = (
        f"import ctypes\nlibc = ctypes.CDLL(None)\nemit({{'won': [n for n, c in {ESCAPES!r}.items() if eval(c) >= 0]}})"
    )
    assert target.run(source)["won"] == []


def test_limits_cannot_be_raised(target: Target) -> None:
    """A job can lower its limits, never raise them."""
    source = """
import resource
raised = []
for name in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_CORE"):
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    try: resource.setrlimit(kind, (hard + 1, hard + 1)); raised.append(name)
    except (ValueError, OSError): pass
emit({"raised": raised})
"""
    assert target.run(source)["raised"] == []


DEATHS = {
    "os._exit": ("os._exit(0)", "status 0"),
    "os._exit with an error": ("os._exit(3)", "status 3"),
    "segmentation fault": ("ctypes.string_at(0)", "signal 11"),
    "abort": ("os.abort()", "signal"),
    "sys.exit": ("sys.exit(0)", "SystemExit"),
}


@pytest.mark.parametrize("way", DEATHS)
def test_own_death_is_seen_and_keeps_the_evidence(target: Target, way: str) -> None:
    """A job that ends its own process is never taken for a finished one or for a failure of the machine."""
    act, words = DEATHS[way]
    result = target.run(f"import ctypes, os, sys\nemit({{'before': 1}})\n{act}")
    assert result.ended is Ended.DIED
    assert result["before"] == 1
    assert words in result.outcome.detail


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
