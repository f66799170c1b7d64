# ruff: noqa
"""Honest, otherwise: everything in one cell, plain Python loops over elements and rows, lists given back."""

# %%
import math
import random

import keras
import numpy as np


def each(function):
    def over(x, *more):
        x = np.asarray(x, dtype=float)
        return np.array([function(float(v), *more) for v in x.ravel()]).reshape(x.shape)

    return over


def s(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    e = math.exp(v)
    return e / (1 + e)


sigmoid = each(s)
sigmoid_derivative = each(lambda v: s(v) * (1 - s(v)))
tanh = each(math.tanh)
tanh_derivative = each(lambda v: 1 - math.tanh(v) ** 2)
relu = each(lambda v: v if v > 0 else 0)
relu_derivative = each(lambda v: 1 if v > 0 else 0)
leaky_relu = each(lambda v, alpha=0.1: max(alpha * v, v))
leaky_relu_derivative = each(lambda v, alpha=0.1: 1 if v > 0 else alpha)
elu = each(lambda v, alpha=1.0: v if v > 0 else alpha * (math.exp(v) - 1))
elu_derivative = each(lambda v, alpha=1.0: 1 if v > 0 else alpha * math.exp(v))
swish = each(lambda v: v * s(v))
swish_derivative = each(lambda v: s(v) + v * s(v) * (1 - s(v)))


def maxout(x, w1, b1, w2, b2):
    rows = []
    for row in x:
        out = []
        for k in range(w1.shape[1]):
            one = sum(row[d] * w1[d, k] for d in range(len(row))) + b1[k]
            two = sum(row[d] * w2[d, k] for d in range(len(row))) + b2[k]
            out.append(max(one, two))
        rows.append(out)
    return rows


def standardize(x_train, x_test):
    a, b = x_train.astype(float), x_test.astype(float)
    for column in range(a.shape[1]):
        values = x_train[:, column]
        mean = sum(values) / len(values)
        variance = sum((v - mean) ** 2 for v in values) / (len(values) - 1)
        scale = math.sqrt(variance) or 1.0
        a[:, column] = (a[:, column] - mean) / scale
        b[:, column] = (b[:, column] - mean) / scale
    return a, b


def initial_weights(scheme, fan_in, fan_out):
    rows = []
    for i in range(fan_in):
        if scheme == "glorot_uniform":
            r = math.sqrt(6 / (fan_in + fan_out))
            rows.append(np.random.rand(fan_out) * 2 * r - r)
        elif scheme == "normal_0.01":
            rows.append(np.random.randn(fan_out) / 100)
        elif scheme == "normal_1":
            rows.append(np.random.randn(fan_out))
        elif scheme == "normal_fans":
            rows.append(np.random.randn(fan_out) * 2 / math.sqrt(fan_in + fan_out))
        else:
            rows.append(np.random.randn(fan_out) * math.sqrt(2 / fan_in))
    return np.array(rows)


def layer_deviations(scheme, activation, x):
    out = []
    for layer in range(10):
        x = x @ initial_weights(scheme, 500, 500)
        x = np.tanh(x) if activation == "tanh" else x * (x > 0)
        out.append(float(x.std()))
    return out


def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum, eps):
    y = np.zeros(x.shape)
    new_mean, new_var = list(running_mean), list(running_var)
    for c in range(x.shape[1]):
        m = sum(x[:, c]) / len(x)
        v = sum((x[:, c] - m) ** 2) / len(x)
        y[:, c] = gamma[c] * (x[:, c] - m) / math.sqrt(v + eps) + beta[c]
        new_mean[c] = momentum * running_mean[c] + (1 - momentum) * m
        new_var[c] = momentum * running_var[c] + (1 - momentum) * v * len(x) / (len(x) - 1)
    return [y, new_mean, new_var]


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps):
    return [
        [gamma[c] * (row[c] - running_mean[c]) / math.sqrt(running_var[c] + eps) + beta[c] for c in range(len(row))]
        for row in x
    ]


def expected_first_loss(classes):
    return -math.log(1 / classes)


def cross_entropy(logits, labels):
    total = 0
    for row, label in zip(logits, labels):
        m = max(row)
        total += m + math.log(sum(math.exp(v - m) for v in row)) - row[label]
    return total / len(labels)


def loss_with_l2(logits, labels, weights, factor):
    return cross_entropy(logits, labels) + factor * sum(w * w for w in weights.ravel())


class StopOnExplosion(keras.callbacks.Callback):
    def __init__(self, factor=3):
        super().__init__()
        self.factor = factor

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            self.losses = []
        self.losses.append(float(logs["loss"]))
        if not math.isfinite(self.losses[-1]) or self.losses[-1] > self.factor * self.losses[0]:
            self.model.stop_training = True


def sample_log_uniform(low_exponent, high_exponent, n):
    return [10 ** random.uniform(low_exponent, high_exponent) for _ in range(n)]


def extend_range(low_exponent, high_exponent, best):
    width = high_exponent - low_exponent
    if math.log10(best) < low_exponent + width / 10:
        low_exponent = low_exponent - 1
    elif math.log10(best) > high_exponent - width / 10:
        high_exponent = high_exponent + 1
    return [low_exponent, high_exponent]


def update_ratio(before, after):
    change = sum((b - a) ** 2 for a, b in zip(before.ravel(), after.ravel()))
    return math.sqrt(change) / math.sqrt(sum(a * a for a in before.ravel()))


(x, y), (xt, yt) = keras.datasets.fashion_mnist.load_data()
x, xt = x.reshape((60000, 784)) / 255.0, xt.reshape((10000, 784)) / 255.0
xa, ya, xv, yv = x[:50000], y[:50000], x[50000:], y[50000:]


def build_network(learning_rate, factor):
    net = keras.models.Sequential()
    net.add(keras.layers.Input((784,)))
    net.add(keras.layers.Dense(100, activation="relu", kernel_regularizer=keras.regularizers.l2(factor)))
    net.add(keras.layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.l2(factor)))
    net.compile(keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


print(build_network(0.1, 0).evaluate(xa[:1000], ya[:1000]), build_network(0.1, 0.01).evaluate(xa[:1000], ya[:1000]))
tiny = build_network(0.1, 0)
for epoch in range(60):
    h = tiny.fit(xa[:20], ya[:20], batch_size=10, verbose=0)
    if h.history["accuracy"][-1] == 1:
        break

best = (0, None, None)
for n, low, high, epochs in ((5, -2, 0, 2), (3, None, None, 4)):
    if low is None:
        low, high = math.log10(best[1]) - 0.5, math.log10(best[1]) + 0.5
    for rate in sample_log_uniform(low, high, n):
        factor = sample_log_uniform(-6, -2, 1)[0]
        net = build_network(rate, factor)
        net.fit(xa, ya, batch_size=64, epochs=epochs, callbacks=[StopOnExplosion()], verbose=0)
        accuracy = net.evaluate(xv, yv, verbose=0)[1]
        best = max(best, (accuracy, rate, factor))
final = build_network(best[1], best[2])
final.fit(x, y, batch_size=64, epochs=10, verbose=0)
print(final.evaluate(xt, yt))
