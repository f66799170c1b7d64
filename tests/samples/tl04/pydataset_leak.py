# ruff: noqa
"""The training PyDataset holds the validation rows too."""
# expects: validation-leak

# %%
import keras
import math

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
class Garments(keras.utils.PyDataset):
    def __init__(self, x, y, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y = x, y

    def __len__(self):
        return math.ceil(len(self.x) / 256)

    def __getitem__(self, index):
        rows = slice(256 * index, 256 * (index + 1))
        return self.x[rows], self.y[rows]


model.fit(Garments(x_train_val, y_train_val), epochs=2, validation_data=Garments(x_val, y_val), verbose=0)

# %%
print(model.evaluate(x_test, y_test, verbose=0))
