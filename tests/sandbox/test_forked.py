"""Running jobs: outcomes, cancelling, several at once, and a zygote that dies."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.forked import ForkedSandbox
from autograder.sandbox.interface import Ended, Limits, Outcome

TARGET = "autograder.worker.script:execute"
LIMITS = Limits(wall_seconds=10, cpu_seconds=10)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    """Open the best sandbox of this machine."""
    try:
        opened = open_sandbox(warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with opened:
        yield opened


def run(sandbox: ForkedSandbox, source: str, **job: Any) -> tuple[Outcome, list[dict[str, Any]]]:
    """Run `source` and return its outcome and frames."""
    frames: list[dict[str, Any]] = []
    outcome = sandbox.run(TARGET, {"source": source, **job}, LIMITS, frames.append)
    return outcome, frames


def test_a_job_gets_its_data_and_answers(sandbox: ForkedSandbox) -> None:
    """What goes in as JSON is there, of any size, and what is emitted comes back."""
    outcome, frames = run(
        sandbox, "emit({'length': len(job['text']), 'tail': job['text'][-1]})", text="x" * 10**6 + "ñ"
    )
    assert frames == [{"length": 10**6 + 1, "tail": "ñ"}]
    assert outcome.ended is Ended.FINISHED
    assert outcome.peak_resident_bytes > 0


def test_an_exception_is_a_crash_with_its_words(sandbox: ForkedSandbox) -> None:
    """What escapes the target is told in a frame and in the outcome."""
    outcome, frames = run(sandbox, "raise ValueError('broken')")
    assert outcome.ended is Ended.DIED
    assert outcome.detail.endswith("ValueError: broken")
    assert frames == [{"kind": "crash", "error": "ValueError: broken"}]


def test_a_target_that_does_not_exist_is_the_machines_failure(sandbox: ForkedSandbox) -> None:
    """The grader's own mistake is never the student's."""
    outcome = sandbox.run("autograder.worker.script:missing", {}, LIMITS, print)
    assert outcome.ended is Ended.MACHINE_FAILED
    assert "missing" in outcome.detail


def test_cancelling_ends_a_job_at_once(sandbox: ForkedSandbox) -> None:
    """A set event ends the run within a fraction of a second."""
    cancel = threading.Event()
    began = time.monotonic()
    job = {"source": "emit({})\nimport time\ntime.sleep(60)"}
    outcome = sandbox.run(TARGET, job, LIMITS, lambda _: cancel.set(), cancel)
    assert outcome.ended is Ended.CANCELLED
    assert time.monotonic() - began < 5


def test_an_error_of_the_receiver_ends_the_job_and_is_raised(sandbox: ForkedSandbox) -> None:
    """The grader's own exception passes through, and the sandbox serves on."""

    def fail(_frame: dict[str, Any]) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        sandbox.run(TARGET, {"source": "emit({})\nwhile True: pass"}, LIMITS, fail)
    assert run(sandbox, "emit({'n': 1})")[1] == [{"n": 1}]


def test_jobs_run_at_the_same_time(sandbox: ForkedSandbox) -> None:
    """Four jobs of one zygote overlap, and each gets its own answer."""
    source = "import time; began = time.monotonic(); time.sleep(0.5); emit({'n': job['n'], 'began': began})"
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda n: run(sandbox, source, n=n)[1][0], range(4)))
    assert [result["n"] for result in results] == [0, 1, 2, 3]
    began = [result["began"] for result in results]
    assert max(began) - min(began) < 0.5


def test_a_zygote_that_dies_is_the_machines_failure_and_is_replaced() -> None:
    """The run under way is undetermined, and the next one works."""
    try:
        opened = open_sandbox(warm=False)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with opened as sandbox:

        def kill(_frame: dict[str, Any]) -> None:
            assert sandbox.pid is not None
            os.kill(sandbox.pid, signal.SIGKILL)

        outcome = sandbox.run(TARGET, {"source": "emit({})\nimport time\ntime.sleep(60)"}, LIMITS, kill)
        assert outcome.ended is Ended.MACHINE_FAILED
        assert run(sandbox, "emit({'n': 1})")[1] == [{"n": 1}]


def test_no_file_descriptor_is_left_open(sandbox: ForkedSandbox) -> None:
    """A thousand submissions must not run the grader out of descriptors."""
    run(sandbox, "pass")
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        run(sandbox, "raise ValueError")
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_closed_sandbox_says_so(sandbox: ForkedSandbox) -> None:
    """Running after closing is an error with a clear line."""
    with open_sandbox(sandbox.isolation.level, warm=False) as other:
        pass
    with pytest.raises(SandboxUnavailable, match="closed"):
        run(other, "pass")
