# ruff: noqa
"""Honest, otherwise: functional model that scales itself, sparse labels, a rate by its logarithm, metrics=["acc"],
train_test_split, early stopping through search(), both searches first, predict with accuracy_score, models saved and
loaded again, pandas figures, and everything in one cell."""

# %%
import keras
import keras_tuner as kt
import matplotlib.pyplot as plt
import pandas as pd
from keras import layers
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train, x_val, y_train, y_val = train_test_split(x, y, test_size=1 / 6, random_state=0)


def net(rate):
    inputs = keras.Input((28, 28))
    hidden = layers.Flatten()(layers.Rescaling(1 / 255)(inputs))
    outputs = layers.Dense(10, activation="softmax")(layers.Dense(800, activation="relu")(hidden))
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["acc"])
    return model


class A(kt.HyperModel):
    def build(self, hp):
        return net(10 ** hp.Float("exponent", -4.2, -3.6))

    def fit(self, hp, model, *args, **kwargs):
        return model.fit(*args, batch_size=hp.Choice("size", [128, 192, 256]), epochs=80, **kwargs)


class B(kt.HyperModel):
    def build(self, hp):
        return net(0.00015)

    def fit(self, hp, model, *args, **kwargs):
        patience = hp.Choice("p", [2, 5, 10])
        mine = [
            keras.callbacks.ReduceLROnPlateau(
                "val_acc", factor=hp.Float("f", 0.1, 0.5), patience=patience, min_lr=1e-5
            ),
            keras.callbacks.EarlyStopping("val_acc", patience=patience * 2),
        ]
        return model.fit(*args, batch_size=256, epochs=100, callbacks=kwargs.pop("callbacks") + mine, **kwargs)


first = kt.RandomSearch(A(), kt.Objective("val_acc", "max"), max_trials=4, overwrite=True, project_name="a")
stop = keras.callbacks.EarlyStopping("val_acc", patience=10)
first.search(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])
second = kt.BayesianOptimization(B(), kt.Objective("val_acc", "max"), max_trials=10, overwrite=True, project_name="b")
second.search(x_train, y_train, validation_data=(x_val, y_val))
for tuner in (first, second):
    best = tuner.get_best_models()[0]
    print(accuracy_score(y_test, best.predict(x_test).argmax(1)))
for name in "ab":
    final = net(10 ** first.get_best_hyperparameters()[0]["exponent"])
    history = final.fit(x, y, epochs=20, batch_size=256, validation_data=(x_test, y_test)).history
    final.save(name + ".keras")
    print(keras.models.load_model(name + ".keras").evaluate(x_test, y_test))
    pd.DataFrame(history)[["loss", "val_loss"]].plot()
    pd.DataFrame(history)[["acc", "val_acc"]].plot()
    plt.show()
