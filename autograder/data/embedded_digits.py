"""Real handwritten digits that come with scikit-learn, 8 × 8 with 17 grey levels, enlarged to MNIST's 28 × 28."""

import numpy as np
from numpy.typing import NDArray

from autograder.data.draws import Draws
from autograder.data.layout import IMAGE_SIDE
from autograder.data.pools import Pool

_SMALL, _GREY = 8, 16
_UNIT = 2 * _SMALL * IMAGE_SIDE  # every position on both grids is a whole number of these


def digits(draws: Draws) -> Pool:
    """Return all 1,797 digits in random order, because the file has them sorted by writer; uint8 (1797, 28, 28)."""
    from sklearn.datasets import load_digits  # noqa: PLC0415 - one second that other data sets need not wait for

    bundle = load_digits()
    order = draws.permutation(len(bundle.target))
    return Pool(enlarged(bundle.images.astype(np.int64))[order], bundle.target.astype(np.int64)[order])


def enlarged(images: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Interpolate (n, 8, 8) with values 0 to 16 linearly to uint8 (n, 28, 28), in integers throughout."""
    weights = _weights()
    # einsum of integers: no BLAS, so no rounding that depends on the machine.
    sums = np.einsum("ia,nab,jb->nij", weights, images, weights)
    whole = _GREY * (_UNIT // _SMALL) ** 2
    brightness: NDArray[np.int64] = (sums * 255 + whole // 2) // whole
    return brightness.astype(np.uint8)


def _weights() -> NDArray[np.int64]:
    """Shares of the 8 old rows in each of the 28 new ones, in units of which `_UNIT / 8` make a whole: (28, 8)."""
    spacing = _UNIT // _SMALL
    centres = (2 * np.arange(IMAGE_SIDE) + 1) * _UNIT // (2 * IMAGE_SIDE)
    old = (2 * np.arange(_SMALL) + 1) * _UNIT // (2 * _SMALL)
    distance = np.abs(np.clip(centres, old[0], old[-1])[:, None] - old[None, :])
    weights: NDArray[np.int64] = np.clip(spacing - distance, 0, None)
    return weights
