"""Run a student's code once more, only to look, so that nothing that follows comes out differently."""

import contextlib
import io
import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from tensorflow.python.eager import context

from autograder.worker.recorder import Recorder


@contextmanager
def same_draws_after() -> Iterator[None]:
    """Leave the random numbers that follow as they would have been."""
    python, numpy, tensorflow = random.getstate(), np.random.get_state(), context.context()._rng.getstate()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        context.context()._rng.setstate(tensorflow)


@contextmanager
def probing(recorder: Recorder) -> Iterator[None]:
    """Every training in here ends where it would begin."""
    recorder.probing = True
    try:
        with same_draws_after():
            yield
    finally:
        recorder.probing = False


@contextmanager
def silence() -> Iterator[None]:
    """Print and warn nothing."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield
