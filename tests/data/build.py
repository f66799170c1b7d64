"""Made-up rows for the tests of this folder."""

import numpy as np

from autograder.data.layout import Layout
from autograder.data.pools import Pool, Ragged


def images(count: int, first: int = 0) -> Pool:
    """Different images, each with its number written into its first pixels, labels 0 to 9 in turn."""
    number = np.arange(first, first + count)
    x = np.zeros((count, 28, 28), np.uint8)
    x[:, 0, 0], x[:, 0, 1], x[:, 0, 2] = number % 256, number // 256 % 256, number // 65_536
    return Pool(x, number % 10)


def texts(count: int, classes: int = 2, first: int = 0) -> Pool:
    """Different sequences of words from 4, the last word their number, labels in turn."""
    rows = [[1, 4, 5, 100 + number] for number in range(first, first + count)]
    return Pool(Ragged.from_rows(rows), np.arange(first, first + count) % classes)


def parts_of(layout: Layout) -> dict[str, Pool]:
    """Rows in the place of the official ones, a few more than the layout reaches for."""
    make = images if layout.kind == "images" else texts
    starts = np.cumsum([0, *layout.reach.values()]).tolist()
    return {
        part: Pool(rows.x, rows.y % layout.classes)
        for (part, size), start in zip(layout.reach.items(), starts, strict=False)
        for rows in [make(size + 3, first=start)]
    }
