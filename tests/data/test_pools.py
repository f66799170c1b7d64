"""Pools, ragged text, and the file that goes into the sandbox."""

from pathlib import Path

import numpy as np
import pytest

from autograder.data.pools import Pool, Pools, Ragged, concatenate, load_for_worker
from autograder.errors import DataUnavailable

from .build import images


def test_ragged_rows_come_back() -> None:
    """Sequences stored flat are read, taken and measured as they went in, empty ones too."""
    ragged = Ragged.from_rows([[1, 2], [], [3]])
    assert [ragged.row(i).tolist() for i in range(len(ragged))] == [[1, 2], [], [3]]
    assert ragged.lengths.tolist() == [2, 0, 1]
    assert [row.tolist() for row in map(ragged.take([2, 0]).row, range(2))] == [[3], [1, 2]]


@pytest.mark.parametrize("offsets", [[0, 3], [1, 2], [0, 2, 1, 2], []])
def test_ragged_refuses_offsets_that_do_not_fit(offsets: list[int]) -> None:
    """Offsets must rise from 0 to the number of tokens."""
    with pytest.raises(ValueError, match="offsets do not fit 2 tokens"):
        Ragged.of([4, 5], offsets)


def test_concatenated_sequences_keep_their_order() -> None:
    """Joining ragged parts appends their sequences."""
    joined = concatenate([Ragged.from_rows([[1]]), Ragged.from_rows([]), Ragged.from_rows([[2, 3]])])
    assert isinstance(joined, Ragged)
    assert joined.offsets.tolist() == [0, 1, 3]


def test_pool_refuses_labels_of_another_number() -> None:
    """Every row has one label."""
    with pytest.raises(ValueError, match="3 rows but 2 labels"):
        Pool(np.zeros((3, 28, 28), np.uint8), np.zeros(2, np.int64))


def test_global_ids_number_the_pools_consecutively(image_pools: Pools) -> None:
    """The first ids are the running sums of the sizes, before and after the holdout labels are taken away."""
    assert image_pools.first_ids == {"train": 0, "validation": 20, "test": 25, "holdout": 32}
    assert image_pools.without_holdout_labels().first_ids == image_pools.first_ids


def test_fingerprint_covers_holdout_labels_but_not_the_source(image_pools: Pools) -> None:
    """Another holdout label changes the fingerprint, another source does not."""
    holdout = Pool(image_pools.holdout.x, image_pools.holdout.y + 1)
    parts = (image_pools.train, image_pools.validation, image_pools.test)
    assert Pools("fashion_mnist", "test", *parts, holdout).fingerprint != image_pools.fingerprint
    assert Pools("fashion_mnist", "other", *parts, image_pools.holdout).fingerprint == image_pools.fingerprint


@pytest.mark.parametrize("kind", ["image_pools", "text_pools"])
def test_worker_file_gives_back_what_the_worker_may_see(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Three labelled pools, the holdout's inputs, the name, source and fingerprint survive the file."""
    pools: Pools = request.getfixturevalue(kind)
    pools.save_for_worker(tmp_path / "pools.npz")
    loaded = load_for_worker(tmp_path / "pools.npz")
    assert (loaded.dataset, loaded.source, loaded.fingerprint) == (pools.dataset, "test", pools.fingerprint)
    assert [p.fingerprint for p in (loaded.train, loaded.validation, loaded.test)] == [
        p.fingerprint for p in (pools.train, pools.validation, pools.test)
    ]
    assert Pool(loaded.holdout_x, pools.holdout.y).fingerprint == pools.holdout.fingerprint


def test_worker_file_holds_no_holdout_labels(tmp_path: Path, image_pools: Pools) -> None:
    """No array of the file carries the holdout's labels, under any name."""
    marked = Pool(image_pools.holdout.x, np.array([91, 92, 93, 94]))
    pools = Pools("mnist", "test", image_pools.train, image_pools.validation, image_pools.test, marked)
    pools.save_for_worker(tmp_path / "pools.npz")
    with np.load(tmp_path / "pools.npz", allow_pickle=False) as file:
        names = set(file)
        numbers = [file[name] for name in names if file[name].dtype == np.int64]
    assert "holdout.y" not in names
    assert not any(np.isin(marked.y, array).any() for array in numbers)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_broken_worker_file_is_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    """A missing, empty or foreign file is DataUnavailable and names the path."""
    path = tmp_path / "pools.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataUnavailable, match="not a pool file") as caught:
        load_for_worker(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_worker_file_without_an_array_is_refused(tmp_path: Path, image_pools: Pools) -> None:
    """An array that is missing from the file is named."""
    path = tmp_path / "pools.npz"
    image_pools.save_for_worker(path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file if name != "test.y"}
    np.savez(path, **arrays)
    with pytest.raises(DataUnavailable, match=r"test\.y"):
        load_for_worker(path)


def test_taking_rows_takes_their_labels() -> None:
    """Rows and labels are chosen together."""
    taken = images(5).take([3, 1])
    assert taken.y.tolist() == [3, 1]
    assert taken.x[:, 0, 0].tolist() == [3, 1]
