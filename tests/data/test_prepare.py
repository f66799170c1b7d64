"""`data prepare` and `data status`: what is there, what is wrong."""

from pathlib import Path

import pytest

from autograder.data.embedded import EmbeddedData
from autograder.data.expected import EXPECTED
from autograder.data.keras_files import KerasFiles
from autograder.data.layout import DATASETS, LAYOUTS
from autograder.data.prepare import prepare, status
from autograder.data.prepared import PreparedFiles, read_parts, write_parts
from autograder.errors import DataUnavailable, UsageError

from .build import parts_of


def _fetch(dataset: str, path: Path) -> None:
    if dataset == "imdb":
        raise DataUnavailable("imdb: no network")
    write_parts(path, LAYOUTS[dataset], parts_of(LAYOUTS[dataset]))


def test_prepared_data_are_reported(tmp_path: Path) -> None:
    """What was fetched has sizes and a fingerprint; what could not be had has a problem, and the rest goes on."""
    imdb, reuters = prepare(tmp_path, ["imdb", "reuters"], _fetch)
    assert imdb.problem == "imdb: no network"
    assert reuters.problem is None
    assert reuters.sizes == {"train": 8982, "validation": 0, "test": 420, "holdout": 600}
    assert not reuters.verified


def test_whole_files_are_left_alone_and_broken_ones_renewed(tmp_path: Path) -> None:
    """A second run fetches only what is broken."""
    fetched = []

    def fetch(dataset: str, path: Path) -> None:
        fetched.append(dataset)
        _fetch(dataset, path)

    prepare(tmp_path, ["reuters"], fetch)
    prepare(tmp_path, ["reuters"], fetch)
    (tmp_path / "reuters.npz").write_bytes(b"PK")
    (again,) = prepare(tmp_path, ["reuters"], fetch)
    assert fetched == ["reuters", "reuters"]
    assert again.problem is None


def test_rows_that_are_not_official_are_a_problem(tmp_path: Path) -> None:
    """A fetch that delivers other rows is not reported as done."""
    (mnist,) = prepare(tmp_path, ["mnist"], _fetch)
    assert "does not hold the official rows" in str(mnist.problem)


def test_status_of_every_data_set() -> None:
    """The embedded source has all four data sets, none of them official."""
    statuses = status(EmbeddedData())
    assert [s.dataset for s in statuses] == list(DATASETS)
    assert all(s.source == "embedded" and s.fingerprint and not s.verified and not s.problem for s in statuses)


def test_status_downloads_nothing(tmp_path: Path) -> None:
    """An empty cache is a problem that names the command, and no fetch is tried."""

    def fetch(dataset: str, path: Path) -> None:
        raise AssertionError("status must not fetch")

    (mnist,) = status(KerasFiles(tmp_path, fetch), ["mnist"])
    assert mnist.source == "keras"
    assert "autograder data prepare" in str(mnist.problem)


def test_unknown_data_set_is_wrong_use(tmp_path: Path) -> None:
    """A misspelt name is refused before anything is done, and the right ones are listed."""
    with pytest.raises(UsageError, match="unknown data set 'minst': choose from mnist"):
        prepare(tmp_path, ["minst"], _fetch)


def test_prepared_again_real_data_keep_their_fingerprint(shared_data: Path, tmp_path: Path) -> None:
    """Rows written in the prepared format give the very pools that the real file gives."""

    def copy(dataset: str, path: Path) -> None:
        layout = LAYOUTS[dataset]
        write_parts(path, layout, read_parts(PreparedFiles(shared_data).path(dataset), layout))

    statuses = prepare(tmp_path, ["fashion_mnist", "imdb"], copy)
    assert [s.fingerprint for s in statuses] == [EXPECTED[s.dataset] for s in statuses]
    assert all(s.verified for s in statuses)
