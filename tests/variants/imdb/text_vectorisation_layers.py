# ruff: noqa
"""Honest: embedding of padded sequences, global maximum, dropout, a functional model, a checkpoint that saves the best, the
checkpoint loaded and measured, English."""

# %%
from tensorflow import keras
from tensorflow.keras import layers
import matplotlib.pyplot as plt

VOCABULARY, LENGTH = 10000, 200
(x_all, y_all), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=VOCABULARY)
x_all = keras.utils.pad_sequences(x_all, maxlen=LENGTH)
x_test = keras.utils.pad_sequences(x_test, maxlen=LENGTH)
split = int(0.8 * len(x_all))

# %%
inputs = keras.Input(shape=(LENGTH,), dtype="int32")
z = layers.Embedding(VOCABULARY, 64)(inputs)
z = layers.GlobalAveragePooling1D()(z)
z = layers.Dropout(0.3)(z)
z = layers.Dense(32, activation="relu")(z)
outputs = layers.Dense(1, activation="sigmoid")(z)
model = keras.Model(inputs, outputs, name="reviews")
model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
model.summary()

# %%
history = model.fit(
    x_all[:split],
    y_all[:split],
    batch_size=32,
    epochs=15,
    validation_data=(x_all[split:], y_all[split:]),
    callbacks=[
        keras.callbacks.EarlyStopping(monitor="val_loss", patience=3),
        keras.callbacks.ModelCheckpoint("reviews.keras", monitor="val_loss", save_best_only=True),
    ],
    verbose=2,
)

# %%
for name in ("loss", "accuracy"):
    plt.figure(figsize=(5, 3))
    plt.plot(history.history[name], label="training")
    plt.plot(history.history[f"val_{name}"], label="validation")
    plt.title(name)
    plt.legend()
    plt.show()

# %%
best = keras.models.load_model("reviews.keras")
print("test accuracy: %.4f" % best.evaluate(x_test, y_test, verbose=0)[1])
