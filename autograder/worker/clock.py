"""Where a run's time goes: exclusive seconds by section, so that nested sections are counted once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """A stack of sections; only the innermost one is charged."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stack: list[str] = ["start"]
        self._since = time.perf_counter()

    def _charge(self) -> None:
        now = time.perf_counter()
        section = self._stack[-1]
        self.seconds[section] = self.seconds.get(section, 0.0) + now - self._since
        self._since = now

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Charge what runs inside to `name` instead of to what surrounds it."""
        self._charge()
        self._stack.append(name)
        try:
            yield
        finally:
            self._charge()
            self._stack.pop()

    def totals(self) -> dict[str, float]:
        """Seconds by section up to now."""
        self._charge()
        return {name: round(value, 4) for name, value in self.seconds.items()}
