"""The four pools that a graded run draws its rows from, and the part of them that may enter the sandbox.

Global row ids number the rows of train, validation, test and holdout consecutively, in this order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.data.fingerprint import combine, fingerprint
from autograder.errors import DataUnavailable

POOL_NAMES = ("train", "validation", "test", "holdout")


@dataclass(frozen=True, eq=False)
class Ragged:
    """Token sequences stored flat: sequence i is `tokens[offsets[i]:offsets[i + 1]]`.

    tokens: int32 (n_tokens,), as Keras gives them (1 starts a sequence, 2 is an unknown word, words count from 4).
    offsets: int64 (n_sequences + 1,), rising from 0 to n_tokens.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, tokens: ArrayLike, offsets: ArrayLike) -> Self:
        """Build from any integer arrays; ValueError if the offsets do not fit the tokens."""
        flat, bounds = np.asarray(tokens, np.int32), np.asarray(offsets, np.int64)
        fits = len(bounds) > 0 and bounds[0] == 0 and bounds[-1] == len(flat) and bool((np.diff(bounds) >= 0).all())
        if not fits:
            raise ValueError(f"offsets do not fit {len(flat)} tokens")
        return cls(flat, bounds)

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[int] | NDArray[np.integer]]) -> Self:
        """Build from sequences of integers."""
        arrays = [np.asarray(row, np.int32) for row in rows]
        flat = np.concatenate(arrays) if arrays else np.empty(0, np.int32)
        return cls(flat, np.cumsum([0, *map(len, arrays)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def row(self, index: int) -> NDArray[np.int32]:
        """Return sequence `index`, a view."""
        return self.tokens[self.offsets[index] : self.offsets[index + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Length of each sequence, (n_sequences,)."""
        return np.diff(self.offsets)

    def take(self, rows: ArrayLike) -> "Ragged":
        """Return the sequences at `rows`, in that order."""
        return Ragged.from_rows([self.row(int(index)) for index in np.asarray(rows)])


Inputs = NDArray[np.uint8] | Ragged
"""Images, uint8 (n, 28, 28), or token sequences."""


def take(x: Inputs, rows: ArrayLike) -> Inputs:
    """Return the rows of images or sequences at `rows`, in that order."""
    return x.take(rows) if isinstance(x, Ragged) else x[np.asarray(rows, np.int64)]


def concatenate(parts: Sequence[Inputs]) -> Inputs:
    """Join rows of one kind."""
    if isinstance(parts[0], Ragged):
        return Ragged.from_rows([part.row(i) for part in parts if isinstance(part, Ragged) for i in range(len(part))])
    return np.concatenate([part for part in parts if not isinstance(part, Ragged)])


@dataclass(frozen=True, eq=False)
class Pool:
    """Rows with their labels: x as in `Inputs`, y int64 (n,)."""

    x: Inputs
    y: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError(f"{len(self.x)} rows but {len(self.y)} labels")

    def __len__(self) -> int:
        return len(self.y)

    def take(self, rows: ArrayLike) -> "Pool":
        """Return the rows at `rows`, in that order."""
        return Pool(take(self.x, rows), self.y[np.asarray(rows, np.int64)])

    @property
    def fingerprint(self) -> str:
        """Fingerprint of inputs and labels."""
        return fingerprint({**_x_arrays("x", self.x), "y": self.y})


@dataclass(frozen=True, eq=False)
class WorkerPools:
    """What the sandbox gets: three labelled pools, and of the holdout its inputs alone."""

    dataset: str
    source: str
    fingerprint: str
    train: Pool
    validation: Pool
    test: Pool
    holdout_x: Inputs

    @property
    def sizes(self) -> dict[str, int]:
        """Number of rows of each pool, by name."""
        return dict(
            zip(POOL_NAMES, map(len, (self.train, self.validation, self.test, self.holdout_x)), strict=True),
        )

    @property
    def first_ids(self) -> dict[str, int]:
        """Global id of each pool's first row, by name."""
        return _first_ids(self.sizes)

    def save(self, path: Path) -> None:
        """Write one .npz without pickled objects that `load_for_worker` reads."""
        arrays: dict[str, NDArray[np.generic]] = {
            "dataset": np.array(self.dataset),
            "source": np.array(self.source),
            "fingerprint": np.array(self.fingerprint),
            **_x_arrays("holdout.x", self.holdout_x),
        }
        for name, pool in (("train", self.train), ("validation", self.validation), ("test", self.test)):
            arrays |= {**_x_arrays(f"{name}.x", pool.x), f"{name}.y": pool.y}
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)


@dataclass(frozen=True, eq=False)
class Pools:
    """All four pools with all labels: for the grader's process only."""

    dataset: str
    source: str
    train: Pool
    validation: Pool
    test: Pool
    holdout: Pool

    @property
    def named(self) -> dict[str, Pool]:
        """The pools by name, in the order of the global row ids."""
        return dict(zip(POOL_NAMES, (self.train, self.validation, self.test, self.holdout), strict=True))

    @property
    def sizes(self) -> dict[str, int]:
        """Number of rows of each pool, by name."""
        return {name: len(pool) for name, pool in self.named.items()}

    @property
    def first_ids(self) -> dict[str, int]:
        """Global id of each pool's first row, by name."""
        return _first_ids(self.sizes)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Fingerprint of each pool, by name."""
        return {name: pool.fingerprint for name, pool in self.named.items()}

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of the data set and its four pools; the source does not count."""
        return combine(self.dataset, self.fingerprints.values())

    def without_holdout_labels(self) -> WorkerPools:
        """Return what may enter the sandbox."""
        return WorkerPools(
            self.dataset, self.source, self.fingerprint, self.train, self.validation, self.test, self.holdout.x
        )

    def save_for_worker(self, path: Path) -> None:
        """Write what may enter the sandbox to one .npz file."""
        self.without_holdout_labels().save(path)


def load_for_worker(path: Path) -> WorkerPools:
    """Read a file of `Pools.save_for_worker`; DataUnavailable if it is missing or broken."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        labelled = {n: Pool(_x_from(arrays, f"{n}.x"), arrays[f"{n}.y"]) for n in POOL_NAMES[:3]}
        return WorkerPools(
            dataset=str(arrays["dataset"]),
            source=str(arrays["source"]),
            fingerprint=str(arrays["fingerprint"]),
            holdout_x=_x_from(arrays, "holdout.x"),
            **labelled,
        )
    except (OSError, BadZipFile, KeyError, ValueError, EOFError) as error:
        raise DataUnavailable(f"{path} is not a pool file for the worker ({error}): run the command again") from error


def _first_ids(sizes: Mapping[str, int]) -> dict[str, int]:
    starts = np.cumsum([0, *sizes.values()])
    return {name: int(start) for name, start in zip(sizes, starts[:-1], strict=True)}


def _x_arrays(prefix: str, x: Inputs) -> dict[str, NDArray[np.generic]]:
    if isinstance(x, Ragged):
        return {f"{prefix}.tokens": x.tokens, f"{prefix}.offsets": x.offsets}
    return {prefix: x}


def _x_from(arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Inputs:
    if prefix in arrays:
        return arrays[prefix].astype(np.uint8, copy=False)
    return Ragged.of(arrays[f"{prefix}.tokens"], arrays[f"{prefix}.offsets"])
