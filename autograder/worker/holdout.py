"""Predictions on the holdout inputs, made inside the run and scored outside.

The inputs come with the student's own preprocessing: they stand among the test images, so whoever prepares `x_test`
prepares them. Where no prepared test array ever appears, a preprocessing that maps each pixel value to one number is
learnt from the rows that were trained on, and repeated.
"""

import base64
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import Prediction
from autograder.worker.identity import Known
from autograder.worker.recorder import Recorder
from autograder.worker.rows import HOLDOUT, Block, RowBook

Route = Literal["evaluated", "namespace", "repeated"]
_MOST_MODELS = 24


@dataclass(frozen=True)
class Pixelwise:
    """A preprocessing that maps each pixel value 0…255 to `values`, giving rows of `shape` and `dtype`."""

    values: NDArray[np.float64]
    shape: tuple[int, ...]
    dtype: Any

    def repeat(self, raw: NDArray[Any]) -> NDArray[Any]:
        """Prepare raw images, shape (rows, 784), in the same way."""
        prepared = self.values[raw.astype(np.int64)]
        return prepared.reshape(-1, *self.shape).astype(self.dtype)


class Holdout:
    """The graded data set's holdout: its prepared inputs, and the models that still owe predictions on them."""

    def __init__(self, recorder: Recorder, known: Known | None, book: RowBook) -> None:
        self._recorder = recorder
        self._known = known
        self._book = book
        self._rows = np.flatnonzero(known.pool == HOLDOUT) if known is not None else np.empty(0, dtype=np.int64)
        self._prepared: list[tuple[Route, NDArray[Any]]] = []
        self._table: Pixelwise | None = None
        self._tables: dict[str, Pixelwise | None] = {}
        self._models: dict[str, Any] = {}
        self._snapshots: list[tuple[str, tuple[str, ...], list[NDArray[Any]]]] = []
        self._done: set[tuple[str, tuple[str, ...]]] = set()
        self._fits: dict[str, tuple[str, ...]] = {}

    def notice(self, array: NDArray[Any] | None, block: Block, route: Route = "evaluated") -> None:
        """Keep the prepared holdout inputs if this array holds all of them."""
        if array is None or self._known is None or block.known is not self._known or not block.is_holdout().any():
            return
        first = {int(row): int(place) for row, place in zip(block.ids, block.distinct.first, strict=True)}
        if any(int(row) not in first for row in self._rows):
            return
        places = np.array([first[int(row)] for row in self._rows])
        self._prepared.append((route, np.asarray(array[places])))
        del self._prepared[:-4]

    def learn(self, array: NDArray[Any], block: Block) -> None:
        """Learn the preprocessing of the rows that are about to be trained on, if it is one pixel by pixel."""
        if self._known is None or block.known is not self._known:
            return
        self._table = None
        picked = np.flatnonzero(block.ids >= 0)[:200]
        prepared = np.asarray(array[block.distinct.first[picked]])
        raw = self._known.features[block.ids[picked]]
        if prepared.size != raw.size:
            return
        values, pixels = prepared.reshape(-1).astype(np.float64), raw.reshape(-1).astype(np.int64)
        table = np.full(256, np.nan)
        table[pixels] = values
        if np.allclose(table[pixels], values, rtol=1e-5, atol=1e-7):
            seen = np.flatnonzero(~np.isnan(table))
            self._table = Pixelwise(np.interp(np.arange(256), seen, table[seen]), array.shape[1:], array.dtype)

    def fitted(self, model: Any, model_id: str, fit: str) -> None:
        """A model was trained on graded data: it owes a prediction in its final state."""
        self._fits[model_id] = (*self._fits.get(model_id, ()), fit)
        self._keep(model_id, model)

    def restored(self, model: Any, model_id: str) -> None:
        """A search returned a model: it owes a prediction as it is now, before anybody trains it further."""
        self._keep(model_id, model)
        if not self.predict(model, model_id):
            self._snapshots.append((model_id, self._fits.get(model_id, ()), model.get_weights()))

    def _keep(self, model_id: str, model: Any) -> None:
        self._tables[model_id] = self._table
        self._models.pop(model_id, None)
        self._models[model_id] = model
        while len(self._models) > _MOST_MODELS:
            self._models.pop(next(iter(self._models)))

    def predict(self, model: Any, model_id: str) -> bool:
        """Record the model's output on the holdout as it is now; False where no fitting inputs are known yet."""
        state = (model_id, self._fits.get(model_id, ()))
        if state in self._done:
            return True
        for route, inputs in self._inputs(model_id):
            if self._record(model, state, route, inputs):
                self._done.add(state)
                return True
        return False

    def _inputs(self, model_id: str) -> list[tuple[Route, NDArray[Any]]]:
        inputs = list(reversed(self._prepared))
        table = self._tables.get(model_id, self._table)
        if table is not None and self._known is not None:
            inputs.append(("repeated", table.repeat(self._known.features[self._rows])))
        return inputs

    def _record(self, model: Any, state: tuple[str, tuple[str, ...]], route: Route, inputs: NDArray[Any]) -> bool:
        if not _fits_input(model, inputs):
            return False
        with self._recorder.clock.section("holdout"):
            try:
                output = np.asarray(model(inputs, training=False), dtype="<f4")
            except Exception:  # noqa: BLE001  a model that cannot take these inputs; another array may fit
                return False
        if output.size > 64 * len(inputs) or len(output) != len(inputs):
            return False
        assert self._known is not None
        self._recorder.send(
            "prediction",
            Prediction(
                id=self._recorder.number("prediction"),
                at=self._recorder.tick(),
                cell=self._recorder.cell,
                model=state[0],
                dataset=self._known.dataset,
                route=route,
                after_fits=state[1],
                shape=output.shape,
                values=base64.b64encode(output.tobytes()).decode(),
            ),
        )
        return True

    def settle(self, namespace: dict[str, Any], official_rows: int) -> None:
        """At the end of the run: find prepared inputs in the notebook's variables, and predict what is still owed."""
        if not self._prepared:
            self._search_namespace(namespace, official_rows)
        for model_id, fits, weights in self._snapshots:
            model = self._models.get(model_id)
            if model is None or (model_id, fits) in self._done:
                continue
            now, present = self._fits.get(model_id, ()), model.get_weights()
            model.set_weights(weights)
            self._fits[model_id] = fits
            self.predict(model, model_id)
            self._fits[model_id] = now
            model.set_weights(present)
        for model_id, model in list(self._models.items()):
            self.predict(model, model_id)

    def _search_namespace(self, namespace: dict[str, Any], official_rows: int) -> None:
        for value in list(namespace.values()):
            if isinstance(value, np.ndarray) and value.ndim >= 2 and len(value) == official_rows:
                self.notice(value, self._book.look(value), "namespace")


def _fits_input(model: Any, inputs: NDArray[Any]) -> bool:
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or not shape or isinstance(shape[0], tuple):
        return True
    return len(shape) == inputs.ndim and all(
        a is None or a == b for a, b in zip(shape[1:], inputs.shape[1:], strict=True)
    )
