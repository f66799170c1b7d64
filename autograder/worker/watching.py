"""What a training does inside its model: how far the weights move, and which units fall silent.

Hints are made of it and no points, so it is only looked at where the student meets it: in graded trainings outside any
search. Weights are copied at the ends of epochs; a sample of rows passes the model once at the end. Neither draws a
random number or changes a variable, and what is looked at never hangs on how fast the machine is.
"""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from autograder.model.evidence import Inside
from autograder.worker.inputs import is_pipeline, leaf, take
from autograder.worker.quiet import same_draws_after, silence
from autograder.worker.rows import thin

_LARGEST = 2**23
"""Models of more parameters are not watched: copies of their weights would show in the time and memory of a run."""
_ROWS = 256
_CLIPPED = ("relu", "relu6")
_Kernels = dict[str, NDArray[Any]]


class Watch:
    """Watches one training from its beginning to its end; a model that cannot be looked at is left alone."""

    def __init__(self, model: Any) -> None:
        self._moves: list[float | None] = []
        self._steps: list[int] = []
        self._kernels, self._step = _state(model)

    def epoch_ended(self, model: Any) -> None:
        """Note how far the kernels have moved since the last epoch's end, and in how many updates."""
        before, step = self._kernels, self._step
        self._kernels, self._step = _state(model)
        self._moves.append(_moved(before, self._kernels))
        self._steps.append(max(0, self._step - step))

    def result(self, model: Any, x: Any) -> Inside:
        """What was seen; `x`: the rows that were trained on."""
        sample, silent = _silent(model, x)
        return Inside(moves=tuple(self._moves), steps=tuple(self._steps), silent=silent, sample=sample)


def _state(model: Any) -> tuple[_Kernels, int]:
    """Copies of the matrices and filters that are trained, and the updates made; nothing where they cannot be told."""
    try:
        variables = [variable for variable in model.trainable_variables if len(variable.shape) > 1]
        if sum(int(np.prod(variable.shape)) for variable in variables) > _LARGEST:
            return {}, 0
        return {variable.path: np.array(variable) for variable in variables}, int(model.optimizer.iterations)
    except Exception:  # noqa: BLE001  a model of the student's may do anything
        return {}, 0


def _moved(before: _Kernels, after: _Kernels) -> float | None:
    """The median over kernels of |after − before| / |before|; None where there is nothing to compare."""
    ratios = [
        float(np.linalg.norm(after[name] - value)) / size
        for name, value in before.items()
        if name in after and after[name].shape == value.shape and (size := float(np.linalg.norm(value)))
    ]
    middle = float(np.median(ratios)) if ratios else np.nan
    return float(f"{middle:.6g}") if np.isfinite(middle) else None


def _silent(model: Any, x: Any) -> tuple[int, dict[str, float]]:
    """The rows shown, and by layer with a ReLU the share of units that answered 0 to each of them."""
    try:
        first = None if is_pipeline(x) else leaf(x)
        if first is None or first.dtype.kind not in "fiub" or not len(first):
            return 0, {}
        places = thin(np.arange(len(first)), _ROWS)
        with same_draws_after(), silence():
            answers = _answers(model, take(x, places))
        return len(places), {name: round(float(_zero(answer).mean()), 4) for name, answer in answers.items()}
    except Exception:  # noqa: BLE001  a model of the student's may do anything
        return 0, {}


def _answers(model: Any, x: Any) -> dict[str, NDArray[Any]]:
    """What the layers with a ReLU answer at inference, by name; all layers pass through one method on their way."""
    found: dict[str, NDArray[Any]] = {}
    original = keras.layers.Layer.__call__

    def spy(layer: Any, *args: Any, **kwargs: Any) -> Any:
        answer = original(layer, *args, **kwargs)
        if _clips(layer):
            found[layer.name] = np.asarray(answer)
        return answer

    keras.layers.Layer.__call__ = spy
    try:
        model(x, training=False)
    finally:
        keras.layers.Layer.__call__ = original
    return found


def _clips(layer: Any) -> bool:
    if type(layer).__name__ == "ReLU":
        return not layer.negative_slope
    return getattr(getattr(layer, "activation", None), "__name__", "") in _CLIPPED


def _zero(answer: NDArray[Any]) -> NDArray[np.bool_]:
    """For each unit, or channel of a convolution, whether it never rises above zero."""
    silent: NDArray[np.bool_] = answer.reshape(-1, answer.shape[-1]).max(axis=0) <= 0
    return silent
