"""What is captured of inputs can be made again of the raw rows alone; what cannot is refused."""

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data.pools import Ragged
from autograder.worker.capture import Withheld, _pixelwise, _texts
from autograder.worker.replay import UnrepeatableError, _model, prepared

RNG = np.random.default_rng(4)
IMAGES = RNG.integers(0, 256, (30, 28, 28)).astype(np.uint8)
FLAT = IMAGES.reshape(30, -1)
REVIEWS = Ragged.from_rows([[1, *RNG.integers(4, 60, 12).tolist(), 2] for _ in range(20)])


def columns(width: int = 60) -> NDArray[Any]:
    """The texts as columns of ones."""
    out = np.zeros((20, width), np.float32)
    for row in range(20):
        out[row, REVIEWS.row(row)] = 1
    return out


@pytest.mark.parametrize(
    "inputs",
    [
        FLAT / np.float32(255),
        (IMAGES[..., None] / 255.0).astype("float32"),
        (255 - FLAT).astype(np.uint8),
        (FLAT > 127).astype("float32"),
        (FLAT - FLAT.mean(axis=0)) / (FLAT.std(axis=0) + 1),
    ],
)
def test_images_are_prepared_again(inputs: NDArray[Any]) -> None:
    """Scaling, inverting, thresholds and standardising by column give what the student's model was given."""
    again = prepared(json.loads(json.dumps(_pixelwise(inputs, FLAT))), IMAGES)
    assert again.dtype == inputs.dtype
    assert again.shape == inputs.shape
    assert np.allclose(again, inputs, atol=1e-3)


def test_inputs_that_hold_the_answers_are_refused() -> None:
    """A pixel that tells the label is no function of the image's own pixels."""
    cheating = (FLAT / 255.0).astype("float32")
    cheating[:, 0] = np.arange(30) % 10
    with pytest.raises(Withheld, match="inputs"):
        _pixelwise(cheating, FLAT)


def test_texts_are_taken_as_they_are_where_they_hold_words_alone() -> None:
    """Columns of ones and padded sequences pass, also when the vocabulary is smaller than the width."""
    told = json.loads(json.dumps(_texts(columns(80))))
    assert np.array_equal(prepared(told, REVIEWS), columns(80))
    sequences = np.stack([np.pad(REVIEWS.row(row), (6, 0)) for row in range(20)])
    assert np.array_equal(prepared(_texts(sequences), REVIEWS), sequences)
    assert np.array_equal(prepared(_texts(sequences[:, -9:]), REVIEWS), sequences[:, -9:])


def test_texts_with_something_added_are_refused() -> None:
    """A column that tells the label is no word of the text."""
    cheating = columns()
    cheating[:, 59] = np.arange(20) % 2
    with pytest.raises(UnrepeatableError):
        prepared(_texts(cheating), REVIEWS)


@pytest.mark.parametrize(
    "part",
    [
        {"module": "keras.layers", "class_name": "Lambda", "config": {}},
        {"module": "builtins", "class_name": "function", "config": "x"},
        {"module": "os", "class_name": "system", "config": {}},
        {"module": "keras.utils", "class_name": "get_file", "config": {}},
        {"module": "keras.layers", "class_name": "Dense", "registered_name": "Custom>Dense", "config": {}},
        {"class_name": "Dense", "config": {}},
    ],
)
def test_models_are_made_of_keras_own_parts(part: dict[str, Any]) -> None:
    """Code in a configuration, and gadgets that Keras would look up, are refused before anything is built."""
    whole = {"module": "keras", "class_name": "Sequential", "config": {"layers": [part]}}
    with pytest.raises(UnrepeatableError):
        _model({"config": json.dumps(whole), "weights": ""})
