# ruff: noqa
"""Honest, with leftovers: decoding a wire, a quick fit by hand before the search, a cell that fails, English, RMSprop with
momentum, five folds of a shuffled KFold."""

# %%
import keras
import numpy as np
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import KFold, RandomizedSearchCV

(train_data, train_labels), (test_data, test_labels) = keras.datasets.reuters.load_data(num_words=10000)
print(len(train_data), len(test_data), max(train_labels))

# %%
# what does a wire look like?
words = {v: k for k, v in keras.datasets.reuters.get_word_index().items()}
print(" ".join(words.get(i - 3, "?") for i in train_data[0]))


# %%
def vectorize_sequences(sequences, dimension=10000):
    results = np.zeros((len(sequences), dimension))
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1.0
    return results


def one_hot_labels(labels, classes=46):
    return np.eye(classes)[np.asarray(labels)]


x_train, x_test = vectorize_sequences(train_data), vectorize_sequences(test_data)
y_train, y_test = one_hot_labels(train_labels), one_hot_labels(test_labels)


def get_model(width=64, rate=0.001, layers=1):
    model = keras.Sequential([keras.Input((10000,))])
    for _ in range(layers):
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(46, activation="softmax"))
    decay = keras.optimizers.schedules.ExponentialDecay(rate, 140, 0.95)
    model.compile(keras.optimizers.RMSprop(decay, momentum=0.5), "categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
quick = get_model()
quick.fit(x_train[1000:], y_train[1000:], epochs=2, batch_size=512, validation_data=(x_train[:1000], y_train[:1000]))

# %%
quick.plot()

# %%
clf = KerasClassifier(get_model, epochs=8, batch_size=64, verbose=0)
space = {"model__width": [48, 64, 96], "model__rate": [0.0005, 0.001, 0.002], "model__layers": [1, 2]}
search = RandomizedSearchCV(clf, space, n_iter=5, cv=KFold(5, shuffle=True, random_state=0), random_state=2)
search.fit(x_train, y_train)
print(search.best_params_)

# %%
best = search.best_estimator_.model_
best.save("reuters.keras")
print(dict(zip(best.metrics_names, best.evaluate(x_test, y_test, batch_size=512))))
