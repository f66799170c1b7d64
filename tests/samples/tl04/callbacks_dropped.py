# ruff: noqa
"""The hypermodel replaces the tuner's callbacks: no weights are kept, get_best_models cannot load any."""
# expects: callbacks-dropped

# %%
import keras
import keras_tuner

keras.utils.set_random_seed(23)
(x_train_val, y_train_val), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train_val = x_train_val.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255
x_train, x_val = x_train_val[:-10000], x_train_val[-10000:]
y_train, y_val = y_train_val[:-10000], y_train_val[-10000:]

model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])


# %%
class Small(keras_tuner.HyperModel):
    def build(self, hp):
        twin = keras.models.clone_model(model)
        rate = hp.Float("lr", 0.00006, 0.00026)
        twin.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return twin

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        kwargs["callbacks"] = [keras.callbacks.EarlyStopping("val_accuracy", patience=10)]
        return model.fit(x, y, batch_size=256, epochs=2, validation_data=xy_val, verbose=0, **kwargs)


tuner = keras_tuner.RandomSearch(Small(), objective="val_accuracy", max_trials=2, overwrite=True, directory="tuner")
tuner.search(x_train, y_train, (x_val, y_val))
model = tuner.get_best_models()[0]

# %%
print(model.evaluate(x_test, y_test, verbose=0))
