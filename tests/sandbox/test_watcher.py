"""Readings of /proc."""

import os
import subprocess
import sys
import time

from autograder.sandbox import watcher

HOG = "import os, time; x = bytearray(50 << 20); os.fork(); print(flush=True); time.sleep(60)"


def test_usage_is_added_over_a_process_and_its_children() -> None:
    """Both processes are found; their resident sizes add up, while shared pages count once in the exact figure."""
    with subprocess.Popen([sys.executable, "-c", HOG], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        pids = watcher.tree(process.pid)
        usage = watcher.measure(pids)
        exact = watcher.proportional_bytes(pids)
        for pid in pids[1:]:
            os.kill(pid, 9)
        process.kill()
    assert usage.processes == 2
    assert usage.resident_bytes > 100 << 20
    assert 50 << 20 < exact < 90 << 20


def test_a_pidfd_gives_its_pid_until_the_process_is_gone() -> None:
    """The number is this machine's, and -1 after the process was collected."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    handle = os.pidfd_open(process.pid)
    assert watcher.pid_of(handle) == process.pid
    process.communicate(b"\n")
    assert watcher.pid_of(handle) == -1
    os.close(handle)


def test_a_process_that_is_gone_uses_nothing() -> None:
    """Processes end while they are read; that is no error."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    time.sleep(0)
    assert watcher.measure([process.pid]).resident_bytes == 0
    assert watcher.proportional_bytes([process.pid]) == 0


def test_waiting_is_told_from_sleeping() -> None:
    """A sleeper waits for nobody; of three that share one processor, each waits about twice as long as it runs."""
    share = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print(flush=True)"
    spin = [subprocess.Popen([sys.executable, "-c", f"{share}\nwhile 1: pass"], stdout=-1) for _ in range(3)]
    sleeper = subprocess.Popen([sys.executable, "-c", f"{share}; import time; time.sleep(60)"], stdout=-1)
    for process in (*spin, sleeper):
        assert process.stdout is not None
        process.stdout.readline()
    before = [watcher.waiting_seconds([process.pid]) for process in (*spin, sleeper)]
    time.sleep(0.6)
    after = [watcher.waiting_seconds([process.pid]) for process in (*spin, sleeper)]
    for process in (*spin, sleeper):
        process.kill()
        process.communicate()
    waited = [late - early for early, late in zip(before, after, strict=True)]
    assert sum(waited[:3]) > 0.5
    assert waited[3] < 0.2
    assert watcher.waiting_seconds([process.pid for process in spin]) == 0


def test_page_tables_are_counted() -> None:
    """A process has some, and one that is gone is an error that `measure` leaves out."""
    assert 0 < watcher.page_table_bytes(os.getpid()) < 1 << 30
    assert watcher.measure([2**22 + 1]).resident_bytes == 0


def test_the_machines_time_is_everybodys() -> None:
    """It grows by what any process uses, and never by sleeping alone more than by all processors."""
    before, began = watcher.machine_seconds(), time.monotonic()
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.3: pass"], check=True)
    grown, took = watcher.machine_seconds() - before, time.monotonic() - began
    assert 0.2 < grown <= took * (os.cpu_count() or 1) + 0.5


def test_sockets_are_charged_with_what_they_may_hold() -> None:
    """By a process' descriptors, and by its network namespace, in which there are at least as many."""
    source = "import socket, time; kept = [socket.socketpair() for _ in range(10)]; print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        own = watcher.socket_bytes([process.pid], own_network=False)
        whole = watcher.socket_bytes([process.pid], own_network=True)
        process.kill()
    assert own > 20 * 200_000
    assert whole >= own
    assert watcher.socket_bytes([2**22 + 1], own_network=False) == 0
    assert watcher.socket_bytes([], own_network=True) == 0
