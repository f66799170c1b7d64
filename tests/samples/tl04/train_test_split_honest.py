# ruff: noqa
"""A random split by scikit-learn."""
# expects: honest

# %%
import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(23)
(x_train_val, y_train_val), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train_val = x_train_val.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255
x_train, x_val, y_train, y_val = train_test_split(x_train_val, y_train_val, test_size=10000, random_state=1)

model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %%
model.fit(x_train, y_train, batch_size=256, epochs=2, validation_data=(x_val, y_val), verbose=0)

# %%
print(model.evaluate(x_test, y_test, verbose=0))
