# ruff: noqa
"""Honest, otherwise: a grid in steps of 0.01, Nadam, one-hot labels, hypermodel made by inheritance from a base class."""

# %%
from keras import Input, Sequential, callbacks, datasets, initializers, layers, optimizers, utils
from keras_tuner import GridSearch, HyperModel

utils.set_random_seed(99)
(x, y), (x_t, y_t) = datasets.fashion_mnist.load_data()
prep = lambda a: a.reshape(len(a), 784).astype("float32") / 255
x, x_t, y, y_t = prep(x), prep(x_t), utils.to_categorical(y), utils.to_categorical(y_t)


class Base(HyperModel):
    extra = ()

    def fit(self, hp, model, *args, callbacks=(), **kwargs):
        return model.fit(*args, callbacks=[*callbacks, *self.extra], batch_size=256, epochs=100, **kwargs)


class Hidden(Base):
    extra = (
        callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5),
        callbacks.ReduceLROnPlateau(monitor="val_accuracy", factor=0.32, patience=5, min_delta=1e-4, min_lr=1e-5),
    )

    def build(self, hp):
        start = initializers.RandomNormal(stddev=hp.Float("stddev", 0.01, 0.1, step=0.01))
        model = Sequential([Input((784,)), layers.Dense(800, "relu", kernel_initializer=start), layers.Dense(10, "softmax")])
        model.compile(optimizers.Nadam(0.00015), "categorical_crossentropy", metrics=["accuracy"])
        return model


search = GridSearch(Hidden(), "val_accuracy", max_trials=10, overwrite=True, project_name="rejilla10")
search.search(x[:50000], y[:50000], validation_data=(x[50000:], y[50000:]))

# %%
best = search.get_best_models(1)[0]
_, acierto = best.evaluate(x_t, y_t)

# %% [markdown]
# He probado los diez valores de 0,01 en 0,01. Salvo el primero, todos quedan muy juntos. El mejor no mejora lo que daba
# ReduceLROnPlateau en TL04 con los pesos por defecto: es prácticamente el mismo resultado.
