"""Hooks on `evaluate` and `predict`: each distinct row once, no holdout row shown, and the record of it."""

from typing import Any

import numpy as np
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from numpy.typing import NDArray

from autograder.model.evidence import Evaluation, Rows
from autograder.worker.building import build_ahead
from autograder.worker.capping import Arguments, Capping, Side
from autograder.worker.holdout import Holdout
from autograder.worker.identity import Ints
from autograder.worker.loops import Loops
from autograder.worker.models import Models
from autograder.worker.patching import Wrapper, bound, signature_of, wrap_method
from autograder.worker.recorder import Recorder
from autograder.worker.rows import AnyKnown, Block, RowBook
from autograder.worker.settings import number
from autograder.worker.training import Training

_SMALL = 512
"""Predictions of fewer rows run as they are: it is cheap, and drawings of a few images need no record."""


class Evaluating:
    """Installs the hooks."""

    def __init__(
        self,
        recorder: Recorder,
        models: Models,
        capping: Capping,
        book: RowBook,
        holdout: Holdout,
        training: Training,
        loops: Loops,
    ) -> None:
        self._recorder = recorder
        self._models = models
        self._capping = capping
        self._book = book
        self._holdout = holdout
        self._training = training
        self._loops = loops

    def install(self) -> None:
        """Put the hooks in place."""
        wrap_method(TensorFlowTrainer, "evaluate", self._evaluate_hook)
        wrap_method(TensorFlowTrainer, "test_on_batch", self._evaluate_hook)
        wrap_method(TensorFlowTrainer, "predict", self._predict_hook)

    # -- evaluate ------------------------------------------------------------------------------------------------

    def _evaluate_hook(self, original: Wrapper) -> Wrapper:
        signature = signature_of(original)

        def evaluate(model: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("_use_cached_eval_dataset"):
                with self._recorder.clock.section("validation"):
                    return original(model, *args, **kwargs)
            call = bound(signature, model, *args, **kwargs)
            if call is None:
                return original(model, *args, **kwargs)
            with self._recorder.clock.section("recorder"):
                model_id = self._models.describe(model)
                call, rows = self._evaluation(call, model_id)
            as_dict = call.pop("return_dict")
            with self._recorder.clock.section("evaluation"), self._recorder.keras_at_work():
                build_ahead(model, call.get("x"), call.get("y"), training=False)
                logs = original(model, **call, return_dict=True)
            with self._recorder.clock.section("recorder"):
                self._note(model, model_id, "evaluate", rows, {key: number(value) for key, value in logs.items()})
            return logs if as_dict else model._flatten_metrics_in_order(logs)

        return evaluate

    def _evaluation(self, call: Arguments, model_id: str) -> tuple[Arguments, Rows]:
        try:
            call, rows, copies = self._capping.evaluation(call, self._training.trained(model_id))
        except Exception:  # noqa: BLE001  arguments that Keras itself must refuse, in its own words
            return call, Rows(dataset=None, asked=0, kept=0)
        self._loops.evaluated(model_id, rows, copies)
        return call, rows

    # -- predict -------------------------------------------------------------------------------------------------

    def _predict_hook(self, original: Wrapper) -> Wrapper:
        signature = signature_of(original)

        def predict(model: Any, *args: Any, **kwargs: Any) -> Any:
            call = bound(signature, model, *args, **kwargs)
            if call is None:
                return original(model, *args, **kwargs)
            with self._recorder.clock.section("recorder"):
                call["x"], side = self._predicted(call["x"], call["steps"])
                if side is not None:
                    call |= {"x": side.taken(np.arange(len(side.block.ids)))[0], "steps": None}
                    call["batch_size"] = call["batch_size"] or side.batch_size
            with self._recorder.clock.section("evaluation"), self._recorder.keras_at_work():
                output = original(model, **call)
            if side is None:
                return output
            with self._recorder.clock.section("recorder"):
                rows = side.rows(np.flatnonzero(~side.block.is_holdout()))
                self._note(model, self._models.describe(model), "predict", rows, {})
                return _spread(output, self._shown(side.block)[side.block.distinct.inverse])

        return predict

    def _predicted(self, x: Any, steps: int | None) -> tuple[Any, Side | None]:
        """The rows to predict, where they are known and many, and what to predict otherwise."""
        try:
            side, kept = self._capping.side(x, None, None, steps)
        except Exception:  # noqa: BLE001  arguments that Keras itself must refuse, in its own words
            return x, None
        if side is None or side.block.known is None or len(side.first) <= _SMALL:
            return kept, None
        return kept, side

    def _shown(self, block: Block) -> Ints:
        """For each distinct row the one whose output is shown: a holdout input shows that of the row it displaced."""
        shown = np.arange(len(block.ids))
        hidden = np.flatnonzero(block.is_holdout())
        if len(hidden):
            known: AnyKnown = block.known  # type: ignore[assignment]  # only known rows are holdout rows
            place = block.places()
            for index in hidden:
                shown[index] = place.get(self._book.displaced(known.dataset, int(block.ids[index])), index)
        return shown

    # -- both ----------------------------------------------------------------------------------------------------

    def _note(self, model: Any, model_id: str, via: Any, rows: Rows, results: dict[str, float | None]) -> None:
        self._recorder.send(
            "evaluation",
            Evaluation(
                id=self._recorder.number("evaluation"),
                at=self._recorder.tick(),
                cell=self._recorder.cell,
                model=model_id,
                via=via,
                rows=rows,
                results={key: value for key, value in results.items() if value is not None},
            ),
        )
        if self._recorder.is_graded(rows.dataset):
            self._holdout.predict(model, model_id)


def _spread(output: Any, places: NDArray[np.int64]) -> Any:
    if isinstance(output, dict):
        return {key: _spread(item, places) for key, item in output.items()}
    if isinstance(output, list | tuple):
        return type(output)(_spread(item, places) for item in output)
    return output[places]
