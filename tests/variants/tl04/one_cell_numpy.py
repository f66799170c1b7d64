# ruff: noqa
"""Honest, otherwise: everything in one cell, few lines, NumPy's one-hot, standardised pixels, a helper that does both
questions' endings."""

# %%
import keras, keras_tuner as kt, numpy as np, matplotlib.pyplot as plt

(X, Y), (Xt, Yt) = keras.datasets.fashion_mnist.load_data()
X, Xt = X.reshape(-1, 784).astype("float32"), Xt.reshape(-1, 784).astype("float32")
media, desv = X[:50000].mean(), X[:50000].std()
X, Xt = (X - media) / desv, (Xt - media) / desv
Y, Yt = np.eye(10)[Y], np.eye(10)[Yt]


def red(lr):
    m = keras.Sequential([keras.layers.Dense(800, "relu"), keras.layers.Dense(10, "softmax")])
    m.compile(keras.optimizers.Adam(lr), "categorical_crossentropy", metrics=["accuracy"])
    m.build((None, 784))
    return m


class HA(kt.HyperModel):
    build = lambda self, hp: red(hp.Float("lr", 5e-5, 5e-4))

    def fit(self, hp, m, *a, **k):
        k["callbacks"] += [keras.callbacks.EarlyStopping("val_accuracy", 1e-5, 10)]
        return m.fit(*a, batch_size=hp.Choice("bs", [64, 128, 256, 512]), epochs=100, **k)


class HB(kt.HyperModel):
    build = lambda self, hp: red(1.5e-4)

    def fit(self, hp, m, *a, **k):
        p = hp.Choice("p", [2, 5, 10])
        k["callbacks"] += [keras.callbacks.ReduceLROnPlateau("val_accuracy", hp.Float("f", 0.1, 0.5), p, min_lr=1e-5)]
        k["callbacks"] += [keras.callbacks.EarlyStopping("val_accuracy", 1e-5, 2 * p)]
        return m.fit(*a, batch_size=256, epochs=100, **k)


def acabar(t):
    print(t.get_best_models()[0].evaluate(Xt, Yt, verbose=0))
    m = red(1.5e-4)
    h = m.fit(X, Y, batch_size=256, epochs=20, validation_data=(Xt, Yt), verbose=0).history
    print(m.evaluate(Xt, Yt, verbose=0))
    _, e = plt.subplots(1, 2)
    for eje, c in zip(e, ("loss", "accuracy")):
        eje.plot(h[c]), eje.plot(h["val_" + c])


for H, n, nombre in ((HA, 3, "a"), (HB, 10, "b")):
    t = kt.BayesianOptimization(H(), "val_accuracy", max_trials=n, overwrite=True, project_name=nombre)
    t.search(X[:-10000], Y[:-10000], validation_data=(X[-10000:], Y[-10000:]))
    acabar(t)
