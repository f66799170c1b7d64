"""`keras.datasets` in grading mode: official shapes, filled from the pools."""

import functools
import importlib
import inspect
from typing import Any

import numpy as np

from autograder.data.layout import LAYOUTS
from autograder.data.pools import POOL_NAMES, Ragged, WorkerPools, concatenate
from autograder.data.standins import TextOptions, build_stand_in, rows_for_test, rows_for_training
from autograder.worker.identity import Known, known_images
from autograder.worker.patching import Functions, Wrapper
from autograder.worker.recorder import Recorder
from autograder.worker.rows import RowBook


class Datasets:
    """The data sets a run can load, and what is needed to recognise their rows again."""

    def __init__(self, recorder: Recorder, pools: dict[str, WorkerPools]) -> None:
        self._recorder = recorder
        self._pools = pools
        self.known = {name: _known(pool) for name, pool in pools.items() if not isinstance(pool.train.x, Ragged)}

    def install(self, functions: Functions) -> None:
        """Replace the `load_data` of every data set there are pools for."""
        for name in self._pools:
            module = importlib.import_module(f"keras.src.datasets.{name}")
            functions.wrap(module, "load_data", functools.partial(self._hook, name))

    def _hook(self, name: str, original: Wrapper) -> Wrapper:
        signature = inspect.signature(original)

        def load_data(*args: Any, **kwargs: Any) -> Any:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError:
                return original(*args, **kwargs)  # Keras complains in its own words
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
            sizes, layout = self._pools[name].sizes, LAYOUTS[name]
            first = self._pools[name].first_ids["test"]
            train = rows_for_training(layout, sizes["train"], sizes["validation"], layout.train_size)
            test, owners = rows_for_test(first, sizes["test"], sizes["holdout"], layout.test_size)
            copies[name] = np.bincount(np.concatenate([train, test]), minlength=sum(sizes.values())).astype(np.int64)
            places = test != owners
            displaced[name] = dict(zip(test[places].tolist(), owners[places].tolist(), strict=True))
        return RowBook(list(self.known.values()), copies, displaced)


def _known(pools: WorkerPools) -> Known:
    x = concatenate([pools.train.x, pools.validation.x, pools.test.x, pools.holdout_x])
    assert not isinstance(x, Ragged)
    unknown = np.full(len(pools.holdout_x), -1, dtype=np.int64)
    labels = np.concatenate([pools.train.y, pools.validation.y, pools.test.y, unknown])
    pool = np.repeat(np.arange(len(POOL_NAMES)), [pools.sizes[name] for name in POOL_NAMES])
    return known_images(pools.dataset, x, labels, pool)
