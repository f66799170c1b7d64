# ruff: noqa
"""Honest: a pipeline around the classifier, integer labels with the sparse loss, an uncompiled builder whose optimizer
is routed by name, two searches, coarse and fine."""

# %%
import keras
import numpy as np
from keras import layers
from keras.optimizers.schedules import ExponentialDecay
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

keras.utils.set_random_seed(7)
(train, labels), (test, test_labels) = keras.datasets.reuters.load_data(num_words=10000)


# %%
def vectorize_sequences(sequences, dimension=10000):
    results = np.zeros((len(sequences), dimension), dtype=bool)
    rows = np.repeat(np.arange(len(sequences)), [len(s) for s in sequences])
    results[rows, np.concatenate([np.asarray(s, int) for s in sequences])] = True
    return results


def one_hot_labels(labels, classes=46):
    return keras.utils.to_categorical(labels, num_classes=classes)


X, X_test = vectorize_sequences(train), vectorize_sequences(test)


# %%
def construir(capas=1, neuronas=64):
    model = keras.Sequential([keras.Input((10000,))])
    for _ in range(capas):
        model.add(layers.Dense(neuronas, activation="relu"))
    model.add(layers.Dense(46, activation="softmax"))
    return model


clf = KerasClassifier(
    construir,
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.SGD,
    optimizer__learning_rate=ExponentialDecay(0.1, 141, 0.96),
    optimizer__momentum=0.9,
    metrics=["accuracy"],
    epochs=10,
    batch_size=64,
    verbose=0,
)
tuberia = Pipeline([("float", FunctionTransformer(np.float32)), ("red", clf)])
for rejilla in (
    {"red__model__capas": [1, 2], "red__model__neuronas": [32, 128]},
    {"red__model__neuronas": [96, 128], "red__optimizer__momentum": [0.85, 0.9]},
):
    gs = GridSearchCV(tuberia, rejilla, cv=KFold(3), scoring="accuracy")
    gs.fit(X, labels)
    print(gs.best_params_, gs.cv_results_["mean_test_score"])

# %%
model = gs.best_estimator_.named_steps["red"].model_
keras.saving.save_model(model, "mejor.keras")
again = keras.saving.load_model("mejor.keras")
again.evaluate(X_test.astype("float32"), test_labels)
