"""Import, once, all that a notebook may need, so that each job starts from memory.

Only imports: the first TensorFlow operation starts threads, and a process with threads cannot be forked safely.
"""

import contextlib
import gc
import importlib
import importlib.util
import os
from typing import Final

ENVIRONMENT: Final[dict[str, str]] = {
    # One thread in every library that would otherwise start a pool at import.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # oneDNN picks its kernels, and so its rounding, by the CPU it finds: without it, and with its matrix product (which
    # TensorFlow keeps) held to AVX2, a machine with AVX-512 rounds like one without.
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "PYTHONHASHSEED": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    # Untouched zeros stay untouched: without this a multi-hot matrix costs ten times its memory.
    "NUMPY_MADVISE_HUGEPAGE": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "MPLBACKEND": "agg",
    "KERAS_BACKEND": "tensorflow",
    "TF_USE_LEGACY_KERAS": "0",
}

CONVOLUTIONS: Final[dict[str, str]] = {"TF_ENABLE_ONEDNN_OPTS": "1"}
"""For assignments on convolutional networks: oneDNN trains them in little over half the time (61 s for 104). Held to
AVX2, its kernels are the same on other processors, but it may cut its blocks, and so round, by their caches' size."""

MODULES: Final = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "tensorflow",
    "keras",
    "keras_tuner",
    "scikeras.wrappers",
    "sklearn.model_selection",
    "sklearn.preprocessing",
    "sklearn.metrics",
    "sklearn.pipeline",
    "IPython.core.interactiveshell",
    "nbformat",
)
RUNNER: Final = "autograder.worker.run"
PATCHING: Final = "autograder.worker.patching"


def warm_imports() -> None:
    """Import everything in MODULES and the notebook runner, then freeze the heap for forking."""
    for name in MODULES:
        importlib.import_module(name)
    if importlib.util.find_spec(RUNNER) is not None:
        importlib.import_module(RUNNER)
        importlib.import_module(PATCHING).survey_ahead()
    _build_font_cache()
    # Objects that the collector never looks at are pages that no child has to copy.
    gc.collect()
    gc.freeze()


def _build_font_cache() -> None:
    with contextlib.suppress(ImportError):
        importlib.import_module("matplotlib.font_manager")


def thread_count() -> int:
    """Return how many threads this process has, as the kernel counts them."""
    return len(os.listdir("/proc/self/task"))
