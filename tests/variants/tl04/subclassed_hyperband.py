# ruff: noqa
"""Honest, otherwise: TensorFlow's Keras, a subclassed model with a Flatten inside, Hyperband for a, a function for data."""

# %%
import keras_tuner as kt
import matplotlib.pyplot as plt
import tensorflow as tf

K = tf.keras


def datos():
    (x, y), (xt, yt) = K.datasets.fashion_mnist.load_data()
    x, xt = tf.cast(x, tf.float32).numpy() / 255.0, tf.cast(xt, tf.float32).numpy() / 255.0
    return x, y, xt, yt


x, y, xt, yt = datos()
xtr, ytr, xv, yv = x[:50_000], y[:50_000], x[50_000:], y[50_000:]


class Red(K.Model):
    def __init__(self):
        super().__init__()
        self.capas = [K.layers.Flatten(), K.layers.Dense(800, "relu"), K.layers.Dense(10, "softmax")]

    def call(self, z):
        for capa in self.capas:
            z = capa(z)
        return z


def compilada(tasa):
    red = Red()
    red.compile(K.optimizers.Adam(tasa), K.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    red(tf.zeros((1, 28, 28)))  # ya tiene pesos, y se podrán recuperar
    return red


# %%
class A(kt.HyperModel):
    def build(self, hp):
        return compilada(hp.Float("tasa", 0.00006, 0.00026))

    def fit(self, hp, red, x, y, **kw):
        kw["callbacks"].append(K.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=0.00001))
        return red.fit(x, y, batch_size=hp.Int("lote", 128, 256, step=64), **kw)


a = kt.Hyperband(A(), "val_accuracy", max_epochs=60, overwrite=True, project_name="a")
a.search(xtr, ytr, validation_data=(xv, yv))
print(a.get_best_models()[0].evaluate(xt, yt))
final_a = compilada(0.00015)
ha = final_a.fit(x, y, batch_size=256, epochs=20, validation_data=(xt, yt))
print(final_a.evaluate(xt, yt))
fig, ejes = plt.subplots(1, 2)
ejes[0].plot(ha.history["loss"]); ejes[0].plot(ha.history["val_loss"])
ejes[1].plot(ha.history["accuracy"]); ejes[1].plot(ha.history["val_accuracy"])


# %%
class B(kt.HyperModel):
    def build(self, hp):
        return compilada(0.00015)

    def fit(self, hp, red, x, y, **kw):
        p = hp.Choice("p", [2, 5, 10])
        kw["callbacks"].extend(
            [
                K.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * p, min_delta=0.00001),
                K.callbacks.ReduceLROnPlateau(
                    monitor="val_accuracy", factor=hp.Float("f", 0.1, 0.5, step=0.1), patience=p, min_lr=0.00001
                ),
            ]
        )
        return red.fit(x, y, batch_size=256, epochs=100, **kw)


b = kt.BayesianOptimization(B(), "val_accuracy", max_trials=10, overwrite=True, project_name="b")
b.search(xtr, ytr, validation_data=(xv, yv))
print(b.get_best_models()[0].evaluate(xt, yt))
final_b = compilada(0.00015)
hb = final_b.fit(x, y, batch_size=256, epochs=20, validation_data=(xt, yt))
print(final_b.evaluate(xt, yt))
for que in ("loss", "accuracy"):
    plt.figure()
    plt.plot(hb.history[que], label="train")
    plt.plot(hb.history["val_" + que], label="test")
    plt.legend()
