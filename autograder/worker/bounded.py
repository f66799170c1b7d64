"""Run what a notebook defined for a bounded time, and tell what it raised."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_AGAIN = 0.5
"""Seconds after which a timer rings again: a bare `except` may have swallowed its first ring."""


class TimeUp(BaseException):
    """The time is used up, the processor's (`working`) or the wall's; no `except Exception` swallows it."""

    def __init__(self, working: bool) -> None:
        super().__init__()
        self.working = working


@contextmanager
def limited(wall_seconds: float, cpu_seconds: float = 0.0) -> Iterator[None]:
    """TimeUp after so long on the wall, or after so much processor time (0: any)."""
    armed = True

    def ring(number: int, _frame: Any) -> None:
        if armed:
            raise TimeUp(number == signal.SIGPROF)

    before = {number: signal.signal(number, ring) for number in (signal.SIGPROF, signal.SIGALRM)}
    try:
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds, _AGAIN)
        signal.setitimer(signal.ITIMER_REAL, wall_seconds, _AGAIN)
        try:
            yield
        finally:
            armed = False
    finally:  # also where a timer rang just before it was told not to
        armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def in_words(error: BaseException) -> str:
    """An exception's class and the first line of its message, at most 500 characters."""
    try:
        first = str(error).strip().partition("\n")[0].strip()
        return f"{type(error).__name__}: {first}"[:500]
    except BaseException:  # noqa: BLE001  an exception class of the student's may do anything
        return type(error).__name__[:100]
