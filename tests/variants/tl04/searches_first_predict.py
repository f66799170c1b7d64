# ruff: noqa
"""Honest, otherwise: both searches, then both final trainings, then one figure of four panels; measured with predict."""

# %%
import keras
import keras_tuner
import matplotlib.pyplot as plt
from keras import layers

keras.utils.set_random_seed(23)
(x_train_val, t_train_val), (x_test, t_test) = keras.datasets.fashion_mnist.load_data()
x_train_val, x_test = [z.reshape(-1, 784).astype("float16") / 255 for z in (x_train_val, x_test)]
y_train_val = keras.utils.to_categorical(t_train_val)
y_test = keras.utils.to_categorical(t_test)
xt, xv, yt, yv = x_train_val[:-10000], x_train_val[-10000:], y_train_val[:-10000], y_train_val[-10000:]


def build_mlp(rate):
    entrada = layers.Input(shape=(784,))
    salida = layers.Dense(10, activation="softmax")(layers.Dense(800, activation="relu")(entrada))
    modelo = keras.Model(entrada, salida)
    modelo.compile(optimizer=keras.optimizers.Adam(rate), loss="categorical_crossentropy", metrics=["accuracy"])
    return modelo


# %%
class PrimeraParte(keras_tuner.HyperModel):
    def build(self, hp):
        return build_mlp(hp.Float("lr", 0.00006, 0.00026))

    def fit(self, hp, model, *datos, **opciones):
        parada = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        opciones["callbacks"].append(parada)
        tam = hp.Int("batch_size", 128, 256, step=2, sampling="log")
        return model.fit(*datos, batch_size=tam, epochs=100, **opciones)


class SegundaParte(keras_tuner.HyperModel):
    def build(self, hp):
        return build_mlp(0.00015)

    def fit(self, hp, model, *datos, **opciones):
        espera = hp.Choice("patience", [2, 5, 10])
        opciones["callbacks"] += [
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_accuracy", factor=hp.Float("factor", 0.1, 0.5), patience=espera, min_lr=1e-5
            ),
            keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * espera, min_delta=1e-5),
        ]
        return model.fit(*datos, batch_size=256, epochs=100, **opciones)


buscadores = []
for clase, n in ((PrimeraParte, 3), (SegundaParte, 10)):
    t = keras_tuner.BayesianOptimization(
        clase(), objective="val_accuracy", max_trials=n, overwrite=True, project_name=clase.__name__
    )
    t.search(xt, yt, validation_data=(xv, yv))
    buscadores.append(t)

# %%
for t in buscadores:
    mejor = t.get_best_models()[0]
    print((mejor.predict(x_test, verbose=0).argmax(1) == t_test).mean())

# %%
finales = []
for parte in "AB":
    m = build_mlp(0.00015)
    finales.append(m.fit(x_train_val, y_train_val, batch_size=256, epochs=20, validation_data=(x_test, y_test)))
    print(parte, (m.predict(x_test, verbose=0).argmax(1) == t_test).mean())
    fig, ejes = plt.subplots(1, 2)
    for eje, clave in zip(ejes, ("loss", "accuracy")):
        eje.plot(finales[-1].history[clave], label="train")
        eje.plot(finales[-1].history["val_" + clave], label="test")
        eje.legend()
