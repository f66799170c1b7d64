"""The grader's seed instead of the student's, wherever Keras, TensorFlow, NumPy or Python take one.

Initial weights and dropout draw from Python's `random`, the order of batches from TensorFlow's seed.
"""

import random
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder.worker.patching import Functions, Wrapper


def install(seed: int, functions: Functions, determinism: bool = True) -> None:
    """Seed everything now, and keep later calls of the seeding functions to the same seed."""
    keras.utils.set_random_seed(seed)
    if determinism:
        tf.config.experimental.enable_op_determinism()

    def forced(original: Wrapper) -> Wrapper:
        def set_seed(*_args: Any, **_kwargs: Any) -> Any:
            return original(seed)

        return set_seed

    functions.wrap(random, "seed", forced)
    functions.wrap(np.random, "seed", forced)
    functions.wrap(tf.random, "set_seed", forced)
    from keras.src.utils import rng_utils  # noqa: PLC0415  its functions are swept by identity

    functions.wrap(rng_utils, "set_random_seed", forced)
