"""Time limits inside a run."""

import signal
import time

import pytest

from autograder.worker.bounded import TimeUp, in_words, limited


@pytest.mark.parametrize(("limits", "working"), [((0.2,), False), ((30.0, 0.2), True)])
def test_whatever_swallows_exceptions_is_interrupted(limits: tuple[float, ...], working: bool) -> None:
    """The timer rings again, and says whose time it was."""

    def stubborn() -> None:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001  as a student may
            while True:
                pass

    start = time.monotonic()
    with pytest.raises(TimeUp) as told, limited(*limits):
        stubborn()
    assert told.value.working == working
    assert time.monotonic() - start < 20


def test_nothing_rings_afterwards() -> None:
    """Timers are off and handlers are back."""
    before = signal.getsignal(signal.SIGALRM)
    with limited(0.05, 0.05):
        pass
    time.sleep(0.1)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) == before


def test_exceptions_in_words() -> None:
    """The first line alone, and never another exception."""

    class Hostile(Exception):
        def __str__(self) -> str:
            raise SystemExit

    assert in_words(ValueError("one\ntwo")) == "ValueError: one"
    assert in_words(Hostile()) == "Hostile"
