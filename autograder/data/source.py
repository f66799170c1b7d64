"""Where data come from: one interface, and the choice of its implementation by a short text."""

from pathlib import Path
from typing import Protocol

from platformdirs import user_cache_path

from autograder.data.embedded import EmbeddedData
from autograder.data.keras_files import KerasFiles
from autograder.data.pools import Pools
from autograder.data.prepared import PreparedFiles


class Source(Protocol):
    """Delivers the pools of the data sets in `layout.DATASETS`."""

    @property
    def name(self) -> str:
        """A short name for reports; no path of this machine."""
        ...

    def load(self, dataset: str, official: bool = False) -> Pools:
        """Return a data set's four pools; DataUnavailable with one line that says what, where and what to do.

        official: all rows of the official arrays instead of the reduced pools cut from them.
        """
        ...


def open_source(spec: str, cache: Path | None = None) -> Source:
    """Return the source that `--data` names: "keras", "embedded" or a directory of prepared files.

    cache: where prepared files of the source "keras" are kept; by default this user's cache directory.
    """
    if spec == "embedded":
        return EmbeddedData()
    if spec == "keras":
        return KerasFiles(cache or default_cache())
    return PreparedFiles(Path(spec).expanduser())


def default_cache() -> Path:
    """Return the directory that `autograder data prepare` fills when none is named."""
    return user_cache_path("keras-autograder") / "prepared"
