"""Keras' own files, downloaded and read by Keras in a process of its own, and kept as prepared files."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from autograder.data.expected import EXPECTED
from autograder.data.pools import Pools
from autograder.data.prepared import PreparedFiles
from autograder.errors import DataUnavailable

FETCH_SECONDS = 900  # the largest download is 30 MB; TensorFlow's import takes 10 s of it


class Fetch(Protocol):
    """Writes the prepared file of a data set, reduced or of the official cut, to a path, or raises DataUnavailable."""

    def __call__(self, dataset: str, path: Path, official: bool = False, /) -> None:
        """Fetch one data set."""


def fetch_with_keras(dataset: str, path: Path, official: bool = False) -> None:
    """Let Keras load a data set, from its cache (KERAS_HOME) or the network, and write its prepared file.

    Keras runs in another process: the grader never imports TensorFlow. DataUnavailable if it fails.
    """
    command = [sys.executable, "-m", "autograder.worker.fetch", dataset, str(path), *(["--official"] * official)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
        reason = "" if done.returncode == 0 else _last_line(done.stderr)
    except subprocess.TimeoutExpired:
        reason = f"no answer within {FETCH_SECONDS} s"
    if reason:
        raise DataUnavailable(f"{dataset}: Keras could not load its file ({reason}): {_remedy(official)}")


def _remedy(official: bool) -> str:
    if official:
        return "grade with the full budget on a machine with network, or with another `--budget`"
    return (
        "run `autograder data prepare` on a machine with network and pass the directory with `--data`, "
        "or use `--data embedded`"
    )


class KerasFiles:
    """What `keras.datasets` delivers as a data source: fetched once, then read from the cache."""

    name = "keras"

    def __init__(self, cache: Path, fetch: Fetch = fetch_with_keras, *, expected: Mapping[str, str] = EXPECTED) -> None:
        self.cached = PreparedFiles(cache, name=self.name, expected=expected)
        self._fetch = fetch

    def load(self, dataset: str, official: bool = False) -> Pools:
        """Return the pools of a data set, fetching it if it is not in the cache; DataUnavailable if that fails."""
        path = self.cached.path(dataset, official)
        if not path.exists():
            self._fetch(dataset, path, official)
        return self.cached.load(dataset, official)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it died without a word"
