# ruff: noqa
"""Honest: a recurrent network in a function, train_test_split with stratification, logits with their own loss, an
EarlyStopping subclass, the saved model loaded again in another cell."""

# %%
import keras, numpy as np
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
MAX = 100
(textos, notas), (textos_test, notas_test) = keras.datasets.imdb.load_data(num_words=10000)
textos, textos_test = (keras.utils.pad_sequences(t, maxlen=MAX) for t in (textos, textos_test))
x_train, x_val, y_train, y_val = train_test_split(textos, notas, test_size=0.2, random_state=1, stratify=notas)


class Parada(keras.callbacks.EarlyStopping):
    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        print("empieza")


def crear():
    m = keras.Sequential(
        [keras.layers.Embedding(10000, 32, mask_zero=True), keras.layers.LSTM(32), keras.layers.Dense(1)]
    )
    m.compile(
        keras.optimizers.RMSprop(),
        keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)],
    )
    return m


# %%
modelo = crear()
hist = modelo.fit(
    x_train,
    y_train,
    batch_size=64,
    epochs=8,
    validation_data=(x_val, y_val),
    callbacks=[Parada(monitor="val_loss", patience=2)],
)
modelo.save("modelo.keras")
plt.subplot(121)
plt.plot(hist.history["loss"])
plt.plot(hist.history["val_loss"])
plt.subplot(122)
plt.plot(hist.history["binary_accuracy"])
plt.plot(hist.history["val_binary_accuracy"])
# %%
keras.models.load_model("modelo.keras").evaluate(textos_test, notas_test)
