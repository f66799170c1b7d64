"""Bands and calibrations made from a fixed draw of reference runs."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import settings

from autograder.bands.band import Band
from autograder.bands.calibrate import Context, Measure, aggregate, make_run
from autograder.bands.calibration import Calibration
from autograder.bands.drawing import make_band
from autograder.model.assignment import Budget

settings.register_profile("no deadline", deadline=None)  # machines that run tests are often busy
settings.load_profile("no deadline")


def reference_values(n: int = 30, rows: int = 1000, seed: int = 7) -> list[float]:
    """Accuracies near 0.80 ± 0.01, each a multiple of one row."""
    draws = np.random.default_rng(seed).normal(0.80, 0.01, n)
    return [round(value * rows) / rows for value in draws]


@pytest.fixture(scope="session")
def band() -> Band:
    """A band of 30 runs on 1,000 rows with ten equal classes."""
    return make_band("a.final_holdout", range(30), reference_values(), n_holdout=1000, baseline=0.1)


@pytest.fixture
def context() -> Context:
    """What a calibration records beside its runs."""
    return Context(
        assignment="tl04",
        source="Embedded sample",
        fingerprints={"fashion_mnist": "f" * 64},
        budget=Budget(name="standard", rows=2000, epochs=60, trials=3),
        measures={"a.final_holdout": Measure(n_holdout=1000, baseline=0.1)},
        versions={"tensorflow": "2.21.0", "keras": "3.15.1", "keras-tuner": "1.4.8"},
        machine={"cpu": "a processor", "threads": "1"},
        created="2026-01-02T03:04:05Z",
        command="autograder calibrate tl04 --data embedded",
        published={"a.final_holdout": 0.8977},
    )


@pytest.fixture
def calibration(context: Context) -> Calibration:
    """A calibration of 30 runs."""
    return aggregate(context, [make_run(i, 40.0, {"a.final_holdout": v}) for i, v in enumerate(reference_values())])


@pytest.fixture
def degenerate() -> Callable[[int], Band]:
    """Make a band whose 30 runs all gave the same value."""
    return lambda rows: make_band("m", range(30), [0.9] * 30, n_holdout=rows, baseline=0.1)
