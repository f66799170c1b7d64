# ruff: noqa
"""Honest, otherwise: torch-like style with small classes turned into functions, rows of a dictionary, Adam for the twenty
images, validation by evaluate after fit, English, an error in a leftover cell."""

# %%
import keras
import numpy as np
from scipy import special

rng = np.random.default_rng(4)
sigmoid = special.expit
sigmoid_derivative = lambda x: special.expit(x) * (1 - special.expit(x))
tanh = np.tanh
tanh_derivative = lambda x: 4 * special.expit(2 * x) * special.expit(-2 * x)
relu = lambda x: np.clip(x, 0, None)
relu_derivative = lambda x: np.sign(np.clip(x, 0, None))
leaky_relu = lambda x, alpha=0.1: np.clip(x, 0, None) + alpha * np.clip(x, None, 0)
leaky_relu_derivative = lambda x, alpha=0.1: np.where(x > 0, 1, alpha)
elu = lambda x, alpha=1.0: np.clip(x, 0, None) + alpha * np.expm1(np.clip(x, None, 0))
elu_derivative = lambda x, alpha=1.0: np.where(x > 0, 1, alpha * np.exp(np.clip(x, None, 0)))
swish = lambda x: x * special.expit(x)


def swish_derivative(x):
    s = special.expit(x)
    return s + x * s * (1 - s)


def maxout(x, w1, b1, w2, b2):
    return np.fmax(np.dot(x, w1) + b1, np.dot(x, w2) + b2)


# %%
maxout(1, 2, 3)  # too few arguments: how is it called again?


# %%
def standardize(x_train, x_test):
    center = x_train.mean(0, keepdims=True)
    spread = x_train.std(0, ddof=1, keepdims=True)
    spread[spread == 0] = 1.0
    return [(part - center) / spread for part in (x_train, x_test)]


SCALES = {
    "normal_0.01": lambda i, o: 0.01,
    "normal_1": lambda i, o: 1.0,
    "normal_fans": lambda i, o: (4 / (i + o)) ** 0.5,
    "he_normal": lambda i, o: (2 / i) ** 0.5,
}


def initial_weights(scheme, fan_in, fan_out):
    if scheme in SCALES:
        return SCALES[scheme](fan_in, fan_out) * rng.standard_normal((fan_in, fan_out))
    return rng.uniform(-1, 1, (fan_in, fan_out)) * (6 / (fan_in + fan_out)) ** 0.5


def layer_deviations(scheme, activation, x):
    step = getattr(np, "tanh") if activation == "tanh" else relu

    def deviations(h, left):
        if not left:
            return []
        h = step(h @ initial_weights(scheme, 500, 500))
        return [h.std(), *deviations(h, left - 1)]

    return deviations(x, 10)


# %%
def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum=0.9, eps=1e-5):
    mean, var = x.mean(0), x.var(0)
    move = lambda old, new: old - (1 - momentum) * (old - new)
    return batch_norm_test(x, gamma, beta, mean, var, eps), move(running_mean, mean), move(running_var, var)


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps=1e-5):
    return beta + gamma * (x - running_mean) / (running_var + eps) ** 0.5


def expected_first_loss(classes):
    return -np.log(1.0 / classes)


def cross_entropy(logits, labels):
    return -special.log_softmax(logits, axis=1)[np.arange(len(labels)), labels].mean()


def loss_with_l2(logits, labels, weights, factor):
    return cross_entropy(logits, labels) + factor * np.vdot(weights, weights)


class StopOnExplosion(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.losses = []

    def on_epoch_end(self, epoch, logs=None):
        self.losses.append(logs["loss"])
        fine = np.isfinite(self.losses[-1]) and self.losses[-1] <= 3 * self.losses[0]
        if not fine:
            self.model.stop_training = True


def sample_log_uniform(low_exponent, high_exponent, n):
    return 10.0 ** (low_exponent + (high_exponent - low_exponent) * rng.random(n))


def extend_range(low_exponent, high_exponent, best):
    share = (np.log10(best) - low_exponent) / (high_exponent - low_exponent)
    return (low_exponent - 1 if share < 0.1 else low_exponent), (high_exponent + 1 if share > 0.9 else high_exponent)


def update_ratio(before, after):
    return np.linalg.norm((after - before).reshape(-1), 2) / np.linalg.norm(before.reshape(-1), 2)


# %%
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = (v.reshape(len(v), -1).astype("float32") / 255 for v in (x, x_test))
train, val = slice(None, -10000), slice(-10000, None)


def build_network(optimizer, factor=0.0):
    l2 = keras.regularizers.L2(factor)
    net = keras.Sequential(
        [keras.layers.Dense(100, "relu", kernel_regularizer=l2), keras.layers.Dense(10, "softmax", kernel_regularizer=l2)]
    )
    net.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


tiny = build_network(keras.optimizers.Adam(0.01))
tiny.fit(x[:20], y[:20], batch_size=20, epochs=60, verbose=0)
print(tiny.evaluate(x[:20], y[:20], verbose=0))

results = {}


def attempt(rate, factor, epochs):
    net = build_network(keras.optimizers.SGD(rate), factor)
    net.fit(
        x[train], y[train], batch_size=64, epochs=epochs, validation_data=(x[val], y[val]), callbacks=[StopOnExplosion()], verbose=0
    )
    results[rate, factor] = net.evaluate(x[val], y[val], verbose=0)[1]


for rate, factor in zip(sample_log_uniform(-2, 0, 6), sample_log_uniform(-6, -2, 6)):
    attempt(float(rate), float(factor), 2)
rate, factor = max(results, key=results.get)
for near in sample_log_uniform(np.log10(rate) - 0.3, np.log10(rate) + 0.3, 3):
    attempt(float(near), factor, 4)
rate, factor = max(results, key=results.get)
final = build_network(keras.optimizers.SGD(rate), factor)
final.fit(x, y, batch_size=64, epochs=12, verbose=0)
print(rate, factor, final.evaluate(x_test, y_test, verbose=0))
