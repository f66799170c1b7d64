# ruff: noqa
"""Honest: RandomizedSearchCV over distributions, on a sample; the best values train a new model on everything."""

# %%
import keras, numpy as np
from keras import layers
from scikeras.wrappers import KerasClassifier
from scipy.stats import loguniform, uniform
from sklearn.model_selection import RandomizedSearchCV

(train_data, train_y), (test_data, test_y) = keras.datasets.reuters.load_data(num_words=10000)


def vectorize_sequences(sequences, dimension=10000):
    return np.array([np.isin(np.arange(dimension), s) for s in sequences])


def one_hot_labels(labels, classes=46):
    return np.eye(classes)[labels]


x, x_test = vectorize_sequences(train_data).astype("float32"), vectorize_sequences(test_data).astype("float32")
y, y_test = one_hot_labels(train_y), one_hot_labels(test_y)


# %%
def red(neuronas=64, tasa=0.1, momento=0.9):
    bajada = keras.optimizers.schedules.ExponentialDecay(tasa, 141, 0.96, staircase=True)
    m = keras.Sequential([keras.Input((10000,)), layers.Dense(neuronas, "relu"), layers.Dense(46, "softmax")])
    m.compile(keras.optimizers.SGD(bajada, momentum=momento), "categorical_crossentropy", metrics=["accuracy"])
    return m


busqueda = RandomizedSearchCV(
    KerasClassifier(red, epochs=10, batch_size=64, verbose=0),
    {"model__neuronas": [32, 64, 128], "model__tasa": loguniform(0.03, 0.3), "model__momento": uniform(0.8, 0.15)},
    n_iter=6,
    cv=3,
    random_state=1,
)
busqueda.fit(x[:4000], y[:4000])
print(busqueda.best_params_, busqueda.best_score_)

# %%
mejores = {k.removeprefix("model__"): v for k, v in busqueda.best_params_.items()}
final = red(**mejores)
final.fit(x, y, epochs=10, batch_size=64, verbose=0)
final.save("final.keras")
print(final.evaluate(x_test, y_test, verbose=0))
