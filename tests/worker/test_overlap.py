"""Slices of one array that overlap are told from those that do not, and from copies."""

import numpy as np
import pytest

from autograder.worker.overlap import same_memory

ROWS = np.arange(120.0).reshape(20, 3, 2)


@pytest.mark.parametrize(
    ("train", "validation", "positions"),
    [
        (ROWS[:12], ROWS[12:], []),
        (ROWS[:12], ROWS[:12], list(range(12))),
        (ROWS[:12], ROWS[10:], [0, 1]),
        (ROWS[5:], ROWS[:7], [5, 6]),
        (ROWS[4:9], ROWS, [4, 5, 6, 7, 8]),
        (ROWS, ROWS.reshape(20, 6)[3:5], [0, 1]),
        (ROWS, ROWS.copy(), []),
        (ROWS[::2], ROWS[1::2], []),
        (ROWS, ROWS[:0], []),
    ],
)
def test_positions_in_the_same_memory(train: np.ndarray, validation: np.ndarray, positions: list[int]) -> None:
    """Positions of the validation array; strided views are left to their content."""
    assert list(range(len(validation)))[same_memory(train, validation)] == positions
