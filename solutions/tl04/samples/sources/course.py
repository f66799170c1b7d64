# ruff: noqa
"""Honest: the exercise in the course's own style, step by step. Several students write like this."""

# %% [markdown]
# # TL04

# %%
import keras
import keras_tuner
import matplotlib.pyplot as plt
from keras import layers
from keras.callbacks import EarlyStopping, ReduceLROnPlateau

keras.utils.set_random_seed(23)

# %%
(x_train_val, y_train_val), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
print(x_train_val.shape, x_test.shape)

# %%
x_train_val = x_train_val.reshape(60000, 784).astype("float32") / 255
x_test = x_test.reshape(10000, 784).astype("float32") / 255
y_train_val = keras.utils.to_categorical(y_train_val, 10)
y_test = keras.utils.to_categorical(y_test, 10)

x_train, x_val = x_train_val[:-10000], x_train_val[-10000:]
y_train, y_val = y_train_val[:-10000], y_train_val[-10000:]


# %% [markdown]
# ## Parte A


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
        early_stopping = EarlyStopping(monitor="val_accuracy", patience=10, min_delta=1e-5)
        kwargs["callbacks"].append(early_stopping)
        return model.fit(
            x,
            y,
            batch_size=hp.Int("batch_size", 128, 256, step=2, sampling="log"),
            validation_data=xy_val,
            epochs=100,
            **kwargs,
        )


# %%
tuner_a = keras_tuner.BayesianOptimization(
    MyHyperModel(), objective="val_accuracy", max_trials=3, overwrite=True, directory="tuner", project_name="parte_a"
)
tuner_a.search(x_train, y_train, (x_val, y_val))
tuner_a.results_summary(num_trials=3)

# %%
best_a = tuner_a.get_best_models(num_models=1)[0]
loss, acc = best_a.evaluate(x_test, y_test)
print("Test A:", loss, acc)


# %%
def final_model():
    model = keras.Sequential()
    model.add(keras.Input(shape=(784,)))
    model.add(layers.Dense(800, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(
        loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.00015), metrics=["accuracy"]
    )
    return model


model_a = final_model()
history_a = model_a.fit(x_train_val, y_train_val, batch_size=256, epochs=20, validation_data=(x_test, y_test))
loss, acc = model_a.evaluate(x_test, y_test)
print("Test A, final:", loss, acc)

# %%
fig, axes = plt.subplots(1, 2, figsize=(12, 4))
axes[0].plot(history_a.history["loss"], label="train")
axes[0].plot(history_a.history["val_loss"], label="test")
axes[0].set_title("Pérdida")
axes[0].legend()
axes[1].plot(history_a.history["accuracy"], label="train")
axes[1].plot(history_a.history["val_accuracy"], label="test")
axes[1].set_title("Exactitud")
axes[1].legend()
plt.show()


# %% [markdown]
# ## Parte B


# %%
class PlateauHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        return final_model()

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        factor = hp.Float("factor", min_value=0.1, max_value=0.5)
        patience = hp.Choice("patience", [2, 5, 10])
        reduce_lr = ReduceLROnPlateau(
            monitor="val_accuracy", factor=factor, patience=patience, min_delta=1e-4, min_lr=1e-5
        )
        early_stopping = EarlyStopping(monitor="val_accuracy", patience=2 * patience, min_delta=1e-5)
        kwargs["callbacks"].extend([reduce_lr, early_stopping])
        return model.fit(x, y, batch_size=256, validation_data=xy_val, epochs=100, **kwargs)


# %%
tuner_b = keras_tuner.BayesianOptimization(
    PlateauHyperModel(),
    objective="val_accuracy",
    max_trials=10,
    overwrite=True,
    directory="tuner",
    project_name="parte_b",
)
tuner_b.search(x_train, y_train, (x_val, y_val))
tuner_b.results_summary(num_trials=10)

# %%
best_b = tuner_b.get_best_models(num_models=1)[0]
loss, acc = best_b.evaluate(x_test, y_test)
print("Test B:", loss, acc)

# %%
model_b = final_model()
history_b = model_b.fit(x_train_val, y_train_val, batch_size=256, epochs=20, validation_data=(x_test, y_test))
loss, acc = model_b.evaluate(x_test, y_test)
print("Test B, final:", loss, acc)

# %%
fig, axes = plt.subplots(1, 2, figsize=(12, 4))
axes[0].plot(history_b.history["loss"], label="train")
axes[0].plot(history_b.history["val_loss"], label="test")
axes[0].set_title("Pérdida")
axes[0].legend()
axes[1].plot(history_b.history["accuracy"], label="train")
axes[1].plot(history_b.history["val_accuracy"], label="test")
axes[1].set_title("Exactitud")
axes[1].legend()
plt.show()
