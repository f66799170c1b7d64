# ruff: noqa
"""Honest: a bidirectional GRU, sequences cut to 80 words, labels as columns, sklearn's split, early stopping with a
baseline of patience, results by predict."""

# %%
import keras
import matplotlib.pyplot as plt
from keras import layers
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(8)
(x, y), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=8000)
x = keras.preprocessing.sequence.pad_sequences(x, maxlen=80)
x_test = keras.preprocessing.sequence.pad_sequences(x_test, maxlen=80)
x_train, x_val, y_train, y_val = train_test_split(x, y.reshape(-1, 1), test_size=5000, random_state=8)

model = keras.Sequential()
model.add(layers.Embedding(8000, 32))
model.add(layers.Bidirectional(layers.GRU(16)))
model.add(layers.Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])

# %%
stop = keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=0.001, patience=2, verbose=1, restore_best_weights=True)
log = model.fit(x_train, y_train, epochs=8, batch_size=64, validation_data=(x_val, y_val), callbacks=[stop])
keras.saving.save_model(model, "gru.keras")

# %%
_, (left, right) = plt.subplots(1, 2)
left.plot(log.epoch, log.history["loss"], log.epoch, log.history["val_loss"])
right.plot(log.epoch, log.history["accuracy"], log.epoch, log.history["val_accuracy"])
print(accuracy_score(y_test, model.predict(x_test).ravel() > 0.5))
