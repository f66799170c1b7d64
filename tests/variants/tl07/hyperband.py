# ruff: noqa
"""Honest, otherwise: Hyperband cuts the cost, standard Sequential with add(), scale before the augmentation, l2 besides
dropout, validation_split inside fit."""

# %%
import keras
import keras_tuner as kt
from keras import layers, regularizers

keras.utils.set_random_seed(23)
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x = x.reshape(-1, 28, 28, 1).astype("float32")
x_test = x_test.reshape(-1, 28, 28, 1).astype("float32")
y, y_test = keras.utils.to_categorical(y, 10), keras.utils.to_categorical(y_test, 10)


# %%
class MyHyperModel(kt.HyperModel):
    def build(self, hp):
        factor = hp.Float("factor", 0.01, 0.3, step=2, sampling="log")
        model = keras.Sequential([keras.Input((28, 28, 1)), layers.Rescaling(1 / 255)])
        model.add(layers.RandomRotation(factor, fill_mode="nearest"))
        model.add(layers.RandomTranslation(factor, factor, fill_mode="nearest"))
        model.add(layers.RandomZoom(factor, fill_mode="nearest"))
        for filters in (64, 128):
            model.add(layers.Conv2D(filters, (3, 3), activation="relu"))
            model.add(layers.MaxPooling2D((2, 2)))
        model.add(layers.Flatten())
        model.add(layers.Dense(800, activation="relu", kernel_regularizer=regularizers.L2(1e-5)))
        model.add(layers.Dropout(0.5))
        model.add(layers.Dense(10, activation="softmax"))
        model.compile(keras.optimizers.Adam(0.00015), loss="categorical_crossentropy", metrics=["accuracy"])
        return model

    def fit(self, hp, model, x, y, **kwargs):
        kwargs["callbacks"] += [
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_accuracy", factor=0.32, patience=5, min_delta=1e-4, min_lr=1e-5
            ),
            keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5),
        ]
        return model.fit(x, y, batch_size=256, validation_split=1 / 6, **kwargs)


# %%
tuner = kt.Hyperband(MyHyperModel(), "val_accuracy", max_epochs=30, factor=3, overwrite=True, project_name="hb")
tuner.search(x, y)

# %%
n = len(tuner.oracle.trials)
for hp, model in zip(tuner.get_best_hyperparameters(n), tuner.get_best_models(n)):
    print(hp["factor"], model.evaluate(x_test, y_test, verbose=0))

# %% [markdown]
# Recorto el coste con Hyperband, que abandona pronto los ensayos malos, y con 30 épocas como mucho. Los factores pequeños
# ganan; el mejor está en el límite inferior del rango, de modo que convendría ampliarlo por ese lado.
