"""Data that come with the program: no network, no files, the same bits on every machine.

MNIST's part is played by scikit-learn's real digits; the other three data sets are generated. They have the official
shapes and label sets, and models of the course neither fail on them nor get everything right.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np

from autograder.data.cutting import cut_pools
from autograder.data.draws import Draws
from autograder.data.embedded_digits import digits
from autograder.data.embedded_garments import garments
from autograder.data.embedded_text import reviews, wires
from autograder.data.layout import LAYOUTS, Cut
from autograder.data.pools import POOL_NAMES, Pool, Pools, Ragged
from autograder.errors import DataUnavailable

SIZES: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {
        "mnist": (900, 250, 250, 397),
        "fashion_mnist": (1000, 300, 300, 500),
        "imdb": (4000, 0, 500, 1000),
        "reuters": (8982, 0, 420, 600),  # as many training rows as the official data: no row occurs twice
    }
)
"""Rows of the train, validation, test and holdout pools."""

_SEED = 20240


class EmbeddedData:
    """The embedded data as a data source."""

    name = "embedded"

    def load(self, dataset: str, official: bool = False) -> Pools:
        """Return the pools of a data set; their arrays are read-only, because they are made once per process.

        DataUnavailable if the official arrays are asked for.
        """
        if official:
            raise DataUnavailable(
                f"{dataset}: the full budget runs on the official arrays, which generated data do not have: "
                f"use `--data keras` on a machine with network, or another `--budget`"
            )
        return _pools(dataset)


@cache  # a pure function of its argument that takes up to a second
def _pools(dataset: str) -> Pools:
    sizes = SIZES[dataset]
    rows = _GENERATORS[dataset](Draws(_SEED), sum(sizes))
    ends = np.cumsum(sizes).tolist()
    cuts = {
        name: (Cut("all", end - size, end),) if size else ()
        for name, size, end in zip(POOL_NAMES, sizes, ends, strict=True)
    }
    pools = cut_pools(replace(LAYOUTS[dataset], reach={"all": sum(sizes)}, cuts=cuts), EmbeddedData.name, {"all": rows})
    for pool in pools.named.values():
        arrays = (pool.x.tokens, pool.x.offsets) if isinstance(pool.x, Ragged) else (pool.x,)
        for array in (*arrays, pool.y):
            array.setflags(write=False)
    return pools


def _garments(draws: Draws, size: int) -> Pool:
    y = draws.permutation(size) % 10
    return Pool(garments(draws, y), y)


_GENERATORS: Mapping[str, Callable[[Draws, int], Pool]] = MappingProxyType(
    {"mnist": lambda draws, _: digits(draws), "fashion_mnist": _garments, "imdb": reviews, "reuters": wires}
)
