# ruff: noqa
"""Honest, otherwise: tf.data pipelines for everything, Hyperband, global names, two dropout layers."""

# %%
import keras_tuner as kt
import tensorflow as tf

L = tf.keras.layers
(a, b), (c, d) = tf.keras.datasets.fashion_mnist.load_data()


def ds(x, y, mezclar=False):
    datos = tf.data.Dataset.from_tensor_slices((x[..., None].astype("float32"), y))
    return (datos.shuffle(4000) if mezclar else datos).batch(256).prefetch(1)


entrenamiento, validacion, prueba = ds(a[:-10000], b[:-10000], True), ds(a[-10000:], b[-10000:]), ds(c, d)


class Modelo(kt.HyperModel):
    def build(self, hp):
        f = hp.Float("f", 0.01, 0.3, step=2, sampling="log")
        modelo = tf.keras.Sequential(
            [
                L.Input((28, 28, 1)),
                L.RandomZoom(f, fill_mode="nearest"),
                L.RandomRotation(f, fill_mode="nearest"),
                L.RandomTranslation(f, f, fill_mode="nearest"),
                L.Rescaling(1 / 255),
                L.Conv2D(64, 3, activation="relu"),
                L.MaxPooling2D(),
                L.Dropout(0.2),
                L.Conv2D(128, 3, activation="relu"),
                L.MaxPooling2D(),
                L.Flatten(),
                L.Dense(800, activation="relu"),
                L.Dropout(0.5),
                L.Dense(10, activation="softmax"),
            ]
        )
        modelo.compile(tf.keras.optimizers.Adam(0.00015), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return modelo

    def fit(self, hp, modelo, datos, **kw):
        kw["callbacks"] += [
            tf.keras.callbacks.ReduceLROnPlateau(monitor="val_accuracy", factor=0.32, patience=5, min_delta=1e-4, min_lr=1e-5),
            tf.keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5),
        ]
        return modelo.fit(datos, validation_data=validacion, **kw)


# %%
t = kt.Hyperband(Modelo(), objective="val_accuracy", max_epochs=20, overwrite=True, project_name="tfdata")
t.search(entrenamiento)
todos = len(t.oracle.trials)

# %%
for hp, m in zip(t.get_best_hyperparameters(todos), t.get_best_models(todos)):
    print(hp.get("f"), m.evaluate(prueba, verbose=0))

# %% [markdown]
# Hyperband ahorra casi todo el trabajo: los ensayos malos solo duran unas pocas épocas, y ninguno pasa de 20. Sale mejor
# el factor más pequeño, justo el extremo inferior del rango, así que lo siguiente sería ampliar el rango por debajo.
