"""What runs of an assignment were measured to need on this machine, kept from one batch to the next."""

import json
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from autograder.scheduler.memory import DEFAULT_BYTES


class Needs:
    """Peaks of memory in bytes, by assignment and budget. A file that is lost or broken costs nothing but caution."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_cache_path("keras-autograder") / "needs"

    def memory_bytes(self, assignment: str, budget: str) -> int:
        """What a run is taken to need at most."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            stored = json.loads(self._path(assignment, budget).read_text(encoding="utf-8"))
            return max(1, int(stored["memory_bytes"]))
        return DEFAULT_BYTES

    def remember(self, assignment: str, budget: str, memory_bytes: int | None) -> None:
        """Keep what a batch measured, None: nothing."""
        if memory_bytes is None:
            return
        path = self._path(assignment, budget)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(".part")
            half.write_text(json.dumps({"memory_bytes": memory_bytes}), encoding="utf-8")
            half.replace(path)

    def _path(self, assignment: str, budget: str) -> Path:
        return self._folder / f"{assignment}-{budget}.json"
