"""How what was seen becomes how it ended."""

import signal

import pytest

from autograder.sandbox.endings import Facts, classify
from autograder.sandbox.interface import Ended, Limits

LIMITS = Limits(cpu_seconds=10, resident_bytes=1000, address_bytes=10_000)
EXIT = 256  # the wait status of exit code 1


def ending(**facts: object) -> Ended:
    """Return how a job with these facts ended."""
    known = {"ready_at": 1.0, "ended_at": 3.0, "status": 0, **facts}
    return classify(Facts(LIMITS, **known), 0).ended  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"finished": True}, Ended.FINISHED),
        ({"finished": True, "verdict": (Ended.WALL_LIMIT, "")}, Ended.FINISHED),
        ({"verdict": (Ended.WALL_LIMIT, ""), "status": signal.SIGKILL}, Ended.WALL_LIMIT),
        ({"status": 0}, Ended.DIED),
        ({"status": EXIT}, Ended.DIED),
        ({"status": EXIT, "disk_full": True}, Ended.DISK_LIMIT),
        ({"status": signal.SIGBUS, "disk_full": True}, Ended.DISK_LIMIT),
        ({"status": signal.SIGSEGV}, Ended.DIED),
        ({"status": signal.SIGABRT, "peak_address_bytes": 9_500}, Ended.MEMORY_LIMIT),
        ({"status": signal.SIGKILL}, Ended.DIED),
        ({"status": signal.SIGKILL, "cpu_seconds": 9.9}, Ended.CPU_LIMIT),
        ({"status": signal.SIGKILL, "system_oom": True, "peak_resident_bytes": 600}, Ended.MEMORY_LIMIT),
        ({"status": signal.SIGKILL, "system_oom": True, "peak_resident_bytes": 100}, Ended.MACHINE_FAILED),
        ({"status": None}, Ended.MACHINE_FAILED),
        ({"ready_at": None, "refusal": "mount: denied"}, Ended.MACHINE_FAILED),
    ],
)
def test_each_ending(facts: dict[str, object], expected: Ended) -> None:
    """Every way a job can end is told apart, and only what the job cannot cause is the machine's failure."""
    assert ending(**facts) is expected


def test_a_crash_is_told_in_one_line() -> None:
    """The last words of a job are part of the detail, on one line."""
    outcome = classify(Facts(LIMITS, ready_at=1, ended_at=2, status=EXIT, crash="ValueError: a\nb"), 7)
    assert outcome.detail == "its process left with status 1 before the end: ValueError: a b"
    assert (outcome.seconds, outcome.bytes_received) == (1, 7)
