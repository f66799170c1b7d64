# ruff: noqa
"""Honest, and as unlike the master as the statement allows: functional API, sparse labels, random search."""

# %% [markdown]
# # TL04 · Ana García
# Solo el ejercicio con Fashion-MNIST. Dejo las etiquetas como enteros y uso `sparse_categorical_crossentropy`.

# %%
import numpy as np
import keras_tuner as kt
import matplotlib.pyplot as plt
from tensorflow import keras

SEMILLA = 23
keras.utils.set_random_seed(SEMILLA)


# %%
def preparar(imagenes):
    return imagenes.reshape(len(imagenes), -1).astype(np.float32) / 255.0


(imagenes, etiquetas), (imagenes_test, etiquetas_test) = keras.datasets.fashion_mnist.load_data()
todo, test = preparar(imagenes), preparar(imagenes_test)

corte = len(todo) - 10_000
x_ent, x_val = todo[:corte], todo[corte:]
y_ent, y_val = etiquetas[:corte], etiquetas[corte:]


# %%
def red(tasa):
    entrada = keras.layers.Input(shape=(784,))
    oculta = keras.layers.Dense(800, activation=keras.activations.relu)(entrada)
    salida = keras.layers.Dense(10, activation=keras.activations.softmax)(oculta)
    modelo = keras.Model(entrada, salida)
    modelo.compile(keras.optimizers.Adam(tasa), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return modelo


# %% [markdown]
# ## a) Tasa de aprendizaje y tamaño de lote
# La parada temprana se la paso a `search`, que la hace llegar a cada entrenamiento.


# %%
class TasaYLote(kt.HyperModel):
    def build(self, hp):
        return red(hp.Float("tasa", 6e-5, 2.6e-4, sampling="log"))

    def fit(self, hp, modelo, *args, **kwargs):
        x, y, validacion = args
        return modelo.fit(
            x, y, epochs=100, batch_size=hp.Choice("lote", [128, 256]), validation_data=validacion, **kwargs
        )


parada = keras.callbacks.EarlyStopping("val_accuracy", min_delta=0.00001, patience=10)
buscador_a = kt.RandomSearch(
    TasaYLote(),
    objective=kt.Objective("val_accuracy", "max"),
    max_trials=3,
    seed=SEMILLA,
    overwrite=True,
    directory="ana",
    project_name="tasa",
)
buscador_a.search(x_ent, y_ent, (x_val, y_val), callbacks=[parada])
buscador_a.results_summary()

# %%
ganador = buscador_a.get_best_models()[0]
perdida, acierto = ganador.evaluate(test, etiquetas_test, verbose=0)
print("Mejor modelo en test:", perdida, acierto)


# %%
def reentrenar():
    modelo = red(1.5e-4)
    historia = modelo.fit(todo, etiquetas, 256, 20, validation_data=(test, etiquetas_test), verbose=2)
    print("Reentrenado, en test:", modelo.evaluate(test, etiquetas_test, verbose=0))
    return historia.history


def figura(h):
    fig = plt.figure(figsize=(10, 4))
    for i, medida in enumerate(["loss", "accuracy"], start=1):
        panel = fig.add_subplot(1, 2, i)
        panel.plot(h[medida], "o-", h["val_" + medida], "s--")
        panel.legend(["entrenamiento", "test"])
        panel.set(xlabel="época", title=medida)
    plt.show()


figura(reentrenar())


# %% [markdown]
# ## b) Reducir la tasa cuando se estanca


# %%
class Meseta(kt.HyperModel):
    def build(self, hp):
        return red(1.5e-4)

    def fit(self, hp, modelo, x, y, validacion, callbacks, **kwargs):
        paciencia = hp.Choice("paciencia", values=[2, 5, 10])
        vigilar = {"monitor": "val_accuracy"}
        planificador = keras.callbacks.ReduceLROnPlateau(
            factor=hp.Float("factor", 0.1, 0.5), patience=paciencia, min_delta=1e-4, min_lr=1e-5, **vigilar
        )
        parada = keras.callbacks.EarlyStopping(patience=paciencia * 2, min_delta=1e-5, **vigilar)
        return modelo.fit(
            x, y, 256, 100, validation_data=validacion, callbacks=[*callbacks, planificador, parada], **kwargs
        )


buscador_b = kt.RandomSearch(
    Meseta(),
    objective="val_accuracy",
    max_trials=10,
    seed=SEMILLA,
    overwrite=True,
    directory="ana",
    project_name="meseta",
)
buscador_b.search(x_ent, y_ent, (x_val, y_val))
buscador_b.results_summary()

# %%
ganador = buscador_b.get_best_models()[0]
perdida, acierto = ganador.evaluate(test, etiquetas_test, verbose=0)
print("Mejor modelo en test:", perdida, acierto)

# %%
figura(reentrenar())
