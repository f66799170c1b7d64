# ruff: noqa
"""One epoch a call, with early stopping by hand."""
# expects: honest

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
best = 0
for epoch in range(10):
    history = model.fit(x_train, y_train, batch_size=256, epochs=1, validation_data=(x_val, y_val), verbose=0)
    accuracy = history.history["val_accuracy"][0]
    print(epoch, accuracy)
    if accuracy < best:
        break
    best = accuracy

# %%
print(model.evaluate(x_test, y_test, verbose=0))
