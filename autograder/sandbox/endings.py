"""From what was seen of a job to how it ended: one pure decision."""

import os
import signal
from dataclasses import dataclass
from typing import Final

from autograder.sandbox.interface import Ended, Limits, Outcome

_NEAR: Final = 0.9  # of the address space: where an allocation that fails ends a numerical library


@dataclass
class Facts:
    """What the grader gathers while it follows one job; times on its own clock."""

    limits: Limits
    ready_at: float | None = None
    ended_at: float | None = None
    verdict: tuple[Ended, str] | None = None
    """Why the grader ended the job, if it did."""
    refusal: str | None = None
    finished: bool = False
    """The job's end frame arrived."""
    crash: str | None = None
    status: int | None = None
    """The wait status of the job's first process; None if its supervisor could not tell."""
    disk_full: bool = False
    cpu_seconds: float = 0.0
    waiting_seconds: float = 0.0
    peak_resident_bytes: int = 0
    peak_address_bytes: int = 0
    system_oom: bool = False
    broken_frames: int = 0

    def note(self, cpu_seconds: float, resident: int, address: int = 0) -> None:
        """Keep the largest of each reading."""
        self.cpu_seconds = max(self.cpu_seconds, cpu_seconds)
        self.peak_resident_bytes = max(self.peak_resident_bytes, resident)
        self.peak_address_bytes = max(self.peak_address_bytes, address)

    @property
    def seconds(self) -> float:
        """How long the job ran, 0 if it never did."""
        if self.ready_at is None or self.ended_at is None:
            return 0.0
        return self.ended_at - self.ready_at


def classify(facts: Facts, received: int) -> Outcome:
    """Return the outcome of a job that is over."""
    ended, detail = _ending(facts)
    if facts.broken_frames:
        detail = f"{detail}; {facts.broken_frames} unreadable frames were dropped"
    return Outcome(
        ended=ended,
        detail=" ".join(detail.split()),
        seconds=facts.seconds,
        cpu_seconds=facts.cpu_seconds,
        waiting_seconds=facts.waiting_seconds,
        peak_resident_bytes=facts.peak_resident_bytes,
        bytes_received=received,
        broken_frames=facts.broken_frames,
    )


def _ending(facts: Facts) -> tuple[Ended, str]:
    if facts.finished:
        return Ended.FINISHED, "the disk was full at the end" if facts.disk_full else "it ran to its end"
    if facts.verdict is not None:
        return facts.verdict
    if facts.ready_at is None:
        return Ended.MACHINE_FAILED, facts.refusal or "the sandbox ended before the job began"
    if facts.status is None:
        return Ended.MACHINE_FAILED, facts.refusal or "the sandbox ended while the job was running"
    return _own_ending(facts, facts.status)


def _own_ending(facts: Facts, status: int) -> tuple[Ended, str]:
    if os.WIFSIGNALED(status):
        return _killed(facts, os.WTERMSIG(status))
    said = f": {facts.crash}" if facts.crash else ""
    if facts.disk_full:
        return Ended.DISK_LIMIT, f"it filled its disk and left{said}"
    return Ended.DIED, f"its process left with status {os.WEXITSTATUS(status)} before the end{said}"


def _killed(facts: Facts, number: int) -> tuple[Ended, str]:
    if number in (signal.SIGKILL, signal.SIGXCPU) and facts.cpu_seconds >= facts.limits.cpu_seconds - 1:
        return Ended.CPU_LIMIT, f"it used more than {facts.limits.cpu_seconds} s of processor time"
    if number == signal.SIGKILL and facts.system_oom:
        return _killed_for_memory(facts)
    if facts.disk_full and number in (signal.SIGBUS, signal.SIGXFSZ):
        return Ended.DISK_LIMIT, "it wrote more than its disk holds"
    if facts.peak_address_bytes > _NEAR * facts.limits.address_bytes:
        return Ended.MEMORY_LIMIT, f"it came to the end of its address space and died of signal {number}"
    return Ended.DIED, f"its process died of signal {number} ({signal.strsignal(number)})"


def _killed_for_memory(facts: Facts) -> tuple[Ended, str]:
    peak = facts.peak_resident_bytes >> 20
    if facts.peak_resident_bytes > facts.limits.resident_bytes / 2:
        return Ended.MEMORY_LIMIT, f"the machine ran out of memory while it used {peak} MiB"
    return Ended.MACHINE_FAILED, f"the machine ran out of memory while it used only {peak} MiB"
