# ruff: noqa
"""Honest, otherwise: logits, loss and metric objects, tf.data everywhere, a build function wrapped by a tuner subclass."""

# %%
import keras
import keras_tuner as kt
import matplotlib.pyplot as plt
import tensorflow as tf
from keras import callbacks, layers, losses, metrics, optimizers

(x, y), (xt, yt) = keras.datasets.fashion_mnist.load_data()
x, xt = x.reshape(-1, 784) / 255.0, xt.reshape(-1, 784) / 255.0
y, yt = y.astype("int32"), yt.astype("int32")


def model_of(rate):
    m = keras.Sequential([keras.Input((784,)), layers.Dense(800, activation="relu"), layers.Dense(10)])
    m.compile(
        optimizers.Adam(rate),
        losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return m


def ds(a, b, n, shuffle=False):
    d = tf.data.Dataset.from_tensor_slices((a, b))
    return (d.shuffle(len(a)) if shuffle else d).batch(n)


test = ds(xt, yt, 500)


# %%
class A(kt.HyperModel):
    def build(self, hp):
        return model_of(hp.Float("lr", 6e-5, 2.6e-4))

    def fit(self, hp, model, callbacks, **_):
        n = hp.Int("n", 128, 256, step=64)
        mine = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        return model.fit(
            ds(x[:50000], y[:50000], n, True),
            validation_data=ds(x[50000:], y[50000:], 500),
            epochs=80,
            callbacks=[*callbacks, mine],
            verbose=0,
        )


class B(A):
    def build(self, hp):
        return model_of(0.00015)

    def fit(self, hp, model, callbacks, **_):
        p = hp.Choice("p", [2, 5, 10])
        mine = [
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_accuracy", factor=hp.Float("f", 0.1, 0.5), patience=p, min_lr=1e-5
            ),
            keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * p, min_delta=1e-5),
        ]
        return model.fit(
            ds(x[:50000], y[:50000], 256, True),
            validation_data=ds(x[50000:], y[50000:], 500),
            epochs=100,
            callbacks=[*callbacks, *mine],
            verbose=0,
        )


for cls, trials in ((A, 3), (B, 10)):
    tuner = kt.RandomSearch(cls(), kt.Objective("val_accuracy", "max"), max_trials=trials, overwrite=True, project_name=cls.__name__)
    tuner.search()
    print(tuner.get_best_models()[0].evaluate(test))
    m = model_of(0.00015)
    h = m.fit(x, y, batch_size=256, epochs=20, validation_data=(xt, yt)).history
    print(m.evaluate(xt, yt))
    f, ax = plt.subplots(1, 2, sharex=True)
    for key in h:
        ax[int("accuracy" in key)].plot(h[key], label=key)
    plt.show()
