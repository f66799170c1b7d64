"""A batch's progress: how much is done, how long the rest takes, and both on the console."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import fmean
from threading import Lock
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Grader
from autograder.scheduler.batch import Slots
from autograder.scheduler.durations import Rest, time_left

FREE_SECONDS: Final = 0.3
"""What ends sooner was not run: no file to read, or its runs were stored. It says nothing of those that will be."""
_REFRESH_SECONDS: Final = 2.0
_ENOUGH: Final = 3
_LINES: Final = 10


class Outlook:
    """Measures a batch as it goes and says how long the rest takes. Called from many threads.

    prior: seconds that a submission is taken to last until some have ended, None: unknown; longest: what its limits let
    one last.
    """

    def __init__(
        self,
        submissions: Sequence[Submission | Rejected],
        slots: Slots,
        prior: float | None = None,
        longest: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waiting = {place for place, item in enumerate(submissions) if isinstance(item, Submission)}
        self._slots = slots
        self._prior = prior
        self._longest = longest
        self._clock = clock
        self._begun: dict[int, float] = {}
        self._ended: list[float] = []
        self._lock = Lock()
        self._told: tuple[float, float | None] | None = None

    def begun(self, place: int) -> None:
        """A submission's first run is about to begin."""
        with self._lock:
            if place in self._waiting:
                self._waiting.discard(place)
                self._begun[place] = self._clock()

    def ended(self, place: int) -> None:
        """A submission's result is there."""
        with self._lock:
            begun = self._begun.pop(place, None)
            if begun is not None and self._clock() - begun >= FREE_SECONDS:
                self._ended.append(self._clock() - begun)

    @property
    def slots(self) -> int:
        """How many go at a time now."""
        return self._slots()

    def left(self) -> float | None:
        """Seconds until the batch is done, None while nothing is known; worked out every two seconds."""
        now = self._clock()
        if self._told is None or now - self._told[0] >= _REFRESH_SECONDS:
            self._told = (now, self.estimate())
        at, seconds = self._told
        return None if seconds is None else max(0.0, seconds - (now - at))

    def estimate(self) -> float | None:
        """The same, worked out now."""
        slots = self._slots()
        with self._lock:
            now = self._clock()
            running = tuple(now - begun for begun in self._begun.values())
            ended = list(self._ended)
            rest = Rest(running, len(self._waiting), max(slots, len(running)), self._longest)
        if self._prior is not None and len(ended) < _ENOUGH:
            ended.append(self._prior)
        return time_left(ended, rest)


def expected(grader: Grader) -> tuple[float | None, float]:
    """Seconds that a submission takes, as the reference solution did when the bands were drawn, and at most."""
    each = grader.budget.wall_seconds
    runs = [run.seconds for run in grader.calibration.runs] if grader.calibration is not None else []
    return (fmean(runs) if runs else None), each * (len(grader.seeds) + 1)


class _TimeLeft(ProgressColumn):
    """What `Outlook` says, in a person's words."""

    def __init__(self, outlook: Outlook) -> None:
        super().__init__()
        self._outlook = outlook

    def render(self, task: Task) -> Text:
        seconds = self._outlook.left() if not task.finished else 0.0
        return Text(f"≈ {spoken(seconds)} · ×{self._outlook.slots}", style="progress.remaining")


def spoken(seconds: float | None) -> str:
    """A time as one says it: 40 s, 12 min, 2 h 05 min; an ellipsis where it is not known."""
    if seconds is None:
        return "…"
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"


@contextmanager
def shown(console: Console, title: str, total: int, outlook: Outlook) -> Iterator[Callable[[], None]]:
    """Show a bar while the block runs and give what moves it on by one.

    Where nobody watches, in a log of a night's run, a line is written at every tenth instead.
    """
    if not console.is_terminal:
        yield _in_lines(console, title, total, outlook)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        _TimeLeft(outlook),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)


def _in_lines(console: Console, title: str, total: int, outlook: Outlook) -> Callable[[], None]:
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        if done * _LINES // total > (done - 1) * _LINES // total and total >= _LINES and done < total:
            console.print(f"{title}: {done} / {total}, ≈ {spoken(outlook.estimate())}", highlight=False)

    return advance
