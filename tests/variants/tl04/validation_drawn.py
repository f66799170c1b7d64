# ruff: noqa
"""Honest, otherwise: rows shuffled with a seed before the cut, a Rescaling layer, callbacks made by a function, final
training with early stopping on the training loss, seaborn-like plots with pandas."""

# %%
import keras
import keras_tuner as kt
import numpy as np
import pandas as pd

(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
order = np.random.default_rng(11).permutation(len(x))
x, y = x[order], y[order]
train, val = slice(0, 48000), slice(48000, None)


def network(rate):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Rescaling(1.0 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(800),
            keras.layers.Activation("relu"),
            keras.layers.Dense(10),
            keras.layers.Softmax(),
        ]
    )
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def stop(patience):
    return keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=patience, min_delta=1e-5, mode="max")


# %%
class RateAndBatch(kt.HyperModel):
    def build(self, hp):
        return network(hp.Float("rate", 6e-5, 2.6e-4))

    def fit(self, hp, model, **kwargs):
        kwargs["callbacks"].append(stop(10))
        return model.fit(batch_size=hp.Int("batch", 128, 256, step=2, sampling="log"), epochs=100, **kwargs)


one = kt.BayesianOptimization(RateAndBatch(), kt.Objective("val_accuracy", "max"), max_trials=3, overwrite=True)
one.search(x=x[train], y=y[train], validation_data=(x[val], y[val]))
one.results_summary(1)
loss, accuracy = one.get_best_models()[0].evaluate(x_test, y_test)

final = network(one.get_best_hyperparameters()[0].get("rate"))
record = final.fit(
    x, y, batch_size=256, epochs=30, validation_data=(x_test, y_test),
    callbacks=[keras.callbacks.EarlyStopping(monitor="loss", patience=5)],
)
final.evaluate(x_test, y_test)
table = pd.DataFrame(record.history)
table[["loss", "val_loss"]].plot(title="loss")
table[["accuracy", "val_accuracy"]].plot(title="accuracy")


# %%
class Plateau(kt.HyperModel):
    def build(self, hp):
        return network(0.00015)

    def fit(self, hp, model, **kwargs):
        patience = hp.Choice("patience", [2, 5, 10])
        slower = keras.callbacks.ReduceLROnPlateau(
            monitor="val_accuracy", factor=hp.Float("factor", 0.1, 0.5), patience=patience, min_delta=1e-4, min_lr=1e-5
        )
        kwargs["callbacks"] = [*kwargs["callbacks"], slower, stop(2 * patience)]
        return model.fit(batch_size=256, epochs=100, **kwargs)


two = kt.BayesianOptimization(Plateau(), kt.Objective("val_accuracy", "max"), max_trials=10, overwrite=True, project_name="2")
two.search(x=x[train], y=y[train], validation_data=(x[val], y[val]))
two.get_best_models()[0].evaluate(x_test, y_test)
final = network(0.00015)
table = pd.DataFrame(
    final.fit(x, y, batch_size=256, epochs=20, validation_data=(x_test, y_test)).history
)
final.evaluate(x_test, y_test)
table[["loss", "val_loss"]].plot()
table[["accuracy", "val_accuracy"]].plot()
