"""What `autograder data prepare` and `autograder data status` do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.data.expected import EXPECTED
from autograder.data.keras_files import Fetch, KerasFiles, fetch_with_keras
from autograder.data.layout import DATASETS
from autograder.data.pools import Pools
from autograder.data.prepared import PreparedFiles
from autograder.data.source import Source
from autograder.errors import DataUnavailable, UsageError


@dataclass(frozen=True)
class DatasetStatus:
    """What a source has of one data set, or in `problem` the line that says why it has nothing.

    verified: the fingerprint is that of the official data.
    """

    dataset: str
    source: str
    sizes: Mapping[str, int] | None = None
    fingerprint: str | None = None
    verified: bool = False
    problem: str | None = None


def prepare(out: Path, datasets: Iterable[str] = DATASETS, fetch: Fetch = fetch_with_keras) -> list[DatasetStatus]:
    """Write the prepared files of data sets into a directory from what Keras has or downloads, and check them.

    Files that are there and whole are left alone, broken ones are written anew. A data set that cannot be had is a
    status with a problem; UsageError if a name is unknown.
    """
    files = PreparedFiles(out)
    statuses = []
    for dataset in _known(datasets):
        before = _status(files, dataset)
        if before.problem:
            try:
                fetch(dataset, files.path(dataset))
                before = _status(files, dataset)
            except DataUnavailable as error:
                before = DatasetStatus(dataset, files.name, problem=str(error))
        statuses.append(before)
    return statuses


def status(source: Source, datasets: Iterable[str] = DATASETS) -> list[DatasetStatus]:
    """Say what a source has of each data set; nothing is downloaded. UsageError if a name is unknown."""
    local = source.cached if isinstance(source, KerasFiles) else source
    return [_status(local, dataset) for dataset in _known(datasets)]


def _status(source: Source, dataset: str) -> DatasetStatus:
    try:
        pools: Pools = source.load(dataset)
    except DataUnavailable as error:
        return DatasetStatus(dataset, source.name, problem=str(error))
    verified = pools.fingerprint == EXPECTED.get(dataset)
    return DatasetStatus(dataset, source.name, pools.sizes, pools.fingerprint, verified)


def _known(datasets: Iterable[str]) -> list[str]:
    names = list(datasets)
    for name in names:
        if name not in DATASETS:
            raise UsageError(f"unknown data set {name!r}: choose from {', '.join(DATASETS)}")
    return names
