"""Faults in the sandbox itself, made for real: processes killed, forks refused, files and programs gone."""

import os
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import MachineFailure, SandboxUnavailable
from autograder.machine import NO_THREAD, explained
from autograder.sandbox import jobs, watcher
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.forked import MAX_FAILURES, ForkedSandbox
from autograder.sandbox.interface import Ended, Limits, Outcome
from autograder.worker.channel import HEADER

from .machine import MIB, elsewhere, normal_user, small_disk

LIMITS = Limits(wall_seconds=20, cpu_seconds=10)
HALF_A_FRAME = f"import os, time\nemit({{'n': 1}})\nos.write(3, {HEADER.pack(1000) + b'{'!r})\ntime.sleep(60)"


def run(sandbox: ForkedSandbox, source: str = "emit({'n': 1})", on_frame: Callable[[Any], None] = id) -> Outcome:
    """One job."""
    return sandbox.run("autograder.worker.script:execute", {"source": source}, LIMITS, on_frame)


def opened(**options: Any) -> ForkedSandbox:
    """The best sandbox of this machine."""
    try:
        return open_sandbox(warm=False, **options)
    except SandboxUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    """One for all tests, each of which finds and leaves it working."""
    with opened() as shared:
        yield shared


@pytest.fixture
def works(sandbox: ForkedSandbox) -> Iterator[ForkedSandbox]:
    """It serves before the fault, and after it."""
    assert run(sandbox).ended is Ended.FINISHED
    yield sandbox
    assert run(sandbox).ended is Ended.FINISHED


def kill(sandbox: ForkedSandbox) -> None:
    """The zygote and all of its jobs, as the kernel would where memory is out."""
    assert sandbox.pid is not None
    os.kill(sandbox.pid, signal.SIGKILL)


def failed(outcome: Outcome, words: str = "") -> None:
    """The machine's failure, told in one line."""
    assert outcome.ended is Ended.MACHINE_FAILED, outcome
    assert words in outcome.detail
    assert "\n" not in outcome.detail


def test_a_pipe_that_is_cut_in_the_middle_of_a_frame(works: ForkedSandbox) -> None:
    """What the job's keeper did not see to its end is nobody's evidence; the half is dropped."""
    frames: list[Any] = []

    def hear(frame: Any) -> None:
        frames.append(frame)
        kill(works)

    failed(run(works, HALF_A_FRAME, hear))
    assert frames == [{"n": 1}]


def test_a_zygote_that_dies_between_runs_is_replaced(works: ForkedSandbox) -> None:
    """Noticed at once: the run is served. Noticed in the asking: the run is the machine's failure."""
    kill(works)
    outcome = run(works)
    if outcome.ended is not Ended.FINISHED:
        failed(outcome)


def test_a_zygote_that_dies_while_it_warms_up() -> None:
    """The run that waits for it is told, and the next one has another zygote."""
    with opened() as sandbox:
        sandbox.start()
        while sandbox.pid is None:
            threading.Event().wait(0.01)
        kill(sandbox)
        outcome = run(sandbox)
        if outcome.ended is not Ended.FINISHED:
            failed(outcome, "did not start")
        assert run(sandbox).ended is Ended.FINISHED


def test_a_fork_that_is_refused() -> None:
    """EAGAIN from the first process to the last: the machine's failure with the words of whoever met it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    for most in range(1, 6):
        with opened() as sandbox:
            resource.setrlimit(resource.RLIMIT_NPROC, (most, hard))
            try:
                outcome = run(sandbox)
                told = "" if outcome.ended is Ended.FINISHED else f"{outcome.ended}: {outcome.detail}"
            except MachineFailure as error:
                told = f"{Ended.MACHINE_FAILED}: {error}"
            finally:
                resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
            if told:
                assert told.startswith(Ended.MACHINE_FAILED)
                assert "Resource temporarily unavailable" in told or "no further process or thread" in told
                assert run(sandbox).ended is Ended.FINISHED
                return
    pytest.skip("forks are never refused here")


def test_no_descriptors_are_left(works: ForkedSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there still are: the machine's failure or a whole run, and none is lost on the way."""
    monkeypatch.setattr(jobs, "KILL_SECONDS", 0.5)
    before, (soft, hard) = len(os.listdir("/proc/self/fd")), resource.getrlimit(resource.RLIMIT_NOFILE)
    ended: list[str] = []
    for spare in range(10):
        resource.setrlimit(resource.RLIMIT_NOFILE, (before - 1 + spare, hard))
        try:
            ended.append(run(works).ended.value)
        except (MachineFailure, OSError) as error:
            ended.append(explained(error) or "")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            works._failures = 0
    refused = [words for words in ended if "too many files are open: take fewer --jobs or raise `ulimit -n`" in words]
    assert refused
    assert set(ended) - set(refused) <= {"machine-failed", "finished"}
    run(works)
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zygote needs one: told in one line."""

    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError(NO_THREAD)

    with opened() as sandbox:
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", refused)
            with pytest.raises(MachineFailure, match="no further process or thread"):
                run(sandbox)
        assert run(sandbox).ended is Ended.FINISHED


def test_the_kernel_ends_a_small_job_for_want_of_memory(works: ForkedSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while the kernel counts one more of those, and it used little: not its fault."""
    kills = iter([0, 1, 1, 1])
    monkeypatch.setattr(watcher, "out_of_memory_kills", lambda: next(kills))

    def end(_frame: Any) -> None:
        assert works.pid is not None
        os.kill(watcher.tree(works.pid)[-1], signal.SIGKILL)

    failed(run(works, "emit({})\nimport time\ntime.sleep(60)", end), "the machine ran out of memory")


def test_data_that_vanish_while_a_class_is_graded(tmp_path: Path) -> None:
    """The next zygote cannot be given them; the line names the file."""
    path = tmp_path / "given.npz"
    path.write_text("x")
    tmp_path.chmod(0o755)
    with opened(level="bubblewrap", data_files={"given": path}) as sandbox:
        assert run(sandbox).ended is Ended.FINISHED
        path.unlink()
        kill(sandbox)
        told = []
        for _ in range(2):
            try:
                told.append(run(sandbox).detail)
            except MachineFailure as error:
                told.append(str(error))
        assert "given.npz" in told[-1]


def test_a_bubblewrap_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Removed or broken half-way: every run is the machine's failure, tried a few times and no more."""
    if shutil.which("bwrap") is None:
        pytest.skip("no bubblewrap here")
    with opened(level="bubblewrap") as sandbox:
        assert run(sandbox).ended is Ended.FINISHED
        monkeypatch.setattr(sandbox._launcher, "_program", str(tmp_path / "bwrap"))
        kill(sandbox)
        outcomes = [run(sandbox) for _ in range(MAX_FAILURES + 2)]
        failed(outcomes[-2])
        failed(outcomes[-1], f"failed {MAX_FAILURES} times in a row and is not started again")


def test_no_user_namespaces() -> None:
    """A kernel that refuses them: bubblewrap is told by its own words, and without a choice another level serves."""
    if shutil.which("bwrap") is None:
        pytest.skip("no bubblewrap here")

    def forbid() -> None:
        normal_user()
        Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")

    def work() -> Any:
        told = {}
        for level in ("bubblewrap", "auto"):
            try:
                with open_sandbox(level, warm=False) as sandbox:
                    told[level] = sandbox.isolation.variant
            except SandboxUnavailable as error:
                told[level] = str(error)
        return told

    told = elsewhere(forbid, work)
    assert told["bubblewrap"].startswith("no sandbox works here: bubblewrap: the sandbox did not start: bwrap: ")
    assert told["auto"].startswith(("restricted", "no sandbox works here: bubblewrap: the sandbox did not start"))


def test_a_disk_that_is_full_where_runs_have_their_files() -> None:
    """Where no file system of its own bounds a job, a full disk is the machine's and not the notebook's."""
    if Path(__file__).is_relative_to(tempfile.gettempdir()):
        pytest.skip("the small disk would cover the program")
    on_a_small_disk = small_disk(Path(tempfile.gettempdir()), 4 * MIB)

    def prepare() -> None:
        normal_user()
        on_a_small_disk()

    def work() -> Any:
        try:
            sandbox = open_sandbox("restricted", warm=False)
        except SandboxUnavailable as error:
            return {"skipped": str(error)}
        source = "import time\nwith open('big', 'wb') as file:\n    file.write(bytes(8 << 20))"
        patient = f"try:\n    {source.replace(chr(10), chr(10) + '    ')}\nexcept OSError:\n    time.sleep(10)"
        with sandbox:
            return run(sandbox, patient).model_dump(mode="json")

    seen = elsewhere(prepare, work)
    if "skipped" in seen:
        pytest.skip(seen["skipped"])
    failed(Outcome.model_validate(seen), "is full: free some space and grade again")
