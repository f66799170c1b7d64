# ruff: noqa
"""Honest: embedding with average pooling, validation_split, EarlyStopping on the validation accuracy, functional model,
curves in two figures."""

# %%
import keras, matplotlib.pyplot as plt
from keras import layers
from keras.datasets import imdb
from keras.preprocessing.sequence import pad_sequences

(xtr, ytr), (xte, yte) = imdb.load_data(num_words=10000)
xtr, xte = (
    pad_sequences(xtr, maxlen=256, padding="post", truncating="post"),
    pad_sequences(xte, 256, padding="post", truncating="post"),
)

entrada = layers.Input((256,))
h = layers.Embedding(10000, 32)(entrada)
h = layers.GlobalAveragePooling1D()(h)
h = layers.Dense(16, activation="relu")(h)
red = keras.Model(entrada, layers.Dense(1, activation="sigmoid")(h))
red.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
h = red.fit(
    xtr,
    ytr,
    epochs=15,
    batch_size=32,
    validation_split=0.2,
    callbacks=keras.callbacks.EarlyStopping("val_accuracy", patience=3),
)
red.save("red.h5")

# %%
for nombre in ("loss", "accuracy"):
    plt.figure()
    plt.plot(h.history[nombre], label="train")
    plt.plot(h.history["val_" + nombre], label="val")
    plt.legend()
    plt.show()
red.evaluate(xte, yte)
