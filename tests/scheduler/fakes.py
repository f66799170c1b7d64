"""Sandboxes that worker processes of a test's cluster can open by name, and that do what a notebook's text says.

`sleep 0.5` waits so long, `die` kills the process that runs it, `collapse` does so when others run beside it, `fail` is
a failure of the machine, `wait` waits until it is cancelled; then the honest run of tl04 is replayed.
"""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

from checks.build import honest
from test_pipeline import frames

from autograder.errors import SandboxUnavailable
from autograder.model.submission import Cell, Submission
from autograder.sandbox.fake import FakeSandbox, outcome
from autograder.sandbox.interface import Ended, Limits, OnFrame, Outcome

HONEST = frames(honest())
LOG = "AUTOGRADER_TEST_LOG"
"""Names a folder in which every run leaves a file, whose name begins with what it ran."""


class Obedient(FakeSandbox):
    """Does what the first cell says."""

    def __init__(self) -> None:
        super().__init__(lambda target, job, on_frame: None)

    def run(
        self, target: str, job: dict[str, Any], limits: Limits, on_frame: OnFrame, cancel: Event | None = None
    ) -> Outcome:
        """Read the orders in the first line, then replay."""
        text = job["cells"][0]["source"].splitlines()[0]
        _note(text)
        order, _, value = text.lstrip("# ").partition(" ")
        match order:
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "collapse":
                time.sleep(0.7)
                os.kill(os.getpid(), signal.SIGKILL)
            case "fail":
                return outcome(Ended.MACHINE_FAILED, "the disk is full")
            case "sleep":
                time.sleep(float(value.split()[0]))
            case "wait":
                assert cancel is not None
                ended = Ended.CANCELLED if cancel.wait(30) else Ended.MACHINE_FAILED
                _note("cancelled" if ended is Ended.CANCELLED else "forgotten")
                return outcome(ended, "")
        for frame in HONEST:
            on_frame(frame)
        return outcome()


def _note(text: str) -> None:
    if folder := os.environ.get(LOG):
        (Path(folder) / f"{text.strip('# ')} {os.getpid()} {time.monotonic_ns()}").touch()


def open_fake(_level: str, _files: Mapping[str, Path], _environment: Mapping[str, str]) -> Obedient:
    """What workers open."""
    return Obedient()


def open_once(_level: str, files: Mapping[str, Path], _environment: Mapping[str, str]) -> Obedient:
    """Opens where it is only asked for its isolation, and not for runs."""
    if files:
        raise SandboxUnavailable("bwrap is gone")
    return Obedient()


SOURCE = "fashion_mnist BayesianOptimization search fit EarlyStopping ReduceLROnPlateau"


def work(*orders: str) -> list[Submission]:
    """A submission for each order, named after its place."""
    return [
        Submission(
            name=f"{place}-{order.split()[0]}",
            path="x.ipynb",
            sha256=str(place),
            cells=(Cell(index=0, kind="code", source=f"# {order} of {place}\n{SOURCE}"),),
        )
        for place, order in enumerate(orders)
    ]
