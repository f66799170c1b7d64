# ruff: noqa
# %% [raw]
r"""
# ASSIGNMENT CONFIG
name: mini
run_tests: false
init_cell: false
export_cell: false
tests:
  ok_format: false
generate:
  pdf: false
  show_stdout: true
"""

# %% [markdown]
r"""
# Mini. Una tasa de aprendizaje

Busca una buena tasa para una red de una capa con MNIST.
"""

# %% [en]
r"""
# Mini. A learning rate

Find a good rate for a network of one layer on MNIST.
"""

# %%
import keras
import keras_tuner

# %% [raw]
r"""
# BEGIN QUESTION
name: a
check_cell: false
points: 10
"""

# %% [markdown]
r"""
### Pregunta a. La tasa (10 puntos)

Con las primeras 50 000 imágenes para entrenar y las demás para validar, busca la tasa entre `1e-4` y `1e-2` en 5 ensayos. Mide el mejor modelo con el test.
"""

# %% [en]
r"""
### Question a. The rate (10 points)

With the first 50,000 images to train and the others to validate, search for the rate between `1e-4` and `1e-2` in 5 trials. Measure the best model on the test set.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# TODO a: carga MNIST y divide entre 255
# BEGIN SOLUTION
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0
# END SOLUTION


# %%
class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        # TODO a: devuelve el modelo compilado
        # BEGIN SOLUTION
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
        rate = hp.Float("lr", 1e-4, 1e-2, sampling="log")
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model
        # END SOLUTION


# %%
# TODO a: busca y mide
# BEGIN SOLUTION
tuner = keras_tuner.RandomSearch(MyHyperModel(), objective="val_accuracy", max_trials=5, overwrite=True)
tuner.search(x[:-10000], y[:-10000], validation_data=(x[-10000:], y[-10000:]), epochs=3)
print(tuner.get_best_models()[0].evaluate(x_test, y_test))
# END SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [translations]
r"""
TODO a: carga MNIST y divide entre 255 => TODO a: load MNIST and divide by 255
TODO a: devuelve el modelo compilado => TODO a: return the compiled model
TODO a: busca y mide => TODO a: search and measure
"""
