# ruff: noqa
"""The training generator also walks through the validation rows."""
# expects: validation-leak

# %%
import keras

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
def batches(x, y, size=256):
    while True:
        for start in range(0, len(x), size):
            yield x[start : start + size], y[start : start + size]


model.fit(
    batches(x_train_val, y_train_val),
    steps_per_epoch=235,
    epochs=2,
    validation_data=batches(x_val, y_val),
    validation_steps=40,
    verbose=0,
)

# %%
print(model.evaluate(x_test, y_test, verbose=0))
