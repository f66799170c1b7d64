"""Prepared files: one .npz per data set with the official rows that its pools are cut from, no pickled objects.

Arrays by data set (n is at least the layout's reach):
  mnist           images uint8 (n, 28, 28), labels uint8 (n,): the test images, in order
  fashion_mnist   images uint8 (n, 28, 28), labels uint8 (n,): the training images, in order
  imdb            train_tokens, train_offsets, train_labels, test_tokens, test_offsets, test_labels, at num_words=500
  reuters         tokens, offsets, labels: all wires; tokens are frequency ranks from 1, without start mark and offset
Files of the official cut, `<data set>-official.npz`, hold train_… and test_… arrays of all rows, text as ranks.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from autograder.data.cutting import cut_pools
from autograder.data.expected import EXPECTED, UNVERIFIABLE
from autograder.data.layout import IMAGE_SIDE, LAYOUTS, Layout
from autograder.data.official import layout_of, reduced_parts
from autograder.data.pools import Pool, Pools, Ragged
from autograder.errors import DataUnavailable

START_CHAR, INDEX_FROM = 1, 3  # Keras' defaults, which pool tokens follow

Arrays = Mapping[str, NDArray[np.generic]]


class PreparedFiles:
    """A directory of prepared files as a data source."""

    def __init__(self, directory: Path, *, name: str = "prepared", expected: Mapping[str, str] = EXPECTED) -> None:
        self.directory = directory
        self.name = name
        self._expected = expected

    def load(self, dataset: str, official: bool = False) -> Pools:
        """Return the pools of a data set; DataUnavailable if its file is missing, broken or not the data expected."""
        path, layout = self.path(dataset, official), layout_of(dataset, official)
        if not path.is_file():
            raise DataUnavailable(f"{dataset}: {self._missing(path, official)}")
        try:
            parts = read_parts(path, layout)
            pools = cut_pools(layout, self.name, parts)
            self._verify(path, pools, parts, official)
        except (OSError, BadZipFile, KeyError, ValueError, EOFError) as error:
            raise DataUnavailable(
                f"{dataset}: {path} is broken ({_reason(error)}): delete it and {_renew(official)}"
            ) from error
        return pools

    def path(self, dataset: str, official: bool = False) -> Path:
        """Return where a data set's file is looked for."""
        return self.directory / f"{dataset}{'-official' if official else ''}.npz"

    def _missing(self, path: Path, official: bool) -> str:
        if official:
            return (
                f"{self.directory} holds the reduced pools' rows alone, and the full budget runs on the official "
                f"arrays: use `--data keras` on a machine with network, or another `--budget`"
            )
        missing = path.name if self.directory.is_dir() else "the directory"
        return (
            f"{missing} is missing from {self.directory}: "
            f"run `autograder data prepare` on a machine with network, or use `--data embedded`"
        )

    def _verify(self, path: Path, pools: Pools, parts: Mapping[str, Pool], official: bool) -> None:
        """Compare with the fingerprint on record; that of the official cut's beginning is the reduced pools'."""
        expected = self._expected.get(pools.dataset)
        if expected is None or pools.dataset in UNVERIFIABLE:
            return
        layout = LAYOUTS[pools.dataset]
        known = cut_pools(layout, self.name, reduced_parts(layout, parts)) if official else pools
        if known.fingerprint != expected:
            raise DataUnavailable(
                f"{pools.dataset}: {path} does not hold the official rows (fingerprint {known.fingerprint[:12]}, "
                f"expected {expected[:12]}): delete it and {_renew(official)}"
            )


def read_parts(path: Path, layout: Layout) -> dict[str, Pool]:
    """Read the official parts from a prepared file; KeyError, ValueError, OSError or BadZipFile if it is broken."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    return {part: _pool(arrays, layout, _prefix(layout, part)) for part in layout.reach}


def write_parts(path: Path, layout: Layout, parts: Mapping[str, Pool]) -> None:
    """Write the rows within the layout's reach as a prepared file, all at once or not at all."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for part, stop in layout.reach.items():
        arrays |= _arrays(parts[part].take(np.arange(stop)), layout, _prefix(layout, part))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _prefix(layout: Layout, part: str) -> str:
    return f"{part}_" if len(layout.reach) > 1 else ""


def _pool(arrays: Arrays, layout: Layout, prefix: str) -> Pool:
    y = _whole(arrays, f"{prefix}labels").astype(np.int64)
    if layout.kind == "text":
        x = Ragged.of(_whole(arrays, f"{prefix}tokens"), _whole(arrays, f"{prefix}offsets"))
        return Pool(x if layout.num_words else marked(x), y)
    images = arrays[f"{prefix}images"]
    if images.dtype != np.uint8 or images.shape[1:] != (IMAGE_SIDE, IMAGE_SIDE):
        raise ValueError(f"images are {images.dtype} {images.shape}, expected uint8 (n, 28, 28)")
    return Pool(images.astype(np.uint8, copy=False), y)


def _whole(arrays: Arrays, name: str) -> NDArray[np.integer]:
    array = arrays[name]
    if not np.issubdtype(array.dtype, np.integer) or array.ndim != 1:
        raise ValueError(f"{name} is {array.dtype} {array.shape}, expected integers (n,)")
    return array.astype(np.int64)


def _arrays(pool: Pool, layout: Layout, prefix: str) -> dict[str, NDArray[np.generic]]:
    labels = {f"{prefix}labels": pool.y.astype(np.uint8)}
    if not isinstance(pool.x, Ragged):
        return {f"{prefix}images": pool.x, **labels}
    x = pool.x if layout.num_words else unmarked(pool.x)
    # Half the bytes, the same content: only IMDB's whole vocabulary goes beyond 2^16 (Reuters' ends at 30,979).
    tokens = x.tokens.astype(np.uint16 if x.tokens.max(initial=0) < 2**16 else np.int32)
    return {f"{prefix}tokens": tokens, f"{prefix}offsets": x.offsets, **labels}


def marked(ranks: Ragged) -> Ragged:
    """Turn frequency ranks from 1 into Keras' tokens: a start mark before each sequence, every rank 3 higher."""
    tokens = np.insert(ranks.tokens + INDEX_FROM, ranks.offsets[:-1], START_CHAR)
    return Ragged.of(tokens, ranks.offsets + np.arange(len(ranks.offsets)))


def unmarked(sequences: Ragged) -> Ragged:
    """Undo `marked`."""
    tokens = np.delete(sequences.tokens, sequences.offsets[:-1]) - INDEX_FROM
    return Ragged.of(tokens, sequences.offsets - np.arange(len(sequences.offsets)))


def _renew(official: bool) -> str:
    return "run again with `--data keras`" if official else "run `autograder data prepare`"


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"no array {error}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
