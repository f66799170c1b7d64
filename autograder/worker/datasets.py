"""`keras.datasets` in grading mode: official shapes, filled from the pools."""

import functools
import importlib
import inspect
from typing import Any

import numpy as np

from autograder.data.layout import LAYOUTS
from autograder.data.pools import POOL_NAMES, Ragged, WorkerPools, concatenate
from autograder.data.standins import (
    StandIn,
    TextOptions,
    build_stand_in,
    rows_for_test,
    rows_for_training,
)
from autograder.worker import words
from autograder.worker.identity import Ints, Known, known_images
from autograder.worker.patching import Functions, Wrapper
from autograder.worker.recorder import Recorder
from autograder.worker.rows import AnyKnown, RowBook
from autograder.worker.texts import KnownText


class Datasets:
    """The data sets a run can load, and what is needed to recognise their rows again."""

    def __init__(self, recorder: Recorder, pools: dict[str, WorkerPools]) -> None:
        self._recorder = recorder
        self._pools = pools
        self.known = {name: _known(pool) for name, pool in pools.items()}
        self._book = self._new_book()

    def install(self, functions: Functions) -> None:
        """Replace the `load_data` of every data set there are pools for."""
        for name in self._pools:
            module = importlib.import_module(f"keras.src.datasets.{name}")
            functions.wrap(module, "load_data", functools.partial(self._hook, name))
            if name in words.SIZES:
                words.install(functions, module, name)

    def _hook(self, name: str, original: Wrapper) -> Wrapper:
        signature = inspect.signature(original)

        def load_data(*args: Any, **kwargs: Any) -> Any:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError:
                return original(*args, **kwargs)  # Keras complains in its own words
            with self._recorder.clock.section("loading"):
                given = {key: value for key, value in bound.arguments.items() if key in TextOptions.__annotations__}
                options = TextOptions(**given)
                stand_in = build_stand_in(self._pools[name], options)
                self._note(name, options, stand_in)
            return (stand_in.x_train, stand_in.y_train), (stand_in.x_test, stand_in.y_test)

        return load_data

    def official_test_rows(self, name: str) -> int:
        """Rows of the official test array."""
        return LAYOUTS[name].test_size

    def row_book(self) -> RowBook:
        """The recogniser of all the data sets' rows."""
        return self._book

    def _note(self, name: str, options: TextOptions, stand_in: StandIn) -> None:
        """Remember how rows stand in what is given; texts also look and stand by the arguments of `load_data`."""
        known = self.known[name]
        for rows in (stand_in.train_rows, stand_in.test_rows):
            self._book.standing.note(name, rows)
        if isinstance(known, Known) or stand_in.given is None:
            return
        known.given(stand_in.given, (options.start_char, options.oov_char))
        copies = np.bincount(np.concatenate([stand_in.train_rows, stand_in.test_rows]), minlength=len(known.labels))
        self._book.shown(name, copies.astype(np.int64), _displaced(stand_in.test_rows, stand_in.test_displaced))

    def _new_book(self) -> RowBook:
        copies, displaced = {}, {}
        for name in self.known:
            sizes, layout = self._pools[name].sizes, LAYOUTS[name]
            first = self._pools[name].first_ids["test"]
            train = rows_for_training(layout, sizes["train"], sizes["validation"], layout.train_size)
            test, owners = rows_for_test(first, sizes["test"], sizes["holdout"], layout.test_size)
            copies[name] = np.bincount(np.concatenate([train, test]), minlength=sum(sizes.values())).astype(np.int64)
            displaced[name] = _displaced(test, owners)
        return RowBook(list(self.known.values()), copies, displaced)


def _displaced(rows: Ints, owners: Ints) -> dict[int, int]:
    places = rows != owners
    return dict(zip(rows[places].tolist(), owners[places].tolist(), strict=True))


def _known(pools: WorkerPools) -> AnyKnown:
    x = concatenate([pools.train.x, pools.validation.x, pools.test.x, pools.holdout_x])
    unknown = np.full(len(pools.holdout_x), -1, dtype=np.int64)
    labels = np.concatenate([pools.train.y, pools.validation.y, pools.test.y, unknown])
    pool = np.repeat(np.arange(len(POOL_NAMES)), [pools.sizes[name] for name in POOL_NAMES])
    if isinstance(x, Ragged):
        return KnownText(pools.dataset, x, labels, pool)
    return known_images(pools.dataset, x, labels, pool)
