"""Accuracy of raw predictions, whatever their form."""

import base64

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.bands.scores import UnscorablePredictions, accuracy, baseline, decode

LABELS = hnp.arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 9))
BINARY = hnp.arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 1))


@given(labels=LABELS)
def test_one_hot_predictions_of_the_labels_are_perfect(labels: npt.NDArray[np.int64]) -> None:
    """The right class everywhere scores 1, as probabilities and as logits of any scale."""
    one_hot = np.eye(10)[labels]
    assert accuracy(one_hot, labels) == 1.0
    assert accuracy(one_hot * 40 - 30, labels) == 1.0
    assert accuracy(one_hot, labels.reshape(-1, 1)) == 1.0


@given(labels=LABELS, answer=hnp.arrays(np.float32, 10, elements=st.floats(-5, 5, width=32)))
def test_a_constant_answer_never_beats_the_baseline(labels: npt.NDArray[np.int64], answer: npt.NDArray) -> None:
    """A model that answers alike for every row, ties included, gets at most the largest class's share."""
    assert accuracy(np.tile(answer, (len(labels), 1)), labels) <= baseline(labels)


@given(labels=BINARY, value=st.floats(-3, 3))
def test_a_constant_single_output_never_beats_the_baseline(labels: npt.NDArray[np.int64], value: float) -> None:
    """Nor does one sigmoid, logit or linear output."""
    assert accuracy(np.full((len(labels), 1), value), labels) <= baseline(labels)


@given(labels=BINARY)
def test_one_output_may_be_a_probability_a_logit_or_an_estimate(labels: npt.NDArray[np.int64]) -> None:
    """Probabilities are cut at 0.5, logits at 0, linear outputs at 0.5; shapes (n,) and (n, 1) are the same."""
    assert accuracy(labels * 0.8 + 0.1, labels) == 1.0
    assert accuracy((labels * 8.0 - 4.0)[:, None], labels) == 1.0
    assert accuracy(labels * 1.4 - 0.2, labels) == 1.0


def test_the_share_is_exact() -> None:
    """Three of four right is 0.75."""
    outputs = np.eye(3)[[0, 1, 2, 2]]
    assert accuracy(outputs, np.array([0, 1, 2, 0], dtype=np.uint8)) == 0.75


def test_a_model_with_too_few_classes_is_scored_on_those_it_has() -> None:
    """A missing class is simply never right; surplus outputs do no harm."""
    labels = np.array([0, 1, 2, 2])
    assert accuracy(np.eye(2)[[0, 1, 1, 1]], labels) == 0.5
    assert accuracy(np.eye(12)[labels], labels) == 1.0


@pytest.mark.parametrize(
    ("predictions", "message"),
    [
        (np.zeros((3, 10)), "3 predictions for 4 rows"),
        (np.zeros((4, 2, 10)), "shape"),
        (np.float32(0.5), "shape"),
        (np.zeros((4, 0)), "no outputs"),
        (np.full((4, 10), np.nan), "4 of 4 predictions are not finite"),
        (np.array([[0, 1], [1, 0], [np.inf, 0], [0, 1]]), "1 of 4"),
        (np.zeros((4, 1)), "one output cannot tell 3 classes apart"),
        ([["a", "b"]] * 4, "not an array of numbers"),
        ([[1, 2], [3]], "not an array of numbers"),
    ],
)
def test_unusable_predictions_give_one_clear_line(predictions: object, message: str) -> None:
    """Length, shape, finiteness and number of outputs are checked before anything is scored."""
    with pytest.raises(UnscorablePredictions, match=message) as caught:
        accuracy(predictions, np.array([0, 1, 2, 2]))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("labels", [np.array([]), np.array([0.5]), np.array([-1]), np.zeros((2, 2), dtype=int)])
def test_wrong_labels_are_the_graders_own_mistake(labels: npt.NDArray) -> None:
    """Labels that are no class numbers raise ValueError, which no student answers for."""
    with pytest.raises(ValueError, match="class numbers"):
        baseline(labels)


def test_the_baseline_is_the_largest_share() -> None:
    """Two of five rows share a class."""
    assert baseline([0, 1, 1, 2, 3]) == 0.4


@given(array=hnp.arrays(np.float32, hnp.array_shapes(max_dims=2, max_side=8)))
def test_decoding_gives_the_array_back(array: npt.NDArray[np.float32]) -> None:
    """Base64 of little-endian float32 is restored bit for bit."""
    text = base64.b64encode(array.astype("<f4").tobytes()).decode()
    assert decode(array.shape, text).tobytes() == array.tobytes()


@pytest.mark.parametrize(
    ("shape", "text"), [((2, 2), "AAAA"), ((1,), "ñ!"), ((-1, -1), "AAAAAA=="), ((10**12, 10), "AAAAAA==")]
)
def test_forged_bytes_are_refused(shape: tuple[int, ...], text: str) -> None:
    """Bytes that do not fill the claimed shape exactly are not interpreted."""
    with pytest.raises(UnscorablePredictions):
        decode(shape, text)
