# ruff: noqa
"""Honest, with leftovers: a first quick model, a cell that fails harmlessly, prints, a wider range, a grid of batch sizes."""

# %%
import keras
import keras_tuner as kt
import matplotlib.pyplot as plt
from keras import layers
from keras.callbacks import EarlyStopping, ReduceLROnPlateau

(x_train_full, y_train_full), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
print(x_train_full.shape, x_train_full.min(), x_train_full.max())
plt.imshow(x_train_full[0], cmap="gray")

# %%
x_train_full = x_train_full.reshape(60000, -1) / 255
x_test = x_test.reshape(10000, -1) / 255
y_train_full = keras.utils.to_categorical(y_train_full)
y_test = keras.utils.to_categorical(y_test)
x_train, x_val = x_train_full[:-10000], x_train_full[-10000:]
y_train, y_val = y_train_full[:-10000], y_train_full[-10000:]

# %%
# first try, just to see that it runs
quick = keras.Sequential([layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")])
quick.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
quick.fit(x_train[:2000], y_train[:2000], epochs=1, validation_data=(x_val[:500], y_val[:500]))

# %%
print(quick.history.epoch, history_of_quick)  # oops, fix later


# %%
def mlp(lr=0.00015):
    m = keras.Sequential([keras.Input((784,)), layers.Dense(800, activation="relu"), layers.Dense(10, activation="softmax")])
    m.compile(optimizer=keras.optimizers.Adam(learning_rate=lr), loss="categorical_crossentropy", metrics=["accuracy"])
    return m


class ModelA(kt.HyperModel):
    def build(self, hp):
        lr = hp.Float("learning_rate", min_value=1e-5, max_value=1e-3, sampling="log")
        return mlp(lr)

    def fit(self, hp, model, *args, **kwargs):
        kwargs["callbacks"] = kwargs["callbacks"] + [EarlyStopping(monitor="val_accuracy", patience=10)]
        return model.fit(*args, batch_size=hp.Int("batch_size", 128, 256, step=32), **kwargs)


tuner = kt.RandomSearch(ModelA(), objective="val_accuracy", max_trials=5, overwrite=True, directory="a", project_name="a")
tuner.search_space_summary()
tuner.search(x_train, y_train, epochs=60, validation_data=(x_val, y_val))
best = tuner.get_best_models(num_models=2)[0]
best.summary()
print("test", best.evaluate(x_test, y_test))

# %%
model = mlp()
hist = model.fit(x_train_full, y_train_full, epochs=20, batch_size=256, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)
plt.figure(figsize=(9, 3))
for i, what in enumerate(["loss", "accuracy"]):
    plt.subplot(1, 2, i + 1)
    plt.plot(hist.history[what], "b-", hist.history["val_" + what], "r--")
    plt.title(what)


# %%
class ModelB(kt.HyperModel):
    def build(self, hp):
        return mlp()

    def fit(self, hp, model, *args, **kwargs):
        wait = hp.Int("patience", 2, 10, step=4)
        extra = [
            ReduceLROnPlateau(monitor="val_accuracy", factor=hp.Float("factor", 0.1, 0.5), patience=wait, min_lr=1e-5),
            EarlyStopping(monitor="val_accuracy", patience=2 * wait),
        ]
        return model.fit(*args, batch_size=256, callbacks=kwargs.pop("callbacks") + extra, **kwargs)


tuner = kt.RandomSearch(ModelB(), objective="val_accuracy", max_trials=12, overwrite=True, directory="b", project_name="b")
tuner.search(x_train, y_train, epochs=100, validation_data=(x_val, y_val))
print("test", tuner.get_best_models()[0].evaluate(x_test, y_test))
model = mlp()
hist = model.fit(x_train_full, y_train_full, epochs=25, batch_size=256, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)
fig, ax = plt.subplots(2)
for a, what in zip(ax, ["loss", "accuracy"]):
    a.plot(hist.epoch, hist.history[what])
    a.plot(hist.epoch, hist.history["val_" + what])
