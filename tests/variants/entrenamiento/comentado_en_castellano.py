# ruff: noqa
"""Honest, otherwise: Spanish comments, masks instead of np.where, plots of everything, early stopping in the search."""

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(23)


# %%
# --- activaciones: las exponenciales, siempre de números negativos ---
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    y = np.empty_like(x)
    pos = x >= 0
    y[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])
    y[~pos] = e / (1 + e)
    return y


def sigmoid_derivative(x):
    s = sigmoid(x)
    return s * (1 - s)


def tanh(x):
    return 2 * sigmoid(2 * np.asarray(x)) - 1


def tanh_derivative(x):
    return 1 - tanh(x) ** 2


def relu(x):
    return x * (x > 0)


def relu_derivative(x):
    return (x > 0).astype(float)


def leaky_relu(x, alpha=0.1):
    return x * (x > 0) + alpha * x * (x <= 0)


def leaky_relu_derivative(x, alpha=0.1):
    return (x > 0) + alpha * (x <= 0)


def elu(x, alpha=1.0):
    y = np.array(x, dtype=float)
    neg = y < 0
    y[neg] = alpha * (np.exp(y[neg]) - 1)
    return y


def elu_derivative(x, alpha=1.0):
    y = np.ones(np.shape(x))
    neg = x < 0
    y[neg] = alpha * np.exp(x[neg])
    return y


def swish(x):
    return x * sigmoid(x)


def swish_derivative(x):
    y = swish(x)
    return y + sigmoid(x) * (1 - y)


def maxout(x, w1, b1, w2, b2):
    z = np.stack([x @ w1 + b1, x @ w2 + b2])
    return z.max(axis=0)


rejilla = np.linspace(-5, 5, 101)
for f in (sigmoid, tanh, relu, leaky_relu, elu, swish):
    plt.plot(rejilla, f(rejilla), label=f.__name__)
plt.legend()
plt.show()


# %%
def standardize(x_train, x_test):
    # la media y la desviación, solo de entrenamiento
    m, s = np.mean(x_train, axis=0), np.std(x_train, axis=0)
    s = s + (s == 0)
    return (x_train - m) / s, (x_test - m) / s


def initial_weights(scheme, fan_in, fan_out):
    forma = (fan_in, fan_out)
    if scheme == "normal_0.01":
        return np.random.normal(scale=0.01, size=forma)
    if scheme == "normal_1":
        return np.random.normal(size=forma)
    if scheme == "normal_fans":
        return np.random.normal(scale=2 / np.sqrt(fan_in + fan_out), size=forma)
    if scheme == "he_normal":
        return np.random.normal(scale=np.sqrt(2 / fan_in), size=forma)
    if scheme == "glorot_uniform":
        r = np.sqrt(6 / (fan_in + fan_out))
        return np.random.uniform(low=-r, high=r, size=forma)
    raise ValueError(scheme)


def layer_deviations(scheme, activation, x):
    salidas = [x]
    for capa in range(10):
        z = salidas[-1] @ initial_weights(scheme, 500, 500)
        salidas.append(np.tanh(z) if activation == "tanh" else relu(z))
    return [s.std() for s in salidas[1:]]


for esquema, act in [("normal_0.01", "tanh"), ("he_normal", "relu")]:
    print(esquema, act, np.round(layer_deviations(esquema, act, np.random.randn(1000, 500)), 4))


# %%
def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum=0.9, eps=1e-5):
    mu = x.mean(axis=0)
    centrado = x - mu
    var = (centrado**2).mean(axis=0)
    y = gamma * centrado * (var + eps) ** -0.5 + beta
    return y, momentum * running_mean + (1 - momentum) * mu, momentum * running_var + (1 - momentum) * var


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps=1e-5):
    x_norm = (x - running_mean) / np.sqrt(running_var + eps)
    return gamma * x_norm + beta


def expected_first_loss(classes):
    return np.log(classes)


def cross_entropy(logits, labels):
    z = logits - np.max(logits, axis=1, keepdims=True)
    filas = np.arange(len(labels))
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[filas, labels])


def loss_with_l2(logits, labels, weights, factor):
    return cross_entropy(logits, labels) + factor * np.square(weights).sum()


# %%
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255
x_train, y_train, x_val, y_val = x[:50000], y[:50000], x[50000:], y[50000:]


def build_network(tasa, factor):
    reg = keras.regularizers.L2(factor)
    red = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(100, activation="relu", kernel_regularizer=reg),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer=reg),
        ]
    )
    red.compile(keras.optimizers.SGD(tasa), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return red


pequeña = build_network(0.25, 0.0)
h = pequeña.fit(x_train[100:120], y_train[100:120], batch_size=4, epochs=50, verbose=0)
plt.plot(h.history["accuracy"])
plt.show()


# %%
class StopOnExplosion(keras.callbacks.Callback):
    """Para si la pérdida se triplica o deja de ser un número."""

    def on_epoch_end(self, epoch, logs=None):
        actual = logs["loss"]
        if epoch == 0:
            self.inicial = actual
        explota = actual > 3 * self.inicial
        if explota or np.isnan(actual) or np.isinf(actual):
            print("parada en la época", epoch)
            self.model.stop_training = True


def sample_log_uniform(low_exponent, high_exponent, n):
    exponentes = np.random.uniform(low_exponent, high_exponent, size=n)
    return np.power(10.0, exponentes)


def extend_range(low_exponent, high_exponent, best):
    e = np.log10(best)
    margen = 0.1 * (high_exponent - low_exponent)
    if e - low_exponent < margen:
        return low_exponent - 1, high_exponent
    if high_exponent - e < margen:
        return low_exponent, high_exponent + 1
    return low_exponent, high_exponent


# %%
probados = []
def probar(tasas, factores, epocas):
    for t, f in zip(tasas, factores):
        red = build_network(t, f)
        paradas = [StopOnExplosion(), keras.callbacks.EarlyStopping("val_accuracy", patience=3)]
        h = red.fit(x_train, y_train, batch_size=64, epochs=epocas, validation_data=(x_val, y_val), callbacks=paradas, verbose=0)
        probados.append((max(h.history["val_accuracy"]), t, f))


probar(sample_log_uniform(-2, 0, 5), sample_log_uniform(-6, -2, 5), 2)
_, t, f = max(probados)
probar(sample_log_uniform(np.log10(t) - 0.4, np.log10(t) + 0.4, 3), np.full(3, f), 4)
_, t, f = max(probados)
final = build_network(t, f)
final.fit(x, y, batch_size=64, epochs=10, verbose=0)
print(final.evaluate(x_test, y_test, verbose=0))


# %%
def update_ratio(before, after):
    cambio = np.sqrt(np.sum((after - before) ** 2))
    return cambio / np.sqrt(np.sum(before**2))
