# ruff: noqa
"""tf.data pipelines over rows split beforehand."""
# expects: honest

# %%
import keras
import tensorflow as tf

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
train = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(60000).batch(256).prefetch(2)
val = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(256)
model.fit(train, epochs=2, validation_data=val, verbose=0)

# %%
print(model.evaluate(x_test, y_test, verbose=0))
