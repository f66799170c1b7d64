# ruff: noqa
"""Honest, otherwise: the factor by a choice, one factor as a tuple, an augmentation block that is a Sequential inside the
model, AdamW, restored weights, a validation cut from the front."""

# %%
import keras
import keras_tuner as kt
from keras import layers as L

(x, y), (xt, yt) = keras.datasets.fashion_mnist.load_data()
x, xt = (keras.ops.convert_to_numpy(keras.ops.expand_dims(v, -1)).astype("float32") for v in (x, xt))
xv, yv, xe, ye = x[:10000], y[:10000], x[10000:30000], y[10000:30000]


class HM(kt.HyperModel):
    def build(self, hp):
        f = hp.Choice("factor", [0.01, 0.03, 0.1, 0.3])
        aumento = keras.Sequential(
            [
                L.RandomRotation(f, fill_mode="nearest"),
                L.RandomTranslation((-f, f), (-f, f), fill_mode="nearest"),
                L.RandomZoom(f, fill_mode="nearest"),
            ]
        )
        red = keras.Sequential([keras.Input((28, 28, 1)), aumento, L.Rescaling(1 / 255)])
        for n in [64, 128]:
            red.add(L.Conv2D(n, 3))
            red.add(L.ReLU())
            red.add(L.MaxPooling2D())
        for capa in [L.Flatten(), L.Dense(800, activation="relu"), L.Dropout(0.5), L.Dense(10, activation="softmax")]:
            red.add(capa)
        red.compile(keras.optimizers.AdamW(0.00015), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return red

    def fit(self, hp, red, *a, **k):
        k["callbacks"] = k["callbacks"] + [
            keras.callbacks.ReduceLROnPlateau(monitor="val_accuracy", factor=0.35, patience=4, min_lr=1e-5),
            keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=8, restore_best_weights=True),
        ]
        return red.fit(*a, batch_size=256, epochs=25, **k)


t = kt.GridSearch(HM(), "val_accuracy", max_trials=4, overwrite=True)
t.search(xe, ye, validation_data=(xv, yv))
for modelo in t.get_best_models(4):
    print(modelo.evaluate(xt, yt, verbose=0))

# %% [markdown]
# Uso 20 000 imágenes, cuatro factores y 25 épocas: unas veinte veces menos que el ejemplo. Gana 0,01, el mínimo que he
# probado, o sea que está en el borde y habría que mirar valores menores, también 0.
