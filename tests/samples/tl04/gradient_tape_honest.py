# ruff: noqa
"""A training loop by hand with GradientTape."""
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
loss_of = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam(0.001)
rows = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(60000).batch(256)

for epoch in range(2):
    for x, y in rows:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    print(epoch, model.evaluate(x_val, y_val, verbose=0))

# %%
print(model.evaluate(x_test, y_test, verbose=0))
