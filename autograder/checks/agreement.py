"""Whether two predictions come from the same weights: equal but for the rounding of float32."""

import numpy as np

from autograder.bands.scores import UnscorablePredictions, decode
from autograder.model.evidence import Prediction

_TERMS = 10_000
"""Terms of the longest sums that the course's models take: a dense layer on 10,000 words."""
_TOLERANCE = _TERMS * float(np.finfo(np.float32).eps)
"""n·ε bounds the relative error of a sum of n terms added in any order (Higham, Accuracy and Stability of Numerical
Algorithms, 2nd ed., section 4.2); ε = 1.2e-7 gives 0.0012. Models trained apart differ by far more on some rows."""


def agree(first: Prediction, second: Prediction) -> bool | None:
    """Whether two predictions on the holdout are the same; None where one of them cannot be read."""
    try:
        a = decode(first.shape, first.values).astype(np.float64)
        same = (first.shape, first.values) == (second.shape, second.values)
        b = a if same else decode(second.shape, second.values).astype(np.float64)
    except UnscorablePredictions:
        return None
    if a.size != b.size or len(a.shape) == 0 or a.shape[0] != b.shape[0]:
        return False
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    scale = max(1.0, float(np.abs(a).max(initial=0.0)))
    return bool((np.abs(a.reshape(-1) - b.reshape(-1)) <= _TOLERANCE * scale).all())
