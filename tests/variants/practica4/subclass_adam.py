# ruff: noqa
"""Honest: the builder as a class, a wrapper of one's own, Adam (whose beta_1 is its momentum), a shuffled sample, test
vectors made at the end, the model saved twice."""

# %%
import keras
import numpy as np
import scikeras.wrappers
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.utils import shuffle


class Red(keras.Model):
    def __init__(self, unidades=64, l2=0.0, **kwargs):
        super().__init__(**kwargs)
        self.unidades, self.l2 = unidades, l2
        self.oculta = keras.layers.Dense(unidades, "relu", kernel_regularizer=keras.regularizers.L2(l2))
        self.salida = keras.layers.Dense(46, "softmax")

    def call(self, x):
        return self.salida(self.oculta(x))

    def get_config(self):
        return {**super().get_config(), "unidades": self.unidades, "l2": self.l2}


@keras.saving.register_keras_serializable()
def vectorize_sequences(sequences, dimension=10000):
    m = np.zeros((len(sequences), dimension), "int8")
    for fila, s in zip(m, sequences):
        fila[np.unique(np.asarray(s, dtype=int))] = 1
    return m


def one_hot_labels(labels, classes=46):
    return (np.arange(classes) == np.asarray(labels)[:, None]).astype("float32")


keras.saving.register_keras_serializable()(Red)
(s, t), (s2, t2) = keras.datasets.reuters.load_data(num_words=10000)
s, t = shuffle(s, t, random_state=3)
muestra, _, temas, _ = train_test_split(s, t, train_size=0.5, random_state=4)


class Constructor:
    def __call__(self, unidades=64, l2=0.0, tasa=0.01):
        red = Red(unidades, l2)
        paso = keras.optimizers.schedules.ExponentialDecay(tasa, decay_steps=70, decay_rate=0.96)
        red.compile(optimizer=keras.optimizers.Adam(paso), loss="categorical_crossentropy", metrics=["accuracy"])
        return red


class Clasificador(scikeras.wrappers.KerasClassifier):
    pass


gs = GridSearchCV(
    Clasificador(Constructor(), epochs=8, batch_size=64, verbose=0),
    {"model__unidades": [32, 64], "model__l2": [0.0, 1e-3], "model__tasa": [0.003, 0.01]},
    cv=3,
)
gs.fit(vectorize_sequences(muestra).astype("float32"), one_hot_labels(temas))
print(gs.best_params_)

# %%
mejor = gs.best_estimator_.model_
mejor.save("red.keras")
mejor.save("copia de seguridad.keras")
print(mejor.evaluate(vectorize_sequences(s2).astype("float32"), one_hot_labels(t2)))
