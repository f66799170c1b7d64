"""Activation functions and their derivatives; x of any shape unless a shape is given."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_softmax

Floats = NDArray[np.float64]


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x), finite for every x."""
    return np.asarray(expit(x))


def sigmoid_derivative(x: Floats) -> Floats:
    """The product s(1 - s), as a function of x."""
    return sigmoid(x) * sigmoid(-np.asarray(x))


def sigmoid_derivative_of_output(x: Floats) -> Floats:
    """The slip: x is taken for the output, x(1 - x)."""
    return x * (1 - x)


def tanh(x: Floats) -> Floats:
    """Hyperbolic tangent."""
    return np.asarray(np.tanh(x))


def tanh_derivative(x: Floats) -> Floats:
    """1 - tanh² x."""
    return 1 - np.tanh(x) ** 2


def tanh_derivative_of_output(x: Floats) -> Floats:
    """The slip: x is taken for the output, 1 - x²."""
    return 1 - np.asarray(x) ** 2


def relu(x: Floats) -> Floats:
    """max(0, x)."""
    return np.maximum(0.0, x)


def relu_derivative(x: Floats) -> Floats:
    """1 where x > 0, otherwise 0."""
    return (np.asarray(x) > 0).astype(np.float64)


def leaky_relu(x: Floats, alpha: float = 0.1) -> Floats:
    """The value x where x > 0, otherwise αx."""
    return np.where(np.asarray(x) > 0, x, alpha * np.asarray(x))


def leaky_relu_derivative(x: Floats, alpha: float = 0.1) -> Floats:
    """1 where x > 0, otherwise α."""
    return np.where(np.asarray(x) > 0, 1.0, alpha)


def elu(x: Floats, alpha: float = 1.0) -> Floats:
    """The value x where x > 0, otherwise α(e^x - 1)."""
    return np.where(np.asarray(x) > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def elu_derivative(x: Floats, alpha: float = 1.0) -> Floats:
    """1 where x > 0, otherwise αe^x."""
    return np.where(np.asarray(x) > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))


def swish(x: Floats) -> Floats:
    """The product x · sigmoid(x)."""
    return np.asarray(x * sigmoid(x))


def swish_derivative(x: Floats) -> Floats:
    """The sum s + x·s(1 - s), with s = sigmoid(x)."""
    return sigmoid(x) + x * sigmoid_derivative(x)


def maxout(x: Floats, w1: Floats, b1: Floats, w2: Floats, b2: Floats) -> Floats:
    """max(x·w1 + b1, x·w2 + b2); x (n, d), w (d, k), b (k,), result (n, k)."""
    return np.asarray(np.maximum(x @ w1 + b1, x @ w2 + b2))


def softmax(x: Floats) -> Floats:
    """e^x / Σe^x over the last axis."""
    return np.asarray(np.exp(log_softmax(x, axis=-1)))
