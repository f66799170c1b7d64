# ruff: noqa
"""Honest: a builder object, a dict comprehension for the grid, staircase, the score of the estimator beside evaluate."""

# %%
import keras, numpy as np
from keras.layers import Dense, Input
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV

keras.utils.set_random_seed(3)
datos = keras.datasets.reuters.load_data(num_words=10000)
(s_ent, y_ent), (s_test, y_test) = datos


def vectorize_sequences(sequences, dimension=10000):
    filas = [np.bincount(s, minlength=dimension)[:dimension] > 0 for s in sequences]
    return np.array(filas, dtype="float32")


def one_hot_labels(labels, classes=46):
    return keras.utils.to_categorical(labels, num_classes=classes)


X, Xt = vectorize_sequences(s_ent), vectorize_sequences(s_test)
Y, Yt = one_hot_labels(y_ent), one_hot_labels(y_test)


# %%
def red(oculta=64, activacion="relu", momento=0.9):
    m = keras.Sequential([Input((10000,)), Dense(oculta, activation=activacion), Dense(46, activation="softmax")])
    tasa = keras.optimizers.schedules.ExponentialDecay(
        initial_learning_rate=0.15, decay_steps=281, decay_rate=0.9, staircase=True
    )
    m.compile(
        loss=keras.losses.CategoricalCrossentropy(),
        optimizer=keras.optimizers.SGD(learning_rate=tasa, momentum=momento, nesterov=True),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    return m


valores = dict(oculta=[32, 64, 128], momento=[0.8, 0.9])
rejilla = GridSearchCV(
    estimator=KerasClassifier(model=red, epochs=12, batch_size=64, verbose=0),
    param_grid={"model__" + k: v for k, v in valores.items()},
    cv=2,
    verbose=1,
)
rejilla.fit(X, Y)
for p, m in zip(rejilla.cv_results_["params"], rejilla.cv_results_["mean_test_score"]):
    print(p, round(m, 4))

# %%
final = rejilla.best_estimator_
final.model_.save("mi_modelo.keras")
print(final.score(Xt, Yt))
print(keras.models.load_model("mi_modelo.keras").evaluate(Xt, Yt, verbose=0))
