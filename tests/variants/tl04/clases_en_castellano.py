# ruff: noqa
"""Honest, otherwise: Spanish names, one hypermodel class with a switch for both questions, log sampling, restored weights,
best values used in the final training, figures side by side at the end."""

# %%
import keras
import keras_tuner
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(7)

# cargamos los datos y los dejamos entre 0 y 1
(imagenes, etiquetas), (imagenes_test, etiquetas_test) = keras.datasets.fashion_mnist.load_data()
imagenes = imagenes.reshape((60000, 784)).astype("float32") / 255.0
imagenes_test = imagenes_test.reshape((10000, 784)).astype("float32") / 255.0
corte = 50000
x_ent, x_val = imagenes[:corte], imagenes[corte:]
y_ent, y_val = etiquetas[:corte], etiquetas[corte:]


# %%
def crear_red(tasa):
    red = keras.Sequential()
    red.add(keras.Input(shape=(784,)))
    red.add(keras.layers.Dense(800, activation="relu"))
    red.add(keras.layers.Dense(10, activation="softmax"))
    red.compile(
        optimizer=keras.optimizers.Adam(tasa), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return red


class Modelo(keras_tuner.HyperModel):
    def __init__(self, apartado):
        super().__init__()
        self.apartado = apartado

    def build(self, hp):
        if self.apartado == "a":
            return crear_red(hp.Float("tasa", 6e-5, 2.6e-4, sampling="log"))
        return crear_red(1.5e-4)

    def fit(self, hp, model, x, y, validation_data, callbacks=None, **resto):
        lista = list(callbacks or [])
        if self.apartado == "a":
            lote = hp.Choice("lote", [128, 160, 192, 224, 256])
            lista.append(keras.callbacks.EarlyStopping("val_accuracy", min_delta=1e-5, patience=10))
        else:
            lote = 256
            paciencia = hp.Choice("paciencia", [2, 5, 10])
            lista.append(
                keras.callbacks.ReduceLROnPlateau(
                    "val_accuracy", hp.Float("factor", 0.1, 0.5), paciencia, min_delta=1e-4, min_lr=1e-5
                )
            )
            lista.append(
                keras.callbacks.EarlyStopping(
                    "val_accuracy", min_delta=1e-5, patience=paciencia * 2, restore_best_weights=True
                )
            )
        return model.fit(x, y, batch_size=lote, epochs=100, validation_data=validation_data, callbacks=lista, **resto)


# %%
historias = {}
for apartado, ensayos in (("a", 3), ("b", 10)):
    buscador = keras_tuner.BayesianOptimization(
        Modelo(apartado), objective="val_accuracy", max_trials=ensayos, overwrite=True, project_name="tl04_" + apartado
    )
    buscador.search(x_ent, y_ent, validation_data=(x_val, y_val))
    mejor = buscador.get_best_models()[0]
    print(apartado, mejor.evaluate(imagenes_test, etiquetas_test, verbose=0))
    final = crear_red(0.00015)
    historias[apartado] = final.fit(
        imagenes, etiquetas, batch_size=256, epochs=20, validation_data=(imagenes_test, etiquetas_test), verbose=2
    )
    print(apartado, final.evaluate(imagenes_test, etiquetas_test, verbose=0))
    h = historias[apartado].history
    fig, (izq, der) = plt.subplots(1, 2, figsize=(10, 3))
    izq.plot(h["loss"], label="entrenamiento"); izq.plot(h["val_loss"], label="test"); izq.legend()
    der.plot(h["accuracy"], label="entrenamiento"); der.plot(h["val_accuracy"], label="test"); der.legend()
    plt.show()
