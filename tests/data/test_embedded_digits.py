"""Digits: enlarged without loss of what they show."""

import numpy as np

from autograder.data.draws import Draws
from autograder.data.embedded_digits import digits, enlarged


def test_flat_images_stay_flat() -> None:
    """Black stays 0, white becomes 255, and the middle grey lies between."""
    flat = np.stack([np.full((8, 8), level) for level in (0, 8, 16)])
    assert [np.unique(image).tolist() for image in enlarged(flat)] == [[0], [128], [255]]


def test_enlarging_keeps_place_and_symmetry() -> None:
    """A bright pixel stays in its place, and mirroring before is mirroring after."""
    small = np.zeros((1, 8, 8), np.int64)
    small[0, 2, 5] = 16
    large = enlarged(small)
    row, column = np.unravel_index(large[0].argmax(), (28, 28))
    assert (row, column) in {(r, c) for r in (8, 9) for c in (18, 19)}
    assert (enlarged(small[:, :, ::-1]) == large[:, :, ::-1]).all()


def test_all_real_digits_are_there() -> None:
    """The 1,797 digits are bright on black and balanced over the ten classes."""
    pool = digits(Draws(0))
    assert len(pool) == 1797
    assert np.bincount(pool.y).min() >= 174
    assert pool.x[:, 0, 0].max() < 64 < pool.x.max()
