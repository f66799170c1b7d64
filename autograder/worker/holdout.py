"""Predictions on the holdout inputs, made inside the run and scored outside.

The inputs come with the student's own preprocessing: they stand among the test images, so whoever prepares `x_test`
prepares them. Where no prepared test array ever appears, the preprocessing is learnt from the rows that were trained
on, and repeated (`preparing`).
"""

import base64
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import Prediction
from autograder.worker.capture import Captures
from autograder.worker.identity import Known
from autograder.worker.preparing import Preparation, learn
from autograder.worker.recorder import Recorder
from autograder.worker.rows import HOLDOUT, AnyKnown, Block, RowBook

Route = Literal["evaluated", "namespace", "repeated"]
_MOST_MODELS = 24


class Holdout:
    """The graded data set's holdout: its prepared inputs, and the models that still owe predictions on them."""

    def __init__(self, recorder: Recorder, known: AnyKnown | None, book: RowBook) -> None:
        self._recorder = recorder
        self._known = known
        self._book = book
        self._rows = np.flatnonzero(known.pool == HOLDOUT) if known is not None else np.empty(0, dtype=np.int64)
        self._prepared: list[tuple[Route, NDArray[Any]]] = []
        self._table: Preparation | None = None
        self._repeated: tuple[Preparation, NDArray[Any]] | None = None
        self._tables: dict[str, Preparation | None] = {}
        self._shape: tuple[int, ...] | None = None
        self._shapes: dict[str, tuple[int, ...] | None] = {}
        """By model, the shape of the rows it was trained on: an embedding takes sequences of any length."""
        self._models: dict[str, Any] = {}
        self._snapshots: list[tuple[str, tuple[str, ...], list[NDArray[Any]]]] = []
        self._done: dict[tuple[str, tuple[str, ...]], str] = {}
        self._used: dict[str, NDArray[Any] | None] = {}
        """By model, the prepared inputs it answered last; None where the preprocessing was repeated for it."""
        self._fits: dict[str, tuple[str, ...]] = {}
        self._captures = Captures(recorder)

    def notice(self, array: NDArray[Any] | None, block: Block, route: Route = "evaluated") -> None:
        """Keep the prepared holdout inputs if this array holds all of them."""
        if array is None or self._known is None or block.known is not self._known or not block.is_holdout().any():
            return
        shown = block.places()
        if any(int(row) not in shown for row in self._rows):
            return
        inputs = np.asarray(array[block.distinct.first[[shown[int(row)] for row in self._rows]]])
        if not any(_equal(inputs, other) for _, other in self._prepared):
            self._prepared.append((route, inputs))
            del self._prepared[:-4]

    def learn(self, array: NDArray[Any], block: Block) -> None:
        """Learn the preprocessing of the rows that are about to be trained on, if it is one that can be repeated."""
        if self._known is not None and block.known is self._known:
            self._table = learn(self._known, array, block)
            self._shape = array.shape[1:]

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
        self._shapes[model_id] = self._shape
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
                self._used[model_id] = None if route == "repeated" else inputs
                return True
        return False

    def _inputs(self, model_id: str) -> list[tuple[Route, NDArray[Any]]]:
        shape = self._shapes.get(model_id)
        inputs = [(route, array) for route, array in reversed(self._prepared) if shape in (None, array.shape[1:])]
        table = self._tables.get(model_id, self._table)
        if table is not None and self._known is not None:
            if self._repeated is None or self._repeated[0] is not table:
                self._repeated = table, table.repeat(self._rows)
            inputs.append(("repeated", self._repeated[1]))
        return inputs

    def _record(self, model: Any, state: tuple[str, tuple[str, ...]], route: Route, inputs: NDArray[Any]) -> bool:
        if not _fits_input(model, inputs):
            return False
        with self._recorder.clock.section("holdout"):
            try:
                output = np.asarray(model(_tensor(inputs), training=False), dtype="<f4")
            except Exception:  # noqa: BLE001  a model that cannot take these inputs; another array may fit
                return False
        if output.size > 64 * len(inputs) or len(output) != len(inputs):
            return False
        assert self._known is not None
        self._done[state] = self._recorder.number("prediction")
        self._recorder.send(
            "prediction",
            Prediction(
                id=self._done[state],
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
        with self._recorder.clock.section("holdout"):
            pixels = self._known.features[self._rows] if isinstance(self._known, Known) else None
            self._captures.take(self._done[state], model, inputs, pixels)
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

    def loaded(self, model: Any, model_id: str, like: str | None) -> str | None:
        """Record what a model read from a file answers; the prediction's id, or None where nothing fits its inputs.

        like: the model that was saved; what it answered last comes first, so that equal models answer alike.
        """
        state: tuple[str, tuple[str, ...]] = (model_id, ())
        self._tables.setdefault(model_id, self._tables.get(like or "", self._table))
        self._shapes.setdefault(model_id, self._shapes.get(like or ""))
        inputs = self._inputs(model_id)
        if like in self._used:
            last = self._used[like]
            inputs.sort(key=lambda item: item[1] is not last if last is not None else item[0] != "repeated")
        found = any(self._record(model, state, route, array) for route, array in inputs)
        return self._done[state] if found else None

    def known_models(self, count: int) -> Iterator[tuple[str, Any, NDArray[Any]]]:
        """Every model that owed a prediction, with the first `count` of inputs that it answered."""
        for model_id, model in list(self._models.items()):
            if model_id not in self._used:
                continue
            inputs = self._used[model_id]
            table = self._tables.get(model_id)
            if inputs is not None:
                yield model_id, model, inputs[:count]
            elif table is not None:
                yield model_id, model, table.repeat(self._rows[:count])

    def _search_namespace(self, namespace: dict[str, Any], official_rows: int) -> None:
        for value in list(namespace.values()):
            if isinstance(value, np.ndarray) and value.ndim >= 2 and len(value) == official_rows:
                self.notice(value, self._book.look(value), "namespace")


def _equal(ours: NDArray[Any], theirs: NDArray[Any]) -> bool:
    return ours.shape == theirs.shape and ours.dtype == theirs.dtype and bool((ours == theirs).all())


def _tensor(inputs: NDArray[Any]) -> Any:
    """Texts and sequences as tensors, which models take and arrays of objects they do not."""
    if inputs.dtype.kind not in "OSU":
        return inputs
    import tensorflow as tf  # noqa: PLC0415  only where a notebook has loaded it anyway

    if isinstance(inputs[0], str | bytes):
        return tf.constant(inputs.tolist())
    return tf.ragged.constant([list(row) for row in inputs])


def _fits_input(model: Any, inputs: NDArray[Any]) -> bool:
    shape = None if inputs.dtype.kind in "OSU" else getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or not shape or isinstance(shape[0], tuple):
        return True
    return len(shape) == inputs.ndim and all(
        a is None or a == b for a, b in zip(shape[1:], inputs.shape[1:], strict=True)
    )
