"""Which sources have the official arrays, and what the others say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.data.cutting import cut_pools
from autograder.data.embedded import EmbeddedData
from autograder.data.keras_files import KerasFiles
from autograder.data.layout import DATASETS, LAYOUTS
from autograder.data.official import OFFICIAL, layout_of, reduced_parts
from autograder.data.prepared import PreparedFiles, read_parts, write_parts
from autograder.data.source import Source
from autograder.errors import DataUnavailable

from .build import parts_of, texts


def _fetch(dataset: str, path: Path, official: bool = False) -> None:
    parts = parts_of(OFFICIAL[dataset])
    write_parts(path, layout_of(dataset, official), parts if official else reduced_parts(LAYOUTS[dataset], parts))


def _reduced_fingerprint(dataset: str) -> str:
    layout = LAYOUTS[dataset]
    return cut_pools(layout, "test", reduced_parts(layout, parts_of(OFFICIAL[dataset]))).fingerprint


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("source", [lambda _: EmbeddedData(), PreparedFiles], ids=["embedded", "prepared"])
def test_reduced_sources_say_in_one_line_what_to_run(
    source: Callable[[Path], Source], dataset: str, tmp_path: Path
) -> None:
    """Generated data and prepared files have no official arrays: the line names the budget and the source to use."""
    with pytest.raises(DataUnavailable, match=r"the full budget .*`--data keras`") as caught:
        source(tmp_path).load(dataset, official=True)
    assert str(caught.value).startswith(f"{dataset}: ")
    assert "\n" not in str(caught.value)


def test_both_cuts_are_fetched_once_and_kept_apart(tmp_path: Path) -> None:
    """Reduced pools and official ones have files and fingerprints of their own, checked by the same rows on record."""
    fetched = []

    def fetch(dataset: str, path: Path, official: bool = False) -> None:
        fetched.append((path.name, official))
        _fetch(dataset, path, official)

    source = KerasFiles(tmp_path, fetch, expected={"imdb": _reduced_fingerprint("imdb")})
    reduced, official = source.load("imdb"), source.load("imdb", official=True)
    assert reduced.fingerprint != official.fingerprint
    assert (reduced.sizes["train"], official.sizes["train"]) == (400, 25_000)  # in 500 words, 400 made-up ones differ
    assert PreparedFiles(tmp_path, expected={}).load("imdb", official=True).fingerprint == official.fingerprint
    assert fetched == [("imdb.npz", False), ("imdb-official.npz", True)]


def test_rows_that_are_not_official_are_refused(tmp_path: Path) -> None:
    """A fetch that delivers another beginning than the one on record is not taken for the official arrays."""
    with pytest.raises(DataUnavailable, match=r"official rows .*delete it and run again with `--data keras`"):
        KerasFiles(tmp_path, _fetch).load("imdb", official=True)


def test_a_broken_file_says_what_to_run(tmp_path: Path) -> None:
    """The remedy is not `data prepare`, which writes the reduced files."""
    source = KerasFiles(tmp_path, _fetch, expected={})
    source.cached.path("mnist", official=True).write_bytes(b"PK")
    with pytest.raises(
        DataUnavailable, match=r"mnist-official.npz is broken .*run again with `--data keras`"
    ) as caught:
        source.load("mnist", official=True)
    assert "prepare" not in str(caught.value)


def test_words_beyond_two_bytes_are_kept(tmp_path: Path) -> None:
    """IMDB's whole vocabulary has more than 65,536 words."""
    path, layout = tmp_path / "imdb.npz", OFFICIAL["imdb"]
    parts = {"train": texts(25_000, first=50_000), "test": texts(25_000)}
    write_parts(path, layout, parts)
    read = read_parts(path, layout)
    assert {name: part.fingerprint for name, part in read.items()} == {
        name: part.fingerprint for name, part in parts.items()
    }
