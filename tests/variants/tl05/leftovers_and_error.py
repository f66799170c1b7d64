# ruff: noqa
"""Honest, with leftovers: histograms of initial weights, a comparison of Keras' own initialisers, a cell that fails, the
validation rows first."""

# %%
import keras, keras_tuner
import matplotlib.pyplot as plt
from keras import layers

(x_all, y_all), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_all = x_all.reshape(60000, 784) / 255.
x_test = x_test.reshape(10000, 784) / 255.
x_val, x_train = x_all[:10000], x_all[10000:]
y_val, y_train = y_all[:10000], y_all[10000:]

# %%
# qué pinta tienen los inicializadores
for ini in (keras.initializers.GlorotUniform(), keras.initializers.HeNormal(), keras.initializers.RandomNormal(stddev=0.05)):
    plt.hist(keras.ops.convert_to_numpy(ini((784, 800))).ravel(), bins=50, alpha=0.5)
plt.show()

# %%
prueba = keras.Sequential([layers.Dense(10)])
prueba.summary().head()  # no va


# %%
class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        init = keras.initializers.RandomNormal(stddev=hp.Float("stddev", 0.005, 0.2, sampling="log"))
        model = keras.Sequential([keras.Input((784,)), layers.Dense(800, "relu", kernel_initializer=init), layers.Dense(10, "softmax")])
        model.compile(keras.optimizers.Adam(0.00015), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        reduce = keras.callbacks.ReduceLROnPlateau(monitor="val_accuracy", factor=0.32, patience=5, min_delta=1e-4, min_lr=1e-5)
        stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        kwargs["callbacks"] += [reduce, stop]
        return model.fit(x, y, batch_size=256, epochs=100, validation_data=xy_val, **kwargs)


tuner = keras_tuner.BayesianOptimization(MyHyperModel(), objective="val_accuracy", max_trials=15, overwrite=True)
tuner.search(x_train, y_train, (x_val, y_val))

# %%
scores = [model.evaluate(x_test, y_test, verbose=0)[1] for model in tuner.get_best_models(3)]
print(scores)

# %% [markdown]
# Los valores muy grandes van claramente peor al principio y luego casi se recuperan. La mejor desviación está en medio.
# El test es similar al de TL04, donde se usaba la inicialización por defecto; por tanto, no compensa ajustarla.
