"""Notebooks on IMDB and Reuters, run: rows, labels, leaks and holdout predictions are told as for images."""

import pytest

from autograder.model.evidence import Evidence

from .lab import Lab, failures

pytestmark = pytest.mark.keras

REUTERS = """
import keras, numpy as np
from keras import layers
(x_tr, y_tr), (x_te, y_te) = keras.datasets.reuters.load_data(num_words=2000)

def vectorize_sequences(sequences, dimension=2000):
    results = np.zeros((len(sequences), dimension))
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1.0
    return results

x, x_test = vectorize_sequences(x_tr), vectorize_sequences(x_te)
y, y_test = keras.utils.to_categorical(y_tr), keras.utils.to_categorical(y_te)

def train(x, y, **more):
    model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(46, activation="softmax")])
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=1, batch_size=64, verbose=0, **more)
    return model
"""
WIRES = """
model = train(x[1000:], y[1000:], validation_data=(x[:1000], y[:1000]))
model.evaluate(x_test, y_test, verbose=0)
assert model.predict(x_test, verbose=0).shape == (2246, 46)
from sklearn.model_selection import train_test_split
a, b, c, d = train_test_split(x, y, test_size=0.2, stratify=y_tr)
train(a, c, validation_data=(b, d))
index = keras.datasets.reuters.get_word_index()
words = {rank: word for word, rank in index.items()}
assert len(index) == 30979 and len(keras.datasets.reuters.get_label_names()) == 46
print(" ".join(words.get(token - 3, "?") for token in x_tr[0]))
"""
LEAKS = """
train(x, y, validation_data=(x_test, y_test))
train(x, y, validation_data=(x[:1000], y[:1000]))
train(x, np.random.default_rng(0).permutation(y))
train(np.concatenate([x, x_test]), np.concatenate([y, y_test]))
"""
IMDB = """
import keras, numpy as np, tensorflow as tf
from keras import layers
(x_tr, y_tr), (x_te, y_te) = keras.datasets.imdb.load_data(num_words=5000)
p, q = (keras.utils.pad_sequences(x, maxlen=60) for x in (x_tr, x_te))

def build(units=1, vocabulary=5000):
    model = keras.Sequential(
        [layers.Embedding(vocabulary, 4), layers.GlobalAveragePooling1D(), layers.Dense(units, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
"""
REVIEWS = """
y = np.asarray(y_tr).astype("float32")
x_val, y_val, x_train, y_train = p[:10000], y[:10000], p[10000:], y[10000:]
build().fit(x_train, y_train, epochs=1, validation_data=(x_val, y_val), verbose=0)
train = tf.data.Dataset.from_tensor_slices((p, y.reshape(-1, 1))).shuffle(25000, seed=1).batch(100)
model = build()
model.fit(train, epochs=1, verbose=0)
model.evaluate(tf.data.Dataset.from_tensor_slices((q, y_te)).batch(100), verbose=0)
# Another length, of which no test array is ever made, for a model that takes any length.
short = keras.utils.pad_sequences(x_tr, maxlen=40, padding="post")
build(2).fit(short, keras.utils.to_categorical(y_tr), epochs=1, validation_split=0.2, verbose=0)
"""
LAYERS = """
index = keras.datasets.imdb.get_word_index()
words = {rank + 3: word for word, rank in index.items()}
texts = np.array([" ".join(words.get(token, "?") for token in row[:30]) for row in x_tr])
# What a layer numbers anew, nobody can recognise but by how the rows repeat.
counts = np.stack([np.char.count(texts, letter) for letter in "0123456789"], axis=1) / 30.0
model = keras.Sequential([layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(counts[5000:], y_tr[5000:], epochs=1, validation_data=(counts[:5000], y_tr[:5000]), verbose=0)
"""


@pytest.fixture(scope="module")
def wires(lab: Lab) -> Evidence:
    """Run the Reuters notebook."""
    return lab.run(REUTERS, WIRES, LEAKS, rows=150, epochs=1, graded="reuters")


@pytest.fixture(scope="module")
def reviews(lab: Lab) -> Evidence:
    """Run the IMDB notebook."""
    return lab.run(IMDB, REVIEWS, LAYERS, rows=150, epochs=1, graded="imdb")


def test_multi_hot_wires_are_told(wires: Evidence) -> None:
    """Slices and random splits of the training rows, each with its own topic; the test rows are the test's."""
    assert failures(wires) == []
    sliced, split = wires.fits[:2]
    for fit, asked, held in ((sliced, 7982, 1000), (split, 7185, 1797)):
        assert fit.validation is not None
        assert (fit.rows.asked_pools, fit.validation.asked_pools) == ({"train": asked}, {"train": held})
        assert (fit.rows.kept, fit.rows.labels_right, fit.rows.labels_wrong) == (150, 150, 0)
        assert fit.validation.labels_wrong == fit.shared_rows == 0
    assert [one.rows.asked_pools for one in wires.evaluations] == [{"test": 2246}] * 2
    assert wires.evaluations[0].rows.labels_wrong == 0


def test_leaks_among_wires_are_told(wires: Evidence) -> None:
    """The test set as validation, rows on both sides, labels that moved, test rows in training."""
    test, overlap, moved, joined = wires.fits[2:]
    assert test.validation is not None
    assert test.validation.asked_pools == {"test": 2246}
    assert overlap.shared_rows == 1000
    assert moved.rows.labels_wrong > 75
    assert joined.rows.asked_pools == {"train": 8982, "test": 2246}
    assert wires.tripwires == ()


def test_every_model_answers_the_holdout_of_its_text(wires: Evidence, reviews: Evidence) -> None:
    """Through the test array that was evaluated, or with the preprocessing of its own training rows."""
    assert {(one.route, one.shape) for one in wires.predictions} == {("evaluated", (600, 46))}
    assert len(wires.predictions) == 6
    routes = {one.model: (one.route, one.shape) for one in reviews.predictions}
    first, second, third, last = (fit.model for fit in reviews.fits)
    assert routes[first] == routes[second] == ("evaluated", (1000, 1))
    assert routes[third] == ("repeated", (1000, 2))
    assert last not in routes


def test_padded_reviews_are_told(reviews: Evidence) -> None:
    """Slices, pipelines and one-hot labels; a cut through the repeated rows shares none."""
    assert failures(reviews) == []
    sliced, piped, split, made = reviews.fits
    assert [fit.rows.asked for fit in reviews.fits] == [15000, 25000, 20000, 20000]
    for fit in (sliced, piped, split, made):
        assert set(fit.rows.asked_pools) == {"train"}
        assert (fit.rows.labels_right, fit.rows.labels_wrong, fit.shared_rows) == (150, 0, 0)
    assert sliced.validation is not None
    assert sliced.validation.asked_pools == {"train": 10000}
    assert reviews.evaluations[0].rows.asked_pools == {"test": 25000}
