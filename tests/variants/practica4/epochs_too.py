# ruff: noqa
"""Honest: epochs and batch size in the grid beside two further parameters, kernel regularisation, the .h5 format."""

# %%
import keras
import numpy as np
from keras import layers, optimizers, regularizers
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV, StratifiedKFold

(train, t), (test, t_test) = keras.datasets.reuters.load_data(num_words=10000)


def vectorize_sequences(sequences, dimension=10000):
    m = np.zeros((len(sequences), dimension), dtype="float32")
    for k in range(len(sequences)):
        for palabra in sequences[k]:
            m[k][palabra] = 1.0
    return m


def one_hot_labels(labels, classes=46):
    m = np.zeros((len(labels), classes))
    m[range(len(labels)), labels] = 1.0
    return m


# %%
def construye(unidades=64, inicial=0.1, l2=1e-5):
    """El clasificador con tasa que decae y momento."""
    return_model = keras.Sequential(
        [
            layers.Input((10000,)),
            layers.Dense(unidades, activation="relu", kernel_regularizer=regularizers.L2(l2)),
            layers.Dense(46, activation="softmax"),
        ]
    )
    tasa = optimizers.schedules.ExponentialDecay(inicial, 140, 0.96)
    return_model.compile(
        optimizer=optimizers.SGD(tasa, momentum=0.9), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return return_model


x, x_test = vectorize_sequences(train), vectorize_sequences(test)
gs = GridSearchCV(
    KerasClassifier(construye, verbose=0),
    {"model__unidades": [64, 96], "model__inicial": [0.08, 0.2], "epochs": [10, 12], "batch_size": [64]},
    cv=StratifiedKFold(2, shuffle=True, random_state=0),
)
gs.fit(x, t)
print(gs.best_score_, gs.best_params_)
m = gs.best_estimator_.model_
m.save("practica4.h5")
print(m.evaluate(x_test, t_test))
