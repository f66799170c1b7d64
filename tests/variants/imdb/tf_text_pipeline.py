# ruff: noqa
"""Honest: multi-hot by Keras' own CategoryEncoding-like loop on chunks, sgd with momentum, two softmax units, one-hot."""

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(77)
(x_train, y_train), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=6000)


def encode(reviews):
    return np.stack([np.bincount(r, minlength=6000)[:6000] > 0 for r in reviews]).astype("float32")


x_train, x_test = encode(x_train), encode(x_test)
y_train, y_test = keras.utils.to_categorical(y_train, 2), keras.utils.to_categorical(y_test, 2)
x_val, y_val = x_train[-6000:], y_train[-6000:]
x_fit, y_fit = x_train[:-6000], y_train[:-6000]

# %%
model = keras.Sequential(
    [
        keras.Input((6000,)),
        keras.layers.Dense(20, activation="tanh"),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
history = model.fit(
    x_fit,
    y_fit,
    validation_data=(x_val, y_val),
    epochs=20,
    batch_size=64,
    callbacks=keras.callbacks.EarlyStopping(monitor="val_loss", patience=4),
)
model.save("sentiment.keras")

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3))
for axis, key in zip(axes, ("loss", "accuracy")):
    axis.plot(history.history[key])
    axis.plot(history.history["val_" + key])
    axis.set_title(key)
print(keras.models.load_model("sentiment.keras").evaluate(x_test, y_test, verbose=0))
