# ruff: noqa
"""Honest: the exercise by someone who puts everything that repeats into a function."""

# %% [markdown]
# # TL04 Fashion-MNIST

# %%
import keras
import keras_tuner as kt
import matplotlib.pyplot as plt

keras.utils.set_random_seed(23)
EPOCAS = 100

# %%
(x_todo, y_todo), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_todo = x_todo.reshape((-1, 28 * 28)) / 255
x_test = x_test.reshape((-1, 28 * 28)) / 255
y_todo = keras.utils.to_categorical(y_todo)
y_test = keras.utils.to_categorical(y_test)
x_train, y_train = x_todo[:-10000], y_todo[:-10000]
x_val, y_val = x_todo[-10000:], y_todo[-10000:]


# %%
def crear_modelo(lr=0.00015):
    modelo = keras.Sequential(
        [
            keras.layers.Input((784,)),
            keras.layers.Dense(800, "relu"),
            keras.layers.Dense(10, "softmax"),
        ]
    )
    modelo.compile(keras.optimizers.Adam(lr), keras.losses.CategoricalCrossentropy(), metrics=["accuracy"])
    return modelo


def buscar(hipermodelo, nombre, ensayos):
    tuner = kt.BayesianOptimization(
        hipermodelo, "val_accuracy", max_trials=ensayos, overwrite=True, directory="busquedas", project_name=nombre
    )
    tuner.search(x_train, y_train, (x_val, y_val))
    tuner.results_summary(ensayos)
    mejor = tuner.get_best_models(1)[0]
    print(nombre, "test:", mejor.evaluate(x_test, y_test))
    return tuner


def entrenar_final():
    modelo = crear_modelo()
    h = modelo.fit(x_todo, y_todo, epochs=20, batch_size=256, validation_data=(x_test, y_test))
    print("final:", modelo.evaluate(x_test, y_test))
    return h.history


def dibujar(h):
    plt.figure(figsize=(11, 4))
    for panel, clave in enumerate(("loss", "accuracy")):
        plt.subplot(1, 2, panel + 1)
        plt.plot(h[clave], label="entrenamiento")
        plt.plot(h["val_" + clave], label="test")
        plt.title(clave)
        plt.xlabel("época")
        plt.legend()
    plt.show()


# %% [markdown]
# ## a. Tasa de aprendizaje y lote


# %%
class ModeloA(kt.HyperModel):
    def build(self, hp):
        return crear_modelo(hp.Float("learning_rate", 0.00006, 0.00026))

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        lote = hp.Int("batch", 128, 256, step=2, sampling="log")
        parada = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        kwargs["callbacks"] += [parada]
        return model.fit(x, y, batch_size=lote, epochs=EPOCAS, validation_data=xy_val, **kwargs)


tuner_a = buscar(ModeloA(), "a", 3)

# %%
h_a = entrenar_final()
dibujar(h_a)


# %% [markdown]
# ## b. ReduceLROnPlateau


# %%
class ModeloB(kt.HyperModel):
    def build(self, hp):
        return crear_modelo()

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        p = hp.Choice("patience", [2, 5, 10])
        planificador = keras.callbacks.ReduceLROnPlateau(
            monitor="val_accuracy", factor=hp.Float("factor", 0.1, 0.5), patience=p, min_delta=1e-4, min_lr=1e-5
        )
        parada = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * p, min_delta=1e-5)
        kwargs["callbacks"] += [planificador, parada]
        return model.fit(x, y, batch_size=256, epochs=EPOCAS, validation_data=xy_val, **kwargs)


tuner_b = buscar(ModeloB(), "b", 10)

# %%
h_b = entrenar_final()
dibujar(h_b)
