# ruff: noqa
"""Honest: a convolution, tf.data, one-hot labels with two softmax units, a checkpoint beside early stopping, the test
measured with predict."""

# %%
import numpy as np
import tensorflow as tf
from tensorflow import keras
import matplotlib.pyplot as plt

(x, y), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=10000)
x = keras.utils.pad_sequences(x, maxlen=200)
x_test = keras.utils.pad_sequences(x_test, maxlen=200)
y = keras.utils.to_categorical(y)
train = tf.data.Dataset.from_tensor_slices((x[5000:], y[5000:])).shuffle(2000).batch(32)
valid = tf.data.Dataset.from_tensor_slices((x[:5000], y[:5000])).batch(128)

model = keras.Sequential(
    [
        keras.layers.Embedding(10000, 32),
        keras.layers.Conv1D(32, 5, activation="relu"),
        keras.layers.GlobalMaxPooling1D(),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile("adam", "categorical_crossentropy", metrics=["acc"])
parada = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
h = model.fit(
    train,
    validation_data=valid,
    epochs=12,
    callbacks=[parada, keras.callbacks.ModelCheckpoint("mejor.keras", save_best_only=True)],
)

# %%
f, ejes = plt.subplots(2, 1)
for eje, m in zip(ejes, ("loss", "acc")):
    eje.plot(h.history[m], "b", h.history["val_" + m], "r")
keras.models.save_model(model, "definitivo.keras")
print((model.predict(x_test).argmax(1) == y_test).mean())
