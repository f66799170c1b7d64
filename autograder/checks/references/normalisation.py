"""Batch normalisation in training and at test time; x (n, d), all else (d,)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def batch_norm_train(
    x: Floats,
    gamma: Floats,
    beta: Floats,
    running_mean: Floats,
    running_var: Floats,
    momentum: float = 0.9,
    eps: float = 1e-5,
) -> tuple[Floats, Floats, Floats]:
    """Normalised by the batch, with the new running statistics; x (n, d), the others (d,)."""
    mean, variance = x.mean(axis=0), x.var(axis=0)
    y = gamma * (x - mean) / np.sqrt(variance + eps) + beta
    return y, momentum * running_mean + (1 - momentum) * mean, momentum * running_var + (1 - momentum) * variance


def batch_norm_train_reversed(
    x: Floats,
    gamma: Floats,
    beta: Floats,
    running_mean: Floats,
    running_var: Floats,
    momentum: float = 0.9,
    eps: float = 1e-5,
) -> tuple[Floats, Floats, Floats]:
    """The slip: momentum weighs the batch instead of what is known."""
    return batch_norm_train(x, gamma, beta, running_mean, running_var, 1 - momentum, eps)


def batch_norm_train_frozen(
    x: Floats,
    gamma: Floats,
    beta: Floats,
    running_mean: Floats,
    running_var: Floats,
    momentum: float = 0.9,  # noqa: ARG001  the signature is the exercise's
    eps: float = 1e-5,
) -> tuple[Floats, Floats, Floats]:
    """The slip: the running statistics stay what they were."""
    return batch_norm_train(x, gamma, beta, running_mean, running_var, 1.0, eps)


def batch_norm_test(
    x: Floats, gamma: Floats, beta: Floats, running_mean: Floats, running_var: Floats, eps: float = 1e-5
) -> Floats:
    """Normalised by the running statistics."""
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta


def batch_norm_test_by_batch(
    x: Floats,
    gamma: Floats,
    beta: Floats,
    running_mean: Floats,
    running_var: Floats,
    eps: float = 1e-5,
) -> Floats:
    """The slip: the batch's own statistics at test time."""
    return batch_norm_train(x, gamma, beta, running_mean, running_var, 0.9, eps)[0]
