# ruff: noqa
"""train_on_batch over all the rows, validated on some of them."""
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
for epoch in range(2):
    for start in range(0, len(x_train_val), 256):
        rows = slice(start, start + 256)
        model.train_on_batch(x_train_val[rows], y_train_val[rows])
    print(epoch, model.test_on_batch(x_val, y_val))

# %%
print(model.evaluate(x_test, y_test, verbose=0))
