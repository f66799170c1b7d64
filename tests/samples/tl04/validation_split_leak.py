# ruff: noqa
"""Every image is there twice before Keras cuts, so the validation rows are trained on."""
# expects: validation-leak

# %%
import keras
import numpy as np

keras.utils.set_random_seed(23)
(x_train_val, y_train_val), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train_val = x_train_val.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255

model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %%
x_twice, y_twice = np.concatenate([x_train_val, x_train_val]), np.concatenate([y_train_val, y_train_val])
model.fit(x_twice, y_twice, batch_size=256, epochs=2, validation_split=0.2, verbose=0)

# %%
print(model.evaluate(x_test, y_test, verbose=0))
