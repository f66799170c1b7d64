"""Scoring raw predictions against labels that never entered the sandbox.

Predictions come from student code: nothing about them is taken for granted.
"""

import base64
import binascii
import math

import numpy as np
import numpy.typing as npt

from autograder.errors import AutograderError

_ROUNDING = 1e-6


class UnscorablePredictions(AutograderError):
    """Predictions that cannot be compared with the labels; the text says why in one line."""


def decode(shape: tuple[int, ...], values: str) -> npt.NDArray[np.float32]:
    """Predictions from base64 of little-endian float32; raises UnscorablePredictions where bytes and shape disagree."""
    try:
        raw = base64.b64decode(values, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnscorablePredictions(f"the predictions are not base64: {error}") from error
    # At least one value on each axis, so that no axis is longer than there are bytes: NumPy refuses others its own way.
    if any(size < 1 for size in shape) or len(raw) != 4 * math.prod(shape):
        raise UnscorablePredictions(f"{len(raw)} bytes of predictions do not fill float32 of shape {shape}")
    return np.frombuffer(raw, dtype="<f4").reshape(shape).astype(np.float32)


def accuracy(predictions: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """Share of rows whose predicted class is their label.

    predictions  shape (n, classes) with classes ≥ 2: the largest output is the answer, whether the outputs are
                 probabilities, logits or sigmoids. As in Keras the first of equal outputs counts, so that a model that
                 answers all classes alike gets the share of class 0, at most the baseline.
                 Shape (n,) or (n, 1), for labels 0 and 1 only: values within [0, 1] are probabilities, cut at 0.5.
                 Others are logits (cut at 0) or unbounded estimates of the label (cut at 0.5); nothing in them tells
                 which, and the cut that favours the student counts.
    labels       shape (n,) or (n, 1), class numbers

    Raises UnscorablePredictions (another length, shape or number of outputs, not finite) and ValueError for labels
    that are not class numbers, which is the grader's own mistake.
    """
    truth = _class_numbers(labels)
    outputs = _numbers(predictions)
    if outputs.ndim not in (1, 2):
        raise UnscorablePredictions(f"predictions of shape {outputs.shape} are not one row of outputs for each image")
    if len(outputs) != len(truth):
        raise UnscorablePredictions(f"{len(outputs)} predictions for {len(truth)} rows")
    if outputs.size == 0:
        raise UnscorablePredictions("the model has no outputs")
    if not np.isfinite(outputs).all():
        bad = int((~np.isfinite(outputs.reshape(len(truth), -1))).any(axis=1).sum())
        raise UnscorablePredictions(f"{bad} of {len(truth)} predictions are not finite numbers: the training diverged")
    if outputs.ndim == 2 and outputs.shape[1] > 1:
        return float(np.mean(outputs.argmax(axis=1) == truth))
    return _binary_accuracy(outputs.reshape(-1), truth)


def baseline(labels: npt.ArrayLike) -> float:
    """What a model that learnt nothing attains at best: the share of the largest class."""
    truth = _class_numbers(labels)
    return float(np.bincount(truth).max() / len(truth))


def _binary_accuracy(outputs: npt.NDArray[np.float64], truth: npt.NDArray[np.int64]) -> float:
    if truth.max() > 1:
        raise UnscorablePredictions(f"one output cannot tell {truth.max() + 1} classes apart")
    probable = outputs.min() >= -_ROUNDING and outputs.max() <= 1 + _ROUNDING
    cuts = (0.5,) if probable else (0.0, 0.5)
    return max(float(np.mean((outputs > cut) == (truth == 1))) for cut in cuts)


def _numbers(predictions: npt.ArrayLike) -> npt.NDArray[np.float64]:
    try:
        return np.asarray(predictions, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UnscorablePredictions(f"predictions are not an array of numbers: {error}") from error


def _class_numbers(labels: npt.ArrayLike) -> npt.NDArray[np.int64]:
    array = np.asarray(labels)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or array.size == 0 or not np.issubdtype(array.dtype, np.integer) or array.min() < 0:
        raise ValueError(f"labels must be class numbers of shape (n,), not {array.dtype} of shape {array.shape}")
    return array.astype(np.int64)
