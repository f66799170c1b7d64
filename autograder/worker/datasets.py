"""`keras.datasets` in grading mode: official shapes, filled from the pools."""

import functools
import importlib
import inspect
from typing import Any

import numpy as np

from autograder.data.layout import LAYOUTS
from autograder.data.pools import POOL_NAMES, Ragged, WorkerPools, concatenate
from autograder.data.standins import StandIn, TextOptions, build_stand_in
from autograder.worker.identity import Ints, Known, known_images
from autograder.worker.patching import Wrapper, wrap_function
from autograder.worker.recorder import Recorder
from autograder.worker.rows import RowBook


class Datasets:
    """The data sets a run can load, and what is needed to recognise their rows again."""

    def __init__(self, recorder: Recorder, pools: dict[str, WorkerPools]) -> None:
        self._recorder = recorder
        self._pools = pools
        self.known = {name: _known(pool) for name, pool in pools.items() if not isinstance(pool.train.x, Ragged)}

    def install(self) -> None:
        """Replace the `load_data` of every data set there are pools for."""
        for name in self._pools:
            module = importlib.import_module(f"keras.src.datasets.{name}")
            wrap_function(module, "load_data", functools.partial(self._hook, name))

    def _hook(self, name: str, original: Wrapper) -> Wrapper:
        signature = inspect.signature(original)

        def load_data(*args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs)
            with self._recorder.clock.section("loading"):
                given = {key: value for key, value in bound.arguments.items() if key in TextOptions.__annotations__}
                stand_in = build_stand_in(self._pools[name], TextOptions(**given))
            return (stand_in.x_train, stand_in.y_train), (stand_in.x_test, stand_in.y_test)

        return load_data

    def official_test_rows(self, name: str) -> int:
        """Rows of the official test array."""
        return LAYOUTS[name].test_size

    def row_book(self) -> RowBook:
        """The recogniser of all the data sets' rows."""
        copies, displaced = {}, {}
        for name in self.known:
            stand_in = build_stand_in(self._pools[name])
            total = sum(self._pools[name].sizes.values())
            copies[name] = _copies(stand_in, total)
            places = stand_in.holdout_positions
            displaced[name] = dict(
                zip(stand_in.test_rows[places].tolist(), stand_in.test_displaced[places].tolist(), strict=True)
            )
        return RowBook(list(self.known.values()), copies, displaced)


def _copies(stand_in: StandIn, total: int) -> Ints:
    return np.bincount(np.concatenate([stand_in.train_rows, stand_in.test_rows]), minlength=total).astype(np.int64)


def _known(pools: WorkerPools) -> Known:
    x = concatenate([pools.train.x, pools.validation.x, pools.test.x, pools.holdout_x])
    assert not isinstance(x, Ragged)
    unknown = np.full(len(pools.holdout_x), -1, dtype=np.int64)
    labels = np.concatenate([pools.train.y, pools.validation.y, pools.test.y, unknown])
    pool = np.repeat(np.arange(len(POOL_NAMES)), [pools.sizes[name] for name in POOL_NAMES])
    return known_images(pools.dataset, x, labels, pool)
