"""What the first trace of a training would make is made before it, so that one trace is enough.

Keras leaves the optimizer's and the metrics' variables to the first trace of its step; TensorFlow then traces the step
once more, because a function may make variables only the first time (guide "Better performance with tf.function",
"Creating tf.Variables"). That is a sixth of what a small network's training costs. Variables of the same values made
beforehand give the same graph and the same bits (`tests/worker/test_building.py` holds them against each other).
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf


def build_ahead(model: Any, x: Any, y: Any, training: bool) -> None:
    """Make what a model's training or evaluation on these arrays needs, for an evaluation no optimizer's variables.

    Left to Keras: models that are not built yet, those of several outputs, and whatever has code of a student's, who
    could notice.
    """
    try:
        _build(model, x, y, training)
    except Exception:  # noqa: BLE001  models and arguments of the student's may be anything: Keras' own words count
        return


def _build(model: Any, x: Any, y: Any, training: bool) -> None:
    arrays = isinstance(x, np.ndarray | tf.Tensor) and isinstance(y, np.ndarray | tf.Tensor)
    theirs = all(type(part).__module__.startswith("keras.") for part in (model, model.optimizer))
    if not arrays or not theirs or model.run_eagerly or not model.built or len(model.outputs) != 1:
        return
    target = keras.KerasTensor((None, *y.shape[1:]), keras.backend.standardize_dtype(y.dtype))
    for part in (model._compile_metrics, model._compile_loss):
        if part is not None and not part.built:
            part.build(target, model.outputs[0])
    if training and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
