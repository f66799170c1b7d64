# ruff: noqa
"""Honest: everything in one cell, a functional model, float64, a list comprehension, the old .h5 format, epochs and
batch size searched as well, predictions instead of evaluate."""

# %%
import tensorflow as tf
import numpy as np
from scikeras.wrappers import KerasClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV, KFold

(xs, ys), (xs_test, ys_test) = tf.keras.datasets.reuters.load_data(num_words=10000)


def vectorize_sequences(sequences, dimension=10000):
    out = np.zeros((len(sequences), dimension))
    for i, seq in enumerate(sequences):
        for j in seq:
            out[i, j] = 1.0
    return out


def one_hot_labels(labels, classes=46):
    out = np.zeros((len(labels), classes))
    out[np.arange(len(labels)), labels] = 1
    return out


x_train, y_train = vectorize_sequences(xs), one_hot_labels(ys)


def make(hidden=64, drop=0.2, activation="relu"):
    inputs = tf.keras.Input((10000,))
    h = tf.keras.layers.Dense(hidden, activation=activation)(inputs)
    h = tf.keras.layers.Dropout(drop)(h)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(46, activation="softmax")(h))
    rate = tf.keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=100, decay_rate=0.9)
    model.compile(tf.keras.optimizers.SGD(rate, 0.95, nesterov=True), "categorical_crossentropy", metrics=["accuracy"])
    return model


grid = GridSearchCV(
    KerasClassifier(make, verbose=0),
    {"epochs": [8, 12], "batch_size": [64], "model__hidden": [32, 64], "model__activation": ["relu", "tanh"]},
    cv=KFold(3, shuffle=True, random_state=0),
    n_jobs=2,
)
grid.fit(x_train, y_train)
best = grid.best_estimator_.model_
best.save("best.h5")
p = best.predict(vectorize_sequences(xs_test), verbose=0)
print(accuracy_score(ys_test, p.argmax(axis=1)))
