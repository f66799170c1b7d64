# ruff: noqa
"""Both parts of TL04 typed into a plain notebook: no markers, no helpers, MNIST first and Fashion-MNIST after."""

# %% [markdown]
# # TL04 Ajuste del entrenamiento

# %%
import keras
import keras_tuner
import matplotlib.pyplot as plt
from keras import layers

keras.utils.set_random_seed(23)

# %% [markdown]
# ## MNIST

# %%
(x_train_val, y_train_val), (x_test, y_test) = keras.datasets.mnist.load_data()

x_train_val = x_train_val.reshape((60000, 784)).astype("float32") / 255
x_test = x_test.reshape((10000, 784)).astype("float32") / 255

y_train_val = keras.utils.to_categorical(y_train_val, 10)
y_test = keras.utils.to_categorical(y_test, 10)

# %%
x_train = x_train_val[:-10000]
x_val = x_train_val[-10000:]
y_train = y_train_val[:-10000]
y_val = y_train_val[-10000:]


# %%
class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential()
        model.add(keras.Input(shape=(784,)))
        model.add(layers.Dense(800, activation="relu"))
        model.add(layers.Dense(10, activation="softmax"))
        lr = hp.Float("lr", min_value=0.0015, max_value=0.0019)
        model.compile(
            loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=lr), metrics=["accuracy"]
        )
        return model

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        early_stopping = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        kwargs["callbacks"].append(early_stopping)
        batch_size = hp.Int("batch_size", min_value=64, max_value=256, step=2, sampling="log")
        return model.fit(x, y, batch_size=batch_size, validation_data=xy_val, epochs=100, **kwargs)


# %%
tuner = keras_tuner.BayesianOptimization(
    MyHyperModel(), objective="val_accuracy", max_trials=3, overwrite=True, directory="mnist", project_name="lr_batch"
)
tuner.search(x_train, y_train, (x_val, y_val))

# %%
tuner.results_summary(num_trials=1)

# %%
best_model = tuner.get_best_models(num_models=1)[0]
best_model.evaluate(x_test, y_test)

# %%
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(layers.Dense(800, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile(
    loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.001), metrics=["accuracy"]
)
history = model.fit(x_train_val, y_train_val, batch_size=256, epochs=10, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)

# %%
plt.figure(figsize=(12, 4))
plt.subplot(1, 2, 1)
plt.plot(history.history["loss"], label="train")
plt.plot(history.history["val_loss"], label="test")
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.subplot(1, 2, 2)
plt.plot(history.history["accuracy"], label="train")
plt.plot(history.history["val_accuracy"], label="test")
plt.xlabel("epoch")
plt.ylabel("accuracy")
plt.legend()
plt.show()


# %% [markdown]
# ### ReduceLROnPlateau


# %%
class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential()
        model.add(keras.Input(shape=(784,)))
        model.add(layers.Dense(800, activation="relu"))
        model.add(layers.Dense(10, activation="softmax"))
        model.compile(
            loss="categorical_crossentropy",
            optimizer=keras.optimizers.Adam(learning_rate=0.00168),
            metrics=["accuracy"],
        )
        return model

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        factor = hp.Float("factor", min_value=0.1, max_value=0.5)
        patience = hp.Choice("patience", [2, 5, 10])
        reduce_lr = keras.callbacks.ReduceLROnPlateau(
            monitor="val_accuracy", factor=factor, patience=patience, min_delta=1e-4, min_lr=1e-5
        )
        early_stopping = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * patience, min_delta=1e-5)
        kwargs["callbacks"].append(reduce_lr)
        kwargs["callbacks"].append(early_stopping)
        return model.fit(x, y, batch_size=256, validation_data=xy_val, epochs=100, **kwargs)


# %%
tuner = keras_tuner.BayesianOptimization(
    MyHyperModel(), objective="val_accuracy", max_trials=10, overwrite=True, directory="mnist", project_name="plateau"
)
tuner.search(x_train, y_train, (x_val, y_val))

# %%
tuner.results_summary(num_trials=1)

# %%
best_model = tuner.get_best_models(num_models=1)[0]
best_model.evaluate(x_test, y_test)

# %%
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(layers.Dense(800, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile(
    loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.001), metrics=["accuracy"]
)
history = model.fit(x_train_val, y_train_val, batch_size=256, epochs=10, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)

# %%
plt.figure(figsize=(12, 4))
plt.subplot(1, 2, 1)
plt.plot(history.history["loss"], label="train")
plt.plot(history.history["val_loss"], label="test")
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.subplot(1, 2, 2)
plt.plot(history.history["accuracy"], label="train")
plt.plot(history.history["val_accuracy"], label="test")
plt.xlabel("epoch")
plt.ylabel("accuracy")
plt.legend()
plt.show()

# %% [markdown]
# ## Fashion-MNIST

# %%
(x_train_val, y_train_val), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()

x_train_val = x_train_val.reshape((60000, 784)).astype("float32") / 255
x_test = x_test.reshape((10000, 784)).astype("float32") / 255

y_train_val = keras.utils.to_categorical(y_train_val, 10)
y_test = keras.utils.to_categorical(y_test, 10)

# %%
x_train = x_train_val[:-10000]
x_val = x_train_val[-10000:]
y_train = y_train_val[:-10000]
y_val = y_train_val[-10000:]


# %%
class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential()
        model.add(keras.Input(shape=(784,)))
        model.add(layers.Dense(800, activation="relu"))
        model.add(layers.Dense(10, activation="softmax"))
        lr = hp.Float("lr", min_value=0.00006, max_value=0.00026)
        model.compile(
            loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=lr), metrics=["accuracy"]
        )
        return model

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        early_stopping = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        kwargs["callbacks"].append(early_stopping)
        batch_size = hp.Int("batch_size", min_value=128, max_value=256, step=2, sampling="log")
        return model.fit(x, y, batch_size=batch_size, validation_data=xy_val, epochs=100, **kwargs)


# %%
tuner = keras_tuner.BayesianOptimization(
    MyHyperModel(), objective="val_accuracy", max_trials=3, overwrite=True, directory="fashion", project_name="lr_batch"
)
tuner.search(x_train, y_train, (x_val, y_val))

# %%
tuner.results_summary(num_trials=1)

# %%
best_model = tuner.get_best_models(num_models=1)[0]
best_model.evaluate(x_test, y_test)

# %%
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(layers.Dense(800, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile(
    loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.00015), metrics=["accuracy"]
)
history = model.fit(x_train_val, y_train_val, batch_size=256, epochs=20, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)

# %%
plt.figure(figsize=(12, 4))
plt.subplot(1, 2, 1)
plt.plot(history.history["loss"], label="train")
plt.plot(history.history["val_loss"], label="test")
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.subplot(1, 2, 2)
plt.plot(history.history["accuracy"], label="train")
plt.plot(history.history["val_accuracy"], label="test")
plt.xlabel("epoch")
plt.ylabel("accuracy")
plt.legend()
plt.show()


# %% [markdown]
# ### ReduceLROnPlateau


# %%
class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential()
        model.add(keras.Input(shape=(784,)))
        model.add(layers.Dense(800, activation="relu"))
        model.add(layers.Dense(10, activation="softmax"))
        model.compile(
            loss="categorical_crossentropy",
            optimizer=keras.optimizers.Adam(learning_rate=0.00015),
            metrics=["accuracy"],
        )
        return model

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        factor = hp.Float("factor", min_value=0.1, max_value=0.5)
        patience = hp.Choice("patience", [2, 5, 10])
        reduce_lr = keras.callbacks.ReduceLROnPlateau(
            monitor="val_accuracy", factor=factor, patience=patience, min_delta=1e-4, min_lr=1e-5
        )
        early_stopping = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2 * patience, min_delta=1e-5)
        kwargs["callbacks"].append(reduce_lr)
        kwargs["callbacks"].append(early_stopping)
        return model.fit(x, y, batch_size=256, validation_data=xy_val, epochs=100, **kwargs)


# %%
tuner = keras_tuner.BayesianOptimization(
    MyHyperModel(), objective="val_accuracy", max_trials=10, overwrite=True, directory="fashion", project_name="plateau"
)
tuner.search(x_train, y_train, (x_val, y_val))

# %%
tuner.results_summary(num_trials=1)

# %%
best_model = tuner.get_best_models(num_models=1)[0]
best_model.evaluate(x_test, y_test)

# %%
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(layers.Dense(800, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile(
    loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.00015), metrics=["accuracy"]
)
history = model.fit(x_train_val, y_train_val, batch_size=256, epochs=20, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)

# %%
plt.figure(figsize=(12, 4))
plt.subplot(1, 2, 1)
plt.plot(history.history["loss"], label="train")
plt.plot(history.history["val_loss"], label="test")
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.subplot(1, 2, 2)
plt.plot(history.history["accuracy"], label="train")
plt.plot(history.history["val_accuracy"], label="test")
plt.xlabel("epoch")
plt.ylabel("accuracy")
plt.legend()
plt.show()
