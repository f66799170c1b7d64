# ruff: noqa
"""Honest, otherwise: values to choose from, English names, callbacks through search(), standardised pixels."""

# %%
import keras
import keras_tuner as kt
from keras import callbacks, initializers, layers

(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = x.reshape(-1, 784).astype("float32"), x_test.reshape(-1, 784).astype("float32")
mean, std = x[:-10000].mean(), x[:-10000].std()
x, x_test = (x - mean) / std, (x_test - mean) / std


# %%
def build(hp):
    sd = hp.Choice("sd", [0.01, 0.02, 0.035, 0.05, 0.07, 0.1])
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(800, activation="relu", kernel_initializer=initializers.RandomNormal(stddev=sd, seed=1)),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = 1.5e-4
    return model


tuner = kt.RandomSearch(build, "val_accuracy", max_trials=10, overwrite=True, project_name="init")
tuner.search(
    x[:-10000],
    y[:-10000],
    batch_size=256,
    epochs=80,
    validation_data=(x[-10000:], y[-10000:]),
    callbacks=[
        callbacks.ReduceLROnPlateau(monitor="val_accuracy", factor=0.32, patience=5, min_lr=1e-5),
        callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5),
    ],
    verbose=0,
)
for trial in tuner.oracle.get_best_trials(10):
    print(trial.hyperparameters.values, trial.score)

# %%
print(dict(zip(("loss", "accuracy"), tuner.get_best_models()[0].evaluate(x_test, y_test, verbose=0))))

# %% [markdown]
# All deviations between 0.02 and 0.07 do about the same; only the ends of the range are slightly worse. Compared with the
# scheduler of TL04 the test accuracy is similar, so the choice of the initial scale does not matter much here.
