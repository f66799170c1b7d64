# ruff: noqa
"""Honest: three networks compared on the validation set, sparse labels with two softmax units, bool vectors, the best one
retrained on everything for the epochs that early stopping found, then saved."""

# %%
import numpy as np, keras
from keras import layers
import matplotlib.pyplot as plt

(train_x, train_y), (test_x, test_y) = keras.datasets.imdb.load_data(num_words=5000)


def vectorizar(listas, dim=5000):
    salida = np.zeros((len(listas), dim), dtype="float32")
    for i, lista in enumerate(listas):
        salida[i, lista] = 1
    return salida


X, X_test = vectorizar(train_x), vectorizar(test_x)
orden = np.random.default_rng(0).permutation(len(X))
val, ent = orden[:4000], orden[4000:]


def red(*capas):
    m = keras.Sequential([keras.Input((5000,)), *capas, layers.Dense(2, activation="softmax")])
    m.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return m


candidatas = {
    "lineal": [],
    "una": [layers.Dense(16, "relu")],
    "dos": [layers.Dense(16, "relu"), layers.Dense(16, "relu")],
}
historias = {}
for nombre, capas in candidatas.items():
    parada = keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, mode="min")
    historias[nombre] = (
        red(*capas)
        .fit(
            X[ent],
            train_y[ent],
            validation_data=(X[val], train_y[val]),
            epochs=10,
            batch_size=100,
            callbacks=[parada],
            verbose=0,
        )
        .history
    )

# %%
elegida = max(historias, key=lambda n: max(historias[n]["val_accuracy"]))
epocas = int(np.argmin(historias[elegida]["val_loss"])) + 1
fig, (a, b) = plt.subplots(ncols=2)
for n, h in historias.items():
    a.plot(h["loss"], label=n)
    a.plot(h["val_loss"], "--")
    b.plot(h["accuracy"], label=n)
    b.plot(h["val_accuracy"], "--")

# %%
nuevas = {"lineal": [], "una": [layers.Dense(16, "relu")], "dos": [layers.Dense(16, "relu"), layers.Dense(16, "relu")]}
definitiva = red(*nuevas[elegida])
definitiva.fit(X, train_y, epochs=epocas, batch_size=100, verbose=0)
definitiva.save("definitiva.keras")
definitiva.evaluate(X_test, test_y)
