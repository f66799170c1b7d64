"""A batch: submissions to grades, as many at a time as there is room for."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol

from autograder.errors import MachineFailure
from autograder.machine import explained
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded, Grader
from autograder.scheduler.stopping import stoppable

_TICK_SECONDS: Final = 0.2

Slots = Callable[[], int]
OnGraded = Callable[[Graded], None]
_Running = dict["Future[Graded | None]", int]


class Watch(Protocol):
    """Whoever wants to know what is under way; places count the batch's submissions from 0."""

    def begun(self, place: int) -> None:
        """Called as a submission's first run is about to begin, in the thread that grades it."""
        ...

    def ended(self, place: int) -> None:
        """Called with each result, in the caller's thread, before `on_graded`."""
        ...


class Unwatched:
    """Nobody looks."""

    def begun(self, place: int) -> None:
        """Nothing."""

    def ended(self, place: int) -> None:
        """Nothing."""


def grade_all(
    grader: Grader,
    submissions: Iterable[Submission | Rejected],
    slots: int | Slots,
    on_graded: OnGraded,
    watch: Watch | None = None,
) -> list[Graded]:
    """Grade a batch, `slots` at a time (asked for again and again: machines come and go); results in its order.

    `on_graded` gets each result as it comes, in the calling thread. An interrupt, the end of what the batch runs on,
    or whatever `on_graded` raises, ends the runs under way and is raised here, when none of them is left; what they
    would have become is dropped, for a run that was cut off is no result.
    """
    room = slots if callable(slots) else lambda: slots
    batch = _Batch(grader, list(submissions), room, on_graded, watch or Unwatched())
    with stoppable(grader.cancel):
        return batch.run()


@dataclass
class _Batch:
    grader: Grader
    work: Sequence[Submission | Rejected]
    room: Slots
    on_graded: OnGraded
    watch: Watch
    running: _Running = field(default_factory=dict)
    done: dict[int, Graded] = field(default_factory=dict)

    def run(self) -> list[Graded]:
        with ThreadPoolExecutor(max(1, len(self.work)), "grading") as pool:
            try:
                self._dispatch(pool, iter(range(len(self.work))))
            except BaseException:
                self.grader.cancel.set()
                raise
        return [self.done[place] for place in range(len(self.work))]

    def _dispatch(self, pool: ThreadPoolExecutor, waiting: Iterator[int]) -> None:
        while len(self.done) < len(self.work):
            for place in islice(waiting, max(0, self.room() - len(self.running))):
                self.running[_submitted(pool, self._one, place)] = place
            ready, _ = wait(self.running, _TICK_SECONDS, FIRST_COMPLETED)
            self._collect(ready)
            if not self.running and not ready:
                time.sleep(_TICK_SECONDS)  # there is no room at all for now
            if self.grader.cancel.is_set():
                self._collect(wait(self.running).done)
                raise KeyboardInterrupt

    def _one(self, place: int) -> Graded | None:
        self.watch.begun(place)
        graded = self.grader.grade_any(self.work[place])
        return None if self.grader.cancel.is_set() else graded

    def _collect(self, ready: Iterable["Future[Graded | None]"]) -> None:
        """Note what is there; only then raise what went wrong."""
        failed = None
        for future in ready:
            place = self.running.pop(future)
            error = future.exception()
            graded = None if error is not None else future.result()
            failed = failed or error
            if graded is not None:
                self.done[place] = graded
                self.watch.ended(place)
                self.on_graded(graded)
        if failed is not None:
            raise failed


def _submitted(pool: ThreadPoolExecutor, work: Callable[[int], Graded | None], place: int) -> "Future[Graded | None]":
    """The work under way. Raises MachineFailure where the system refuses a thread: no submission is to blame."""
    try:
        return pool.submit(work, place)
    except RuntimeError as error:
        if (told := explained(error)) is None:
            raise
        raise MachineFailure(told) from error
