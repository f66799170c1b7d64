# ruff: noqa
"""Honest, half: question a only, with a function instead of a hypermodel, a tuner class that sets the batch size, early
stopping through search(), and search() called a second time by mistake."""

# answers: a

# %%
import keras
import keras_tuner as kt
import matplotlib.pyplot as plt
from keras import layers

(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = x / 255.0, x_test / 255.0
y, y_test = keras.utils.to_categorical(y), keras.utils.to_categorical(y_test)
x_train, x_val, y_train, y_val = x[:50000], x[50000:], y[:50000], y[50000:]


def build(hp):
    model = keras.Sequential([layers.Flatten(), layers.Dense(800, "relu"), layers.Dense(10, "softmax")])
    rate = hp.Float("lr", 1e-5, 1e-2, sampling="log")
    model.compile(keras.optimizers.Adam(rate), "categorical_crossentropy", metrics=["accuracy"])
    return model


class Tuner(kt.RandomSearch):
    def run_trial(self, trial, *args, **kwargs):
        kwargs["batch_size"] = trial.hyperparameters.Int("batch_size", 128, 256, step=64)
        return super().run_trial(trial, *args, **kwargs)


# %%
tuner = Tuner(build, "val_accuracy", max_trials=3, overwrite=True, project_name="a")
stop = keras.callbacks.EarlyStopping("val_accuracy", patience=10, min_delta=1e-5)
tuner.search(x_train, y_train, epochs=60, validation_data=(x_val, y_val), callbacks=[stop])
tuner.get_best_models(2)[0].evaluate(x_test, y_test)

# %%
best = tuner.get_best_hyperparameters()[0]
final = build(best)
h = final.fit(x, y, epochs=20, batch_size=best["batch_size"], validation_data=(x_test, y_test)).history
final.evaluate(x_test, y_test)
for place, name in ((121, "loss"), (122, "accuracy")):
    plt.subplot(place)
    plt.plot(h[name])
    plt.plot(h["val_" + name])

# %%
tuner.search(x_train, y_train, epochs=60, validation_data=(x_val, y_val))
