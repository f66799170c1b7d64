"""Losses, learning rates, stopping, the range of a search and the size of updates."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

Floats = NDArray[np.float64]


def cross_entropy(logits: Floats, labels: NDArray[np.int64]) -> float:
    """Mean of -log softmax at the label; logits (n, classes), labels (n,)."""
    return float(-np.asarray(log_softmax(logits, axis=1))[np.arange(len(labels)), labels].mean())


def cross_entropy_sum(logits: Floats, labels: NDArray[np.int64]) -> float:
    """The slip: summed and not averaged."""
    return cross_entropy(logits, labels) * len(labels)


def l2_loss(logits: Floats, labels: NDArray[np.int64], weights: Any, factor: float) -> float:
    """Cross-entropy + factor · Σw², weights one array or several."""
    return cross_entropy(logits, labels) + factor * _squares(weights)


def l2_loss_half(logits: Floats, labels: NDArray[np.int64], weights: Any, factor: float) -> float:
    """Another convention: half the sum of squares."""
    return cross_entropy(logits, labels) + 0.5 * factor * _squares(weights)


def l2_loss_subtracted(logits: Floats, labels: NDArray[np.int64], weights: Any, factor: float) -> float:
    """The slip: the penalty lowers the loss."""
    return cross_entropy(logits, labels) - factor * _squares(weights)


def _squares(weights: Any) -> float:
    parts = weights if isinstance(weights, list) else [weights]
    return float(sum(np.sum(np.square(part)) for part in parts))


def exponential_decay(step: Floats, initial: float, decay_steps: float, decay_rate: float) -> Floats:
    """The rate initial · decay_rate^(step / decay_steps)."""
    return np.asarray(initial * decay_rate ** (np.asarray(step) / decay_steps))


def exponential_decay_staircase(step: Floats, initial: float, decay_steps: float, decay_rate: float) -> Floats:
    """The same in stairs: the exponent is rounded down."""
    return np.asarray(initial * decay_rate ** np.floor(np.asarray(step) / decay_steps))


def stop_on_explosion(losses: Sequence[float], factor: float = 3.0) -> int:
    """The first epoch (from 0) whose loss exceeds `factor` times the first epoch's or is not finite; -1 without one."""
    return _first(not np.isfinite(loss) or loss > factor * losses[0] for loss in losses)


def stop_on_explosion_previous(losses: Sequence[float], factor: float = 3.0) -> int:
    """The slip: compared with the epoch before."""
    pairs = itertools.pairwise(losses)
    return _after(_first(not np.isfinite(new) or new > factor * old for old, new in pairs))


def stop_on_explosion_best(losses: Sequence[float], factor: float = 3.0) -> int:
    """The slip: compared with the smallest loss so far."""
    least = np.minimum.accumulate(np.asarray(losses, dtype=np.float64))
    pairs = zip(least.tolist(), losses[1:], strict=False)
    return _after(_first(not np.isfinite(new) or new > factor * old for old, new in pairs))


def stop_on_explosion_finite(losses: Sequence[float], factor: float = 3.0) -> int:
    """The slip: NaN is greater than nothing and goes on."""
    return _first(loss > factor * losses[0] for loss in losses)


def never_stop(losses: Sequence[float], factor: float = 3.0) -> int:  # noqa: ARG001
    """The slip: the rule never acts."""
    return -1


def _first(hits: Any) -> int:
    return next((epoch for epoch, hit in enumerate(hits) if hit), -1)


def _after(found: int) -> int:
    return found if found < 0 else found + 1


def extend_range(low_exponent: float, high_exponent: float, best: float) -> tuple[float, float]:
    """One decade more on the side where the best value lies within a tenth of the range's edge."""
    position = (np.log10(best) - low_exponent) / (high_exponent - low_exponent)
    return low_exponent - (position < 0.1), high_exponent + (position > 0.9)


def extend_range_swapped(low_exponent: float, high_exponent: float, best: float) -> tuple[float, float]:
    """The slip: extended on the other side."""
    low, high = extend_range(low_exponent, high_exponent, best)
    return low_exponent - (high - high_exponent), high_exponent + (low_exponent - low)


def extend_range_never(low_exponent: float, high_exponent: float, best: float) -> tuple[float, float]:  # noqa: ARG001
    """The slip: left as it is."""
    return low_exponent, high_exponent


def extend_range_linear(low_exponent: float, high_exponent: float, best: float) -> tuple[float, float]:
    """The slip: the place within the range is measured in values and not in exponents."""
    low, high = 10.0**low_exponent, 10.0**high_exponent
    position = (best - low) / (high - low)
    return low_exponent - (position < 0.1), high_exponent + (position > 0.9)


def update_ratio(before: Any, after: Any) -> float:
    """‖after - before‖ / ‖before‖ over all elements."""
    old, new = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    return float(np.linalg.norm((new - old).ravel()) / np.linalg.norm(old.ravel()))


def update_ratio_inverted(before: Any, after: Any) -> float:
    """The slip: the other way round."""
    return 1.0 / update_ratio(before, after)


def update_ratio_of_after(before: Any, after: Any) -> float:
    """The slip: divided by the norm of the new weights."""
    return update_ratio(after, before)
