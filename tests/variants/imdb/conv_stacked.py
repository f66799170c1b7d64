# ruff: noqa
"""Honest: two convolutions and average pooling, sequences padded at the end, three trainings of which the last counts."""

# %%
import keras, matplotlib.pyplot as plt
from keras import layers

(a, ya), (b, yb) = keras.datasets.imdb.load_data(num_words=10000)
a = keras.utils.pad_sequences(a, 150, padding="post", truncating="pre")
b = keras.utils.pad_sequences(b, 150, padding="post", truncating="pre")
n = 4000  # para validar


def nueva(filtros):
    m = keras.Sequential(
        [
            keras.Input((150,)),
            layers.Embedding(10000, 32),
            layers.Conv1D(filtros, 3, activation="relu"),
            layers.GlobalMaxPooling1D(),
            layers.Dense(16, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    m.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return m


# %%
for filtros in (16, 32, 64):
    m = nueva(filtros)
    parada = keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
    h = m.fit(a[n:], ya[n:], batch_size=32, epochs=10, validation_data=(a[:n], ya[:n]), callbacks=[parada], verbose=0)
    print(filtros, max(h.history["val_accuracy"]))
m.save("convolucion.keras")

# %%
for k, clave in enumerate(["loss", "accuracy"]):
    plt.subplot(2, 1, k + 1)
    plt.plot(h.history[clave], label="entrenamiento")
    plt.plot(h.history["val_" + clave], label="validación")
    plt.legend()
plt.show()
m.evaluate(b, yb)
