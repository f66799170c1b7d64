"""A sandbox for tests of what is built on sandboxes: it replays frames and runs no student code."""

from collections.abc import Callable, Iterable
from threading import Event
from typing import Any

from autograder.closing import Closing
from autograder.sandbox.interface import Ended, Frame, Isolation, Limits, OnFrame, Outcome

Script = Callable[[str, dict[str, Any], OnFrame], Outcome | None]


class FakeSandbox(Closing):
    """Calls `script(target, job, on_frame)` in this process; None as its answer means "finished".

    Every call is kept in `calls`, so that a test can ask what was run.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self.calls: list[tuple[str, dict[str, Any], Limits]] = []
        self.started = False
        self.closed = False

    @property
    def isolation(self) -> Isolation:
        """Nothing holds here, and it says so."""
        return Isolation(level="fake", holds=(), lacks=("nothing is isolated: this sandbox is for tests",))

    def start(self) -> None:
        """Remember that it was asked for."""
        self.started = True

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Play the script; a `cancel` that is already set ends it before it begins."""
        self.calls.append((target, job, limits))
        if cancel is not None and cancel.is_set():
            return outcome(Ended.CANCELLED, "the run was cancelled")
        return self._script(target, job, on_frame) or outcome()

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def replay(frames: Iterable[Frame], end: Outcome | None = None) -> FakeSandbox:
    """Return a sandbox in which every job sends these frames and ends as `end` says (None: finished)."""
    recorded = tuple(frames)

    def script(_target: str, _job: dict[str, Any], on_frame: OnFrame) -> Outcome | None:
        for frame in recorded:
            on_frame(frame)
        return end

    return FakeSandbox(script)


def outcome(ended: Ended = Ended.FINISHED, detail: str = "it ran to its end", seconds: float = 10.0) -> Outcome:
    """Return an outcome with plausible figures."""
    return Outcome(
        ended=ended, detail=detail, seconds=seconds, cpu_seconds=seconds, peak_resident_bytes=0, bytes_received=0
    )
