# ruff: noqa
"""Honest: the builder inside a subclass of KerasClassifier, Adam (whose beta_1 is its momentum), texts shuffled with
their labels, a sample, test vectors made at the end, a second copy saved."""

# %%
import keras
import numpy as np
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.utils import shuffle


def vectorize_sequences(sequences, dimension=10000):
    m = np.zeros((len(sequences), dimension), "int8")
    for fila, s in zip(m, sequences):
        fila[np.unique(np.asarray(s, dtype=int))] = 1
    return m


def one_hot_labels(labels, classes=46):
    return (np.arange(classes) == np.asarray(labels)[:, None]).astype("float32")


(s, t), (s2, t2) = keras.datasets.reuters.load_data(num_words=10000)
s, t = shuffle(s, t, random_state=3)
muestra, _, temas, _ = train_test_split(s, t, train_size=0.5, random_state=4)


class Clasificador(KerasClassifier):
    def __init__(self, unidades=64, l2=0.0, tasa=0.01, **kwargs):
        super().__init__(**kwargs)
        self.unidades, self.l2, self.tasa = unidades, l2, tasa

    def _keras_build_fn(self, compile_kwargs):
        entrada = keras.Input((10000,))
        oculta = keras.layers.Dense(self.unidades, "relu", kernel_regularizer=keras.regularizers.L2(self.l2))(entrada)
        red = keras.Model(entrada, keras.layers.Dense(46, "softmax")(oculta))
        paso = keras.optimizers.schedules.ExponentialDecay(self.tasa, decay_steps=70, decay_rate=0.96)
        red.compile(optimizer=keras.optimizers.Adam(paso), loss="categorical_crossentropy", metrics=["accuracy"])
        return red


gs = GridSearchCV(
    Clasificador(epochs=8, batch_size=64, verbose=0),
    {"unidades": [32, 64], "l2": [0.0, 1e-3], "tasa": [0.003, 0.01]},
    cv=3,
)
gs.fit(vectorize_sequences(muestra).astype("float32"), one_hot_labels(temas))
print(gs.best_params_)

# %%
mejor = gs.best_estimator_.model_
mejor.save("red.keras")
mejor.save("copia de seguridad.keras")
print(mejor.evaluate(vectorize_sequences(s2).astype("float32"), one_hot_labels(t2)))
