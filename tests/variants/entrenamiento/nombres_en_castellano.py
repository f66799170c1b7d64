# ruff: noqa
"""Honest, otherwise: names in Spanish where the exercise allows them, float32 throughout, a validation_split, momentum in
the search, a larger first stage."""

# %%
import keras
import numpy as np
from scipy import special

rng = np.random.default_rng(4)
def sigmoide(x):
    # la tangente hiperbólica no se desborda
    return 0.5 * (1 + np.tanh(0.5 * x))


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
def estandariza(x_train, x_test):
    center = x_train.mean(0, keepdims=True)
    spread = x_train.std(0, ddof=1, keepdims=True)
    spread[spread == 0] = 1.0
    return [(part - center) / spread for part in (x_train, x_test)]


ESCALAS = {
    "normal_0.01": lambda i, o: 0.01,
    "normal_1": lambda i, o: 1.0,
    "normal_fans": lambda i, o: (4 / (i + o)) ** 0.5,
    "he_normal": lambda i, o: (2 / i) ** 0.5,
}


def pesos_iniciales(scheme, fan_in, fan_out):
    if scheme in ESCALAS:
        return ESCALAS[scheme](fan_in, fan_out) * rng.standard_normal((fan_in, fan_out))
    return rng.uniform(-1, 1, (fan_in, fan_out)) * (6 / (fan_in + fan_out)) ** 0.5


def desviaciones_capas(scheme, activation, x):
    step = getattr(np, "tanh") if activation == "tanh" else relu

    def deviations(h, left):
        if not left:
            return []
        h = step(h @ pesos_iniciales(scheme, 500, 500))
        return [h.std(), *deviations(h, left - 1)]

    return deviations(x, 10)


# %%
def batch_norm_train(x, gamma, beta, running_mean, running_var, momentum=0.9, eps=1e-5):
    mean, var = x.mean(0), x.var(0)
    move = lambda old, new: old - (1 - momentum) * (old - new)
    return batch_norm_test(x, gamma, beta, mean, var, eps), move(running_mean, mean), move(running_var, var)


def batch_norm_test(x, gamma, beta, running_mean, running_var, eps=1e-5):
    return beta + gamma * (x - running_mean) / (running_var + eps) ** 0.5


def primera_perdida(classes):
    return -np.log(1.0 / classes)


def entropia_cruzada(logits, labels):
    return -special.log_softmax(logits, axis=1)[np.arange(len(labels)), labels].mean()


def perdida_con_l2(logits, labels, weights, factor):
    return entropia_cruzada(logits, labels) + factor * np.vdot(weights, weights)


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
(imagenes, etiquetas), (imagenes_test, etiquetas_test) = keras.datasets.fashion_mnist.load_data()
imagenes = np.float32(imagenes.reshape(60000, 784)) / np.float32(255)
imagenes_test = np.float32(imagenes_test.reshape(10000, 784)) / np.float32(255)


def red(tasa, factor, inercia=0.0):
    entrada = keras.Input((784,))
    z = keras.layers.Dense(100, activation="relu", kernel_regularizer=keras.regularizers.l2(factor))(entrada)
    z = keras.layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.l2(factor))(z)
    modelo = keras.Model(entrada, z)
    modelo.compile(keras.optimizers.SGD(tasa, momentum=inercia), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return modelo


veinte = red(0.1, 0.0, 0.9)
veinte.fit(imagenes[:20], etiquetas[:20], batch_size=10, epochs=40, verbose=0)
print(veinte.evaluate(imagenes[:20], etiquetas[:20], verbose=0))


def ensayo(tasa, factor, epocas):
    h = red(tasa, factor).fit(
        imagenes, etiquetas, batch_size=64, epochs=epocas, validation_split=1 / 6, callbacks=[StopOnExplosion()], verbose=0
    )
    return h.history["val_accuracy"][-1], tasa, factor


ensayos = [ensayo(float(t), float(f), 2) for t, f in zip(sample_log_uniform(-2, 0, 8), sample_log_uniform(-6, -2, 8))]
_, t, f = max(ensayos)
ensayos += [ensayo(float(c), f, 3) for c in sample_log_uniform(np.log10(t) - 0.3, np.log10(t) + 0.3, 3)]
_, t, f = max(ensayos)
definitiva = red(t, f)
definitiva.fit(imagenes, etiquetas, batch_size=64, epochs=10, verbose=0)
print(definitiva.evaluate(imagenes_test, etiquetas_test, verbose=0))
