# ruff: noqa
"""Honest: a small dense network of two layers in Spanish, RMSprop, validation from the front, early stopping on the
accuracy, one figure of two rows."""

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

(criticas, notas), (criticas_test, notas_test) = keras.datasets.imdb.load_data(num_words=10000)


def a_vectores(lista, palabras=10000):
    m = np.zeros((len(lista), palabras), dtype="float32")
    for i, critica in enumerate(lista):
        m[i, critica] = 1.0
    return m


x, x_test = a_vectores(criticas), a_vectores(criticas_test)
y, y_test = np.asarray(notas).astype("float32"), np.asarray(notas_test).astype("float32")
x_val, y_val, x_ent, y_ent = x[:10000], y[:10000], x[10000:], y[10000:]

# %%
red = keras.Sequential(
    [
        keras.Input((10000,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
red.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
parada = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=3, restore_best_weights=True)
historia = red.fit(x_ent, y_ent, epochs=20, batch_size=64, validation_data=(x_val, y_val), callbacks=[parada])

# %%
d = historia.history
fig, ejes = plt.subplots(2, 1, figsize=(6, 8))
ejes[0].plot(d["loss"], "o-", label="entrenamiento")
ejes[0].plot(d["val_loss"], "s-", label="validación")
ejes[1].plot(d["accuracy"], "o-", label="entrenamiento")
ejes[1].plot(d["val_accuracy"], "s-", label="validación")
plt.show()
red.save("criticas.keras")
print("Test:", red.evaluate(x_test, y_test, verbose=0))
