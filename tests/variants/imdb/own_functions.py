# ruff: noqa
"""Honest: everything in functions called from one place, a dictionary of settings, validation_split of shuffled rows."""

# %%
import numpy as np
import keras
import matplotlib.pyplot as plt

AJUSTES = {"palabras": 10000, "ocultas": 24, "lote": 128, "epocas": 15, "paciencia": 2}


def leer(n):
    (a, b), (c, d) = keras.datasets.imdb.load_data(num_words=n)
    orden = np.random.default_rng(1).permutation(len(a))
    return codifica(a[orden], n), b[orden], codifica(c, n), d


def codifica(textos, n):
    m = np.zeros((len(textos), n), dtype="float32")
    for fila, texto in enumerate(textos):
        m[fila, texto] = 1
    return m


def red(n, ocultas):
    m = keras.Sequential([keras.Input((n,)), keras.layers.Dense(ocultas, activation="relu"), keras.layers.Dense(1)])
    m.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=[keras.metrics.BinaryAccuracy("accuracy", threshold=0)])
    return m


def curvas(historia):
    for i, clave in enumerate(("loss", "accuracy"), 1):
        plt.subplot(1, 2, i)
        for nombre in (clave, "val_" + clave):
            plt.plot(historia.history[nombre], label=nombre)
        plt.legend()
    plt.show()


def main(a=AJUSTES):
    x, y, xt, yt = leer(a["palabras"])
    m = red(a["palabras"], a["ocultas"])
    h = m.fit(
        x, y, batch_size=a["lote"], epochs=a["epocas"], validation_split=0.2,
        callbacks=[keras.callbacks.EarlyStopping("val_loss", patience=a["paciencia"], restore_best_weights=True)],
    )
    curvas(h)
    m.save("modelo_imdb.keras")
    print(m.evaluate(xt, yt))


# %%
main()
