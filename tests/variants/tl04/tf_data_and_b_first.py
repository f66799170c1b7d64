# ruff: noqa
"""Honest, otherwise: question b first, a metric with a name of its own, validation_split, tf.data, GridSearch, the best
model built anew, the best values used again, a schedule in the final training, four panels, figures one by one."""

# %%
import keras
import keras_tuner as kt
import matplotlib.pyplot as plt
import tensorflow as tf
from keras import layers

(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x = x.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255


def net(rate):
    model = keras.Sequential([keras.Input((784,)), layers.Dense(800, "relu"), layers.Dense(10, "softmax")])
    own = keras.metrics.SparseCategoricalAccuracy(name="exactitud")
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=[own])
    return model


# %%
class B(kt.HyperModel):
    def build(self, hp):
        return net(0.00015)

    def fit(self, hp, model, x, y, **kwargs):
        p = hp.Int("p", 2, 10)
        kwargs["callbacks"] += [
            keras.callbacks.EarlyStopping(monitor="val_exactitud", patience=2 * p, mode="max"),
            keras.callbacks.ReduceLROnPlateau("val_exactitud", factor=hp.Float("f", 0.1, 0.5), patience=p, min_lr=1e-5),
        ]
        return model.fit(x, y, validation_split=1 / 6, batch_size=256, epochs=100, **kwargs)


goal = kt.Objective("val_exactitud", "max")
tuner = kt.BayesianOptimization(B(), goal, max_trials=10, overwrite=True, project_name="b")
tuner.search(x, y)
print(tuner.get_best_models()[0].evaluate(x_test, y_test))
final = net(0.00015)
h = final.fit(x, y, epochs=20, batch_size=256, validation_data=(x_test, y_test)).history
print(final.evaluate(x_test, y_test))
fig, axes = plt.subplots(2, 2)
for panel, name in zip(axes[0], ("loss", "exactitud")):
    panel.plot(h[name])
    panel.plot(h["val_" + name])


# %%
class A(kt.HyperModel):
    def build(self, hp):
        return net(hp.Float("lr", 6e-5, 2.6e-4, sampling="log"))

    def fit(self, hp, model, x, y, validation_data, **kwargs):
        size = hp.Choice("lote", [128, 256])
        train = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1000).batch(size)
        check = tf.data.Dataset.from_tensor_slices(validation_data).batch(size)
        kwargs["callbacks"].append(keras.callbacks.EarlyStopping(monitor="val_exactitud", patience=10, mode="max"))
        return model.fit(train, validation_data=check, epochs=100, **kwargs)


tuner = kt.GridSearch(A(), goal, max_trials=3, overwrite=True, project_name="a")
tuner.search(x[:-10000], y[:-10000], validation_data=(x[-10000:], y[-10000:]))
hp = tuner.get_best_hyperparameters()[0]
again = tuner.hypermodel.build(hp)
again.fit(x[:-10000], y[:-10000], batch_size=hp["lote"], epochs=30, validation_data=(x[-10000:], y[-10000:]))
print(again.evaluate(x_test, y_test))
final = tuner.hypermodel.build(hp)
slower = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.99)
h = final.fit(x, y, batch_size=hp["lote"], epochs=25, validation_data=(x_test, y_test), callbacks=[slower]).history
print(final.evaluate(x_test, y_test))
for name in ("loss", "exactitud"):
    plt.figure()
    plt.plot(h[name])
    plt.plot(h["val_" + name])
    plt.show()
