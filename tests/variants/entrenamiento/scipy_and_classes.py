# ruff: noqa
"""Honest, otherwise: SciPy's functions, layers as classes behind the functions asked for, validation_split, Adam, early
stopping, the search in question order h before g."""

# %%
import keras
import numpy as np
from scipy.special import expit, logsumexp
from scipy.stats import loguniform, truncnorm
from sklearn.preprocessing import StandardScaler


class Activation:
    def __init__(self, f, d):
        self.f, self.d = f, d


table = {
    "sigmoid": Activation(expit, lambda x: expit(x) * expit(-x)),
    "tanh": Activation(np.tanh, lambda x: 1 / np.cosh(np.clip(x, -300, 300)) ** 2),
    "relu": Activation(lambda x: x.clip(0), lambda x: np.heaviside(x, 0.5)),
    "swish": Activation(lambda x: x * expit(x), lambda x: expit(x) * (1 + x * expit(-x))),
}
sigmoid, sigmoid_derivative = table["sigmoid"].f, table["sigmoid"].d
tanh, tanh_derivative = table["tanh"].f, table["tanh"].d
relu, relu_derivative = table["relu"].f, table["relu"].d
swish, swish_derivative = table["swish"].f, table["swish"].d
leaky_relu = lambda x, alpha=0.1: np.maximum(x, alpha * x)
leaky_relu_derivative = lambda x, alpha=0.1: np.where(x < 0, alpha, 1)
# exp overflows where it is not chosen: a warning, no wrong value
elu = lambda x, alpha=1.0: np.where(x > 0, x, alpha * (np.exp(x) - 1))
elu_derivative = lambda x, alpha=1.0: np.where(x > 0, 1, elu(x, alpha) + alpha)
maxout = lambda x, w1, b1, w2, b2: np.max([x.dot(w1) + b1, x.dot(w2) + b2], axis=0)


# %%
def standardize(x_train, x_test):
    scaler = StandardScaler().fit(x_train)
    return scaler.transform(x_train), scaler.transform(x_test)


rng = np.random.default_rng()


def initial_weights(scheme, fan_in, fan_out):
    size = fan_in, fan_out
    if scheme == "glorot_uniform":
        return (2 * rng.random(size) - 1) * (6 / sum(size)) ** 0.5
    if scheme == "he_normal":
        return truncnorm.rvs(-2, 2, size=size) * (2 / fan_in) ** 0.5 / 0.8796256610342398
    return rng.standard_normal(size) * {"normal_0.01": 0.01, "normal_1": 1, "normal_fans": 2 / sum(size) ** 0.5}[scheme]


class Stack:
    def __init__(self, scheme, activation):
        self.weights = [initial_weights(scheme, 500, 500) for _ in range(10)]
        self.f = table[activation].f

    def __iter__(self):
        h = self.x
        for w in self.weights:
            h = self.f(h @ w)
            yield np.sqrt(np.var(h))


def layer_deviations(scheme, activation, x):
    stack = Stack(scheme, activation)
    stack.x = x
    return tuple(stack)


# %%
class BatchNorm:
    def __init__(self, gamma, beta, mean, var, momentum=0.9, eps=1e-5):
        self.gamma, self.beta, self.mean, self.var, self.momentum, self.eps = gamma, beta, mean, var, momentum, eps

    def __call__(self, x, training):
        mean, var = (np.mean(x, 0), np.var(x, 0)) if training else (self.mean, self.var)
        if training:
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
            self.var = self.momentum * self.var + (1 - self.momentum) * var
        return (x - mean) * self.gamma / np.sqrt(var + self.eps) + self.beta


def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum=0.9, eps=1e-5):
    layer = BatchNorm(gamma, beta, running_mean, running_var, momentum, eps)
    return layer(x, True), layer.mean, layer.var


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps=1e-5):
    return BatchNorm(gamma, beta, running_mean, running_var, eps=eps)(x, False)


# %%
expected_first_loss = np.log


def cross_entropy(logits, labels):
    return float(np.mean(logsumexp(logits, axis=1) - np.take_along_axis(logits, labels[:, None], 1)[:, 0]))


def loss_with_l2(logits, labels, weights, factor):
    return cross_entropy(logits, labels) + factor * (weights**2).sum()


class StopOnExplosion(keras.callbacks.Callback):
    first = None

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            self.first = logs["loss"]
        if not logs["loss"] <= 3 * self.first < np.inf:
            self.model.stop_training = True


# %%
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = x.reshape(len(x), -1) / np.float32(255), x_test.reshape(len(x_test), -1) / np.float32(255)


def build_network(learning_rate, factor):
    l2 = {"kernel_regularizer": keras.regularizers.L2(factor)} if factor else {}
    net = keras.Sequential([keras.layers.Dense(100, "relu", **l2), keras.layers.Dense(10, "softmax", **l2)])
    net.compile(keras.optimizers.SGD(learning_rate), keras.losses.SparseCategoricalCrossentropy(), metrics=["acc"])
    return net


small = build_network(0.1, 0)
small.fit(x[:20], y[:20], batch_size=4, epochs=50, verbose=0)


def score(pair, epochs):
    net = build_network(*pair)
    log = net.fit(x, y, batch_size=64, epochs=epochs, validation_split=1 / 6, callbacks=[StopOnExplosion()], verbose=0)
    return log.history["val_acc"][-1]


pairs = list(zip(loguniform.rvs(1e-2, 1, size=6), loguniform.rvs(1e-6, 1e-2, size=6)))
scores = {pair: score(pair, 2) for pair in pairs}
rate, factor = max(scores, key=scores.get)
for _ in range(3):
    pair = rate * loguniform.rvs(0.3, 3), factor * loguniform.rvs(0.1, 10)
    scores[pair] = score(pair, 5)
best = max(scores, key=scores.get)
net = build_network(*best)
net.fit(x, y, batch_size=64, epochs=12, verbose=0)
print(best, net.evaluate(x_test, y_test))


# %%
def sample_log_uniform(low_exponent, high_exponent, n):
    return loguniform.rvs(10.0**low_exponent, 10.0**high_exponent, size=n)


def extend_range(low_exponent, high_exponent, best):
    low, high = low_exponent, high_exponent
    share = (np.log(best) / np.log(10) - low) / (high - low)
    return low - 1 if share < 0.1 else low, high + 1 if share > 0.9 else high


def update_ratio(before, after):
    return np.sqrt(((after - before) ** 2).sum() / (before**2).sum())
