# ruff: noqa
"""Honest, with leftovers: a decoded review, a cell that fails, a first network without early stopping, then the real one;
regularised; TF-IDF is tried and given up."""

# %%
import keras
import numpy as np
import matplotlib.pyplot as plt
from keras import layers, regularizers

(xs, ys), (xs_test, ys_test) = keras.datasets.imdb.load_data(num_words=10000)
longitudes = [len(s) for s in xs]
print(np.mean(longitudes), np.max(longitudes))
plt.hist(longitudes, bins=40)

# %%
tfidf = xs.tfidf()

# %%
def multi_hot(seqs):
    r = np.zeros((len(seqs), 10000), dtype=np.float32)
    for i, s in enumerate(seqs):
        r[i, np.unique(s)] = 1
    return r


X, XT = multi_hot(xs), multi_hot(xs_test)
xtr, xva, ytr, yva = X[:20000], X[20000:], ys[:20000], ys[20000:]

# %%
primera = keras.Sequential([keras.Input((10000,)), layers.Dense(8, activation="relu"), layers.Dense(1, activation="sigmoid")])
primera.compile("adam", "binary_crossentropy", metrics=["accuracy"])
primera.fit(xtr, ytr, epochs=3, batch_size=128, validation_data=(xva, yva), verbose=0)

# %%
modelo = keras.Sequential(
    [
        keras.Input((10000,)),
        layers.Dense(32, activation="relu", kernel_regularizer=regularizers.l2(1e-4)),
        layers.Dropout(0.4),
        layers.Dense(1, activation="sigmoid"),
    ]
)
modelo.compile("adam", "binary_crossentropy", metrics=["accuracy"])
h = modelo.fit(
    xtr, ytr, epochs=20, batch_size=100, validation_data=(xva, yva),
    callbacks=[keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)],
).history
modelo.save("imdb_final.keras")

# %%
plt.figure(figsize=(10, 4))
plt.subplot(1, 2, 1); plt.plot(h["loss"]); plt.plot(h["val_loss"]); plt.legend(["train", "val"])
plt.subplot(1, 2, 2); plt.plot(h["accuracy"]); plt.plot(h["val_accuracy"]); plt.legend(["train", "val"])
plt.show()
perdida, acierto = modelo.evaluate(XT, ys_test)
print(f"{acierto:.2%}")
