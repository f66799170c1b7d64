# ruff: noqa
"""Honest, otherwise: Keras operations and TensorFlow tensors, one-hot labels, a tf.data pipeline, the last network saved."""

# %%
import keras
import numpy as np
import tensorflow as tf
from keras import ops

keras.utils.set_random_seed(1)


def sigmoid(x):
    return ops.sigmoid(x)


def sigmoid_derivative(x):
    return ops.sigmoid(x) * (1 - ops.sigmoid(x))


def tanh(x):
    return tf.math.tanh(x)


def tanh_derivative(x):
    return 1 - tf.math.tanh(x) ** 2


def relu(x):
    return tf.nn.relu(x)


def relu_derivative(x):
    return tf.cast(x > 0, tf.float32)


def leaky_relu(x, alpha=0.1):
    return tf.nn.leaky_relu(x, alpha)


def leaky_relu_derivative(x, alpha=0.1):
    return tf.where(x > 0, 1.0, alpha)


def elu(x, alpha=1.0):
    return ops.elu(x, alpha)


def elu_derivative(x, alpha=1.0):
    return ops.where(x > 0, 1.0, alpha * ops.exp(ops.minimum(x, 0.0)))


def swish(x):
    return tf.nn.silu(x)


def swish_derivative(x):
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.silu(x)
    return tape.gradient(y, x)


def maxout(x, w1, b1, w2, b2):
    return tf.maximum(tf.matmul(x, w1) + b1, tf.matmul(x, w2) + b2)


# %%
def standardize(x_train, x_test):
    layer = keras.layers.Normalization(axis=-1)
    layer.adapt(x_train)
    return layer(x_train), layer(x_test)


# %%
def initial_weights(scheme, fan_in, fan_out):
    kinds = {
        "normal_0.01": keras.initializers.RandomNormal(stddev=0.01),
        "normal_1": keras.initializers.RandomNormal(stddev=1.0),
        "glorot_uniform": keras.initializers.GlorotUniform(),
        "normal_fans": keras.initializers.RandomNormal(stddev=2 / (fan_in + fan_out) ** 0.5),
        "he_normal": keras.initializers.HeNormal(),
    }
    return kinds[scheme]((fan_in, fan_out))


def layer_deviations(scheme, activation, x):
    h = tf.cast(x, tf.float32)
    act = keras.activations.get(activation)
    result = []
    for _ in range(10):
        h = act(tf.matmul(h, initial_weights(scheme, 500, 500)))
        result.append(tf.math.reduce_std(h))
    return tf.stack(result)


for scheme in ("glorot_uniform", "he_normal"):
    print(layer_deviations(scheme, "relu", np.random.randn(1000, 500)))


# %%
def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum=0.9, eps=1e-5):
    mean, variance = tf.nn.moments(tf.constant(x), axes=[0])
    y = tf.nn.batch_normalization(x, mean, variance, beta, gamma, eps)
    return y, momentum * running_mean + (1 - momentum) * mean, momentum * running_var + (1 - momentum) * variance


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps=1e-5):
    return tf.nn.batch_normalization(x, running_mean, running_var, beta, gamma, eps)


def expected_first_loss(classes):
    return ops.log(float(classes))


def cross_entropy(logits, labels):
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))


def loss_with_l2(logits, labels, weights, factor):
    return cross_entropy(logits, labels) + factor * tf.reduce_sum(weights**2)


class StopOnExplosion(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.limit = None

    def on_epoch_end(self, epoch, logs=None):
        self.limit = self.limit or 3 * logs["loss"]
        self.model.stop_training = bool(not np.isfinite(logs["loss"]) or logs["loss"] > self.limit)


def sample_log_uniform(low_exponent, high_exponent, n):
    return 10.0 ** tf.random.uniform((n,), low_exponent, high_exponent, dtype=tf.float64)


def extend_range(low_exponent, high_exponent, best):
    position = np.interp(np.log10(best), [low_exponent, high_exponent], [0, 1])
    return np.array([low_exponent - (position < 0.1), high_exponent + (position > 0.9)])


def update_ratio(before, after):
    return tf.norm(after - before) / tf.norm(before)


# %%
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x = x.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255
y, y_test = keras.utils.to_categorical(y), keras.utils.to_categorical(y_test)
train = tf.data.Dataset.from_tensor_slices((x[:-10000], y[:-10000])).shuffle(50000).batch(64)
check = tf.data.Dataset.from_tensor_slices((x[-10000:], y[-10000:])).batch(500)


def build_network(learning_rate, factor):
    inputs = keras.Input((784,))
    hidden = keras.layers.Dense(100, "relu", kernel_regularizer=keras.regularizers.L2(factor))(inputs)
    outputs = keras.layers.Dense(10, "softmax", kernel_regularizer=keras.regularizers.L2(factor))(hidden)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.SGD(learning_rate), "categorical_crossentropy", metrics=["accuracy"])
    return model


model = build_network(0.1, 0.0)
model.fit(x[:20], y[:20], batch_size=4, epochs=40, verbose=0)
print(model.evaluate(x[:20], y[:20], verbose=0))


def trial(rate, factor, epochs):
    model = build_network(rate, factor)
    history = model.fit(train, epochs=epochs, validation_data=check, callbacks=[StopOnExplosion()], verbose=0)
    return max(history.history["val_accuracy"]), rate, factor


tried = [trial(float(r), float(f), 2) for r, f in zip(sample_log_uniform(-2, 0, 5), sample_log_uniform(-6, -2, 5))]
_, rate, factor = max(tried)
near = np.log10(rate)
tried += [trial(float(r), factor, 4) for r in sample_log_uniform(near - 0.5, near + 0.5, 3)]
_, rate, factor = max(tried)
final = build_network(rate, factor)
final.fit(x, y, batch_size=64, epochs=10, verbose=0)
print(final.evaluate(x_test, y_test, verbose=0))
final.save("final.keras")
