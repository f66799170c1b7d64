# ruff: noqa
"""Honest, otherwise: constants at the top, a class with its patience as an attribute, log sampling, a table of results."""

# %%
import keras
import keras_tuner
import numpy as np
import pandas as pd

TASA, LOTE, EPOCAS, PACIENCIA = 0.00015, 256, 100, 5
keras.utils.set_random_seed(1234)

# %%
# Datos: los 10 000 últimos de entrenamiento son para validar
(x, y), (x_prueba, y_prueba) = keras.datasets.fashion_mnist.load_data()
x = np.array(x, dtype="float32").reshape(-1, 784) / 255
x_prueba = np.array(x_prueba, dtype="float32").reshape(-1, 784) / 255
y = keras.utils.to_categorical(y)
y_prueba = keras.utils.to_categorical(y_prueba)
x_entrena, x_valida = np.split(x, [50000])
y_entrena, y_valida = np.split(y, [50000])


# %%
class Inicializacion(keras_tuner.HyperModel):
    paciencia = PACIENCIA

    def build(self, hp):
        desviacion = hp.Float("desviacion", 0.01, 0.1, sampling="log")
        inicial = keras.initializers.RandomNormal(mean=0.0, stddev=desviacion)
        modelo = keras.models.Sequential()
        modelo.add(keras.layers.InputLayer(shape=(784,)))
        modelo.add(keras.layers.Dense(units=800, activation="relu", kernel_initializer=inicial))
        modelo.add(keras.layers.Dense(units=10, activation="softmax"))
        modelo.compile(optimizer=keras.optimizers.Adam(TASA), loss="categorical_crossentropy", metrics=["accuracy"])
        return modelo

    def fit(self, hp, modelo, *args, **kwargs):
        kwargs["callbacks"].append(
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_accuracy", factor=0.32, patience=self.paciencia, min_delta=0.0001, min_lr=0.00001
            )
        )
        kwargs["callbacks"].append(
            keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * self.paciencia, min_delta=0.00001)
        )
        return modelo.fit(*args, batch_size=LOTE, epochs=EPOCAS, verbose=0, **{k: v for k, v in kwargs.items() if k != "verbose"})


# %%
afinador = keras_tuner.BayesianOptimization(
    Inicializacion(), objective="val_accuracy", max_trials=10, overwrite=True, project_name="inicializacion"
)
afinador.search(x_entrena, y_entrena, validation_data=(x_valida, y_valida))
tabla = pd.DataFrame(
    [{**t.hyperparameters.values, "val": t.score} for t in afinador.oracle.trials.values()]
).sort_values("val", ascending=False)
print(tabla)
mejor = afinador.get_best_models(num_models=1)[0]
print(mejor.evaluate(x_prueba, y_prueba, return_dict=True))

# %% [markdown]
# **Conclusión.** La mejor desviación típica sale intermedia, entre la de Glorot y la de He. El resultado en test es
# parecido al de la práctica TL04: no se aprecia una mejora que no pueda deberse al azar de una sola ejecución.
