"""Rows are found again by content after whatever honest preprocessing does to them, and never mistaken."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data.pools import Ragged
from autograder.data.source import open_source
from autograder.worker.identity import Known, as_images, distinct_rows, hash_rows, known_images, match_images

Rows = NDArray[np.generic]
RNG = np.random.default_rng(3)


def pool(dataset: str) -> NDArray[np.uint8]:
    """Return all images of a data set's four pools."""
    parts = [part.x for part in open_source("embedded").load(dataset).named.values()]
    return np.concatenate([part for part in parts if not isinstance(part, Ragged)])


@pytest.fixture(scope="module")
def images() -> NDArray[np.uint8]:
    """Give the garments of the embedded data."""
    return pool("fashion_mnist")


@pytest.fixture(scope="module")
def known(images: NDArray[np.uint8]) -> Known:
    """Give the garments prepared for recognition."""
    return known_images("fashion_mnist", images, np.arange(len(images)) % 10, np.zeros(len(images), dtype=np.int64))


def standardised(x: Rows) -> Rows:
    """Scale each pixel as scikit-learn's StandardScaler does."""
    flat = x.reshape(len(x), -1).astype("float64")
    spread = flat.std(axis=0)
    return (flat - flat.mean(axis=0)) / np.where(spread > 0, spread, 1)


def min_max(x: Rows) -> Rows:
    """Scale each pixel as scikit-learn's MinMaxScaler does."""
    flat = x.reshape(len(x), -1).astype("float32")
    return (flat - flat.min(axis=0)) / np.maximum(np.ptp(flat, axis=0), 1)


def per_image(x: Rows) -> Rows:
    """Standardise each image by its own mean and spread."""
    return (x - x.mean(axis=(1, 2), keepdims=True)) / x.std(axis=(1, 2), keepdims=True)


PREPARATIONS: dict[str, Callable[[NDArray[np.uint8]], Rows]] = {
    "as it is": lambda x: x,
    "flat over 255": lambda x: x.reshape(-1, 784).astype("float32") / 255,
    "channel": lambda x: x[..., None] / 255.0,
    "minus one to one": lambda x: x.astype("float32") / 127.5 - 1,
    "inverted": lambda x: 1 - x / 255.0,
    "mean and spread": lambda x: (x - x.mean()) / x.std(),
    "mean image": lambda x: x - x.mean(axis=0),
    "per image": per_image,
    "unit length": lambda x: x.reshape(len(x), -1) / np.linalg.norm(x.reshape(len(x), -1), axis=1, keepdims=True),
    "float16": lambda x: (x / 255).astype("float16"),
    "StandardScaler": standardised,
    "StandardScaler float32": lambda x: standardised(x).astype("float32"),
    "MinMaxScaler": min_max,
    "RGB": lambda x: np.repeat(x[..., None], 3, axis=-1) / 255.0,
    "padded to 32": lambda x: np.pad(x, ((0, 0), (2, 2), (2, 2))) / 255.0,
    "padded, channel": lambda x: np.pad(x, ((0, 0), (2, 2), (2, 2)))[..., None],
    "noise": lambda x: x / 255.0 + RNG.normal(0, 0.05, x.shape),
}


@pytest.mark.parametrize("name", PREPARATIONS)
def test_rows_are_found_after_honest_preprocessing(name: str, images: NDArray[np.uint8], known: Known) -> None:
    """At least 98 of 100 are found as themselves, and at most 5 of 1000 (under noise) as another."""
    chosen = RNG.permutation(len(images))[:700]
    prepared = as_images(PREPARATIONS[name](images[chosen]))
    assert prepared is not None
    found = match_images(prepared, known)
    assert (found == chosen).mean() >= 0.98
    assert ((found != chosen) & (found >= 0)).mean() <= 0.005


@pytest.mark.parametrize("name", ["as it is", "flat over 255", "StandardScaler", "mean image", "float16"])
def test_other_images_are_nobody(name: str, known: Known) -> None:
    """Digits are not garments, whatever is done to them."""
    prepared = as_images(PREPARATIONS[name](pool("mnist")[:500]))
    assert prepared is not None
    assert (match_images(prepared, known) < 0).all()


def test_changed_images_are_not_taken_for_others(images: NDArray[np.uint8], known: Known) -> None:
    """A flipped or shifted image is unknown or itself, never another one."""
    chosen = np.arange(500)
    for changed in (images[chosen][:, :, ::-1], np.roll(images[chosen], 2, axis=1), images[chosen].transpose(0, 2, 1)):
        prepared = as_images(changed)
        assert prepared is not None
        found = match_images(prepared, known)
        assert (found < 0).all()


def test_what_is_no_image_is_none() -> None:
    """Texts, tables and small pictures are not forced into images."""
    for rows in (np.zeros((5, 10)), np.zeros((5, 20, 20)), np.array([["a"]]), np.zeros((3, 8, 8, 3))):
        assert as_images(rows) is None


def test_distinct_rows_come_in_order_with_their_copies() -> None:
    """Positions, copies and the way back are right for any dtype and shape."""
    rows = np.array([[3, 1], [2, 2], [3, 1], [0, 0], [2, 2], [3, 1]])
    for array in (rows, rows.astype("float32"), rows.astype("float16").reshape(6, 2, 1), rows.astype("uint8")):
        distinct = distinct_rows(array)
        assert distinct.first.tolist() == [0, 1, 3]
        assert distinct.copies.tolist() == [3, 2, 1]
        assert distinct.inverse.tolist() == [0, 1, 0, 2, 1, 0]
        assert (array[distinct.first][distinct.inverse] == array).all()


def test_hashes_tell_rows_apart() -> None:
    """A hundred thousand rows that differ in a single bit or in the order of their values have as many hashes."""
    bits = np.zeros((2048, 256), dtype=np.uint8)
    bits[np.arange(2048), np.arange(2048) // 8] = 1 << (np.arange(2048) % 8)
    assert len(np.unique(hash_rows(bits))) == 2048
    values = RNG.integers(0, 2, (100_000, 64)).astype("float32")
    assert len(np.unique(hash_rows(values))) == len(np.unique(values, axis=0))
    assert len(np.unique(hash_rows(np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 3.0]])))) == 3


def test_ragged_rows_are_told_apart_by_content() -> None:
    """Lists of tokens have no shape; equal ones are equal."""
    rows = np.empty(3, dtype=object)
    rows[:] = [[1, 2, 3], [1, 2], [1, 2, 3]]
    assert distinct_rows(rows).copies.tolist() == [2, 1]


def test_a_row_has_one_hash_in_whatever_company() -> None:
    """Among rows of zeros, where these are passed over, as among full ones; rows without any included."""
    rng = np.random.default_rng(3)
    sparse = (rng.random((300, 999)) < 0.01).astype(np.float32)
    sparse[[0, 7, 299]] = 0
    full = rng.random((3000, 999)).astype(np.float32)
    mixed = hash_rows(np.concatenate([sparse[:40], full])[::-1])[::-1]
    assert (mixed[:40] == hash_rows(sparse)[:40]).all()
    assert (hash_rows(sparse)[[0, 7, 299]] == 0).all()
    assert len(np.unique(hash_rows(sparse))) == len(np.unique(sparse, axis=0))
