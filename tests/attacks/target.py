"""A sandbox under attack, and what an attack needs to show that it failed."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.sandbox import watcher
from autograder.sandbox.forked import ForkedSandbox
from autograder.sandbox.interface import Ended, Limits, Outcome

MIB = 1024**2
LIMITS = {
    "wall_seconds": 10.0,
    "cpu_seconds": 20,
    "resident_bytes": 300 * MIB,
    "disk_bytes": 16 * MIB,
    "processes": 40,
    "open_files": 64,
    "output_bytes": 4 * MIB,
}


@dataclass
class Result:
    """What an attack reported before it was over, and how it ended."""

    outcome: Outcome
    frames: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ended(self) -> Ended:
        """How the job ended."""
        return self.outcome.ended

    def __getitem__(self, key: str) -> Any:
        """Return the value of the last frame that has `key`."""
        return next(frame[key] for frame in reversed(self.frames) if key in frame)


class Target:
    """A sandbox under attack."""

    def __init__(self, sandbox: ForkedSandbox) -> None:
        self.sandbox = sandbox
        self.level = sandbox.isolation.level

    def run(self, source: str, *, job: dict[str, Any] | None = None, **limits: Any) -> Result:
        """Run `source` under LIMITS, changed by `limits`."""
        frames: list[dict[str, Any]] = []
        outcome = self.sandbox.run(
            "autograder.worker.script:execute",
            {"source": source, **(job or {})},
            Limits(**{**LIMITS, **limits}),
            frames.append,
        )
        return Result(outcome, frames)

    def processes(self) -> set[int]:
        """Return the processes of this sandbox."""
        assert self.sandbox.pid is not None
        return set(watcher.tree(self.sandbox.pid))


def is_running(pid: int) -> bool:
    """Say whether this process exists and is more than an entry that its new parent has yet to collect."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def processes_named(name: str) -> list[int]:
    """Return every running process of this machine that calls itself `name`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if (entry / "comm").read_text().strip() == name and is_running(int(entry.name)):
                    found.append(int(entry.name))
    return found
