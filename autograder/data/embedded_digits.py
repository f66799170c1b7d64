"""Real handwritten digits that come with scikit-learn, 8 × 8 with 17 grey levels, enlarged to MNIST's 28 × 28."""

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.data.draws import Draws, Integers
from autograder.data.layout import IMAGE_SIDE
from autograder.data.pools import Pool
from autograder.errors import DataUnavailable

_SMALL, _GREY = 8, 16
_UNIT = 2 * _SMALL * IMAGE_SIDE  # every position on both grids is a whole number of these


def digits(draws: Draws) -> Pool:
    """Return all 1,797 digits in random order, because the file has them sorted by writer; uint8 (1797, 28, 28)."""
    images, labels = _bundled()
    order = draws.permutation(len(labels))
    return Pool(enlarged(images)[order], labels[order])


def _bundled() -> tuple[Integers, Integers]:
    """Read what `sklearn.datasets.load_digits` reads, without the seconds that importing scikit-learn takes."""
    spec = find_spec("sklearn")
    if spec is None or not spec.submodule_search_locations:
        raise DataUnavailable(
            "mnist: scikit-learn, whose digits stand for MNIST, is missing: install the project again"
        )
    path = Path(spec.submodule_search_locations[0], "datasets", "data", "digits.csv.gz")
    with gzip.open(path, "rt") as file:
        table = np.loadtxt(file, delimiter=",").astype(np.int64)
    return table[:, :-1].reshape(-1, _SMALL, _SMALL), table[:, -1]


def enlarged(images: Integers) -> NDArray[np.uint8]:
    """Interpolate (n, 8, 8) with values 0 to 16 linearly to uint8 (n, 28, 28), in integers throughout."""
    weights = _weights()
    # einsum of integers: no BLAS, so no rounding that depends on the machine.
    sums = np.einsum("ia,nab,jb->nij", weights, images, weights)
    whole = _GREY * (_UNIT // _SMALL) ** 2
    brightness: Integers = (sums * 255 + whole // 2) // whole
    return brightness.astype(np.uint8)


def _weights() -> Integers:
    """Shares of the 8 old rows in each of the 28 new ones, in units of which `_UNIT / 8` make a whole: (28, 8)."""
    spacing = _UNIT // _SMALL
    centres = (2 * np.arange(IMAGE_SIDE) + 1) * _UNIT // (2 * IMAGE_SIDE)
    old = (2 * np.arange(_SMALL) + 1) * _UNIT // (2 * _SMALL)
    distance = np.abs(np.clip(centres, old[0], old[-1])[:, None] - old[None, :])
    weights: Integers = np.clip(spacing - distance, 0, None)
    return weights
