"""Prepared files: reading, writing, refusing, and the real ones."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.data.expected import EXPECTED
from autograder.data.layout import DATASETS, LAYOUTS
from autograder.data.pools import Ragged
from autograder.data.prepared import PreparedFiles, marked, read_parts, unmarked, write_parts
from autograder.errors import DataUnavailable

from .build import parts_of


@pytest.mark.parametrize("dataset", DATASETS)
def test_written_parts_are_read_back(dataset: str, tmp_path: Path) -> None:
    """A prepared file holds the rows within the reach, bit for bit, and nothing else is left in its directory."""
    layout, path = LAYOUTS[dataset], tmp_path / "new" / f"{dataset}.npz"
    parts = parts_of(layout)
    write_parts(path, layout, parts)
    read = read_parts(path, layout)
    for part, size in layout.reach.items():
        assert read[part].fingerprint == parts[part].take(np.arange(size)).fingerprint
    assert list(path.parent.iterdir()) == [path]


def test_marks_follow_keras_defaults() -> None:
    """Ranks get a start mark and move up by three, and back."""
    ranks = Ragged.from_rows([[1, 30], [7]])
    tokens = marked(ranks)
    assert [tokens.row(i).tolist() for i in range(2)] == [[1, 4, 33], [1, 10]]
    back = unmarked(tokens)
    assert (back.tokens.tolist(), back.offsets.tolist()) == ([1, 30, 7], [0, 2, 3])


@pytest.mark.parametrize("directory", ["", "absent"])
def test_missing_file_or_directory_says_what_to_run(directory: str, tmp_path: Path) -> None:
    """What is missing is one line that names the place and the command."""
    with pytest.raises(DataUnavailable, match=r"missing from .*run `autograder data prepare`") as caught:
        PreparedFiles(tmp_path / directory).load("mnist")
    assert "\n" not in str(caught.value)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def _rewrite(**changes: np.ndarray | None) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with np.load(path) as file:
            arrays = {**file, **changes}
        np.savez(path, **{name: array for name, array in arrays.items() if array is not None})

    return change


@pytest.mark.parametrize(
    ("dataset", "damage", "reason"),
    [
        ("mnist", _truncate, "not a zip file"),
        ("mnist", _rewrite(labels=None), "no array 'labels'"),
        ("mnist", _rewrite(images=np.zeros((4000, 28, 28))), "images are float64"),
        ("mnist", _rewrite(images=np.zeros((4000, 784), np.uint8)), "images are uint8"),
        ("mnist", _rewrite(labels=np.zeros(4000)), "labels is float64"),
        ("mnist", _rewrite(labels=np.zeros(9, np.uint8)), "4000 rows but 9 labels"),
        ("imdb", _rewrite(test_offsets=np.zeros(1001, np.int64)), "offsets do not fit"),
        ("imdb", _rewrite(test_tokens=np.array([{}], object)), "allow_pickle"),
    ],
    ids=["truncated", "array missing", "dtype", "shape", "label dtype", "label number", "offsets", "pickled"],
)
def test_broken_file_is_one_clear_line(
    dataset: str, damage: Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    """A damaged file is DataUnavailable with path, reason and command."""
    files = PreparedFiles(tmp_path, expected={})
    write_parts(files.path(dataset), LAYOUTS[dataset], parts_of(LAYOUTS[dataset]))
    damage(files.path(dataset))
    with pytest.raises(DataUnavailable) as caught:
        files.load(dataset)
    message = str(caught.value)
    assert reason in message.lower() or reason in message
    assert str(tmp_path) in message
    assert "autograder data prepare" in message
    assert "\n" not in message


def test_other_rows_are_refused(tmp_path: Path) -> None:
    """A whole file with other rows than the official ones is not taken for them."""
    files = PreparedFiles(tmp_path)
    write_parts(files.path("imdb"), LAYOUTS["imdb"], parts_of(LAYOUTS["imdb"]))
    with pytest.raises(DataUnavailable, match=f"official rows .*expected {EXPECTED['imdb'][:12]}"):
        files.load("imdb")


def test_another_reuters_is_accepted(tmp_path: Path) -> None:
    """Two honest versions of Reuters exist, so its fingerprint refuses nothing."""
    files = PreparedFiles(tmp_path)
    write_parts(files.path("reuters"), LAYOUTS["reuters"], parts_of(LAYOUTS["reuters"]))
    assert files.load("reuters").fingerprint != EXPECTED["reuters"]


@pytest.mark.parametrize("dataset", DATASETS)
def test_real_pools_have_the_recorded_fingerprint(dataset: str, shared_data: Path) -> None:
    """The real files give full pools, no row twice, every label in each, and the fingerprint on record."""
    pools = PreparedFiles(shared_data).load(dataset)
    layout = LAYOUTS[dataset]
    assert pools.fingerprint == EXPECTED[dataset]
    assert pools.sizes == {name: sum(c.stop - c.start for c in cuts) for name, cuts in layout.cuts.items()}
    assert all(len(np.unique(pool.y)) == layout.classes for pool in pools.named.values() if len(pool))
