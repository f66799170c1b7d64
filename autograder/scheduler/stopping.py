"""Ctrl-C: the first one stops a batch cleanly, the second ends the program at once."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Final

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The keyboard's, a batch system's and a closed terminal's way to say that it is over."""


@contextmanager
def stoppable(stop: Event) -> Iterator[None]:
    """Within: a signal sets `stop` and nothing else, so that no file is left half written; the next one kills.

    Zygotes and what they run die with this process, however it dies. Outside the main thread nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        stop.set()

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
