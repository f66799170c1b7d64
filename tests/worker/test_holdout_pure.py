"""Which inputs a model is predicted with, told without TensorFlow by models that only look at what they are given."""

import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.model.assignment import Budget
from autograder.worker.holdout import Holdout
from autograder.worker.identity import known_images
from autograder.worker.recorder import Recorder
from autograder.worker.rows import HOLDOUT, RowBook

RNG = np.random.default_rng(9)
IMAGES = (RNG.integers(0, 256, (40, 28, 28)) * (RNG.random((40, 28, 28)) > 0.4)).astype("uint8")
TRAIN, TEST, HELD = slice(0, 20), slice(20, 30), slice(30, 40)


class Echo:
    """A model whose output is the mean of each input."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.input_shape = (None, *shape)
        self.weights = [np.zeros(1)]

    def __call__(self, inputs: NDArray[Any], training: bool) -> NDArray[Any]:
        """Give one number for each input."""
        assert not training
        return inputs.reshape(len(inputs), -1).mean(axis=1, keepdims=True) + self.weights[0]

    def get_weights(self) -> list[NDArray[Any]]:
        """Give the one weight."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: list[NDArray[Any]]) -> None:
        """Set the one weight."""
        self.weights = weights


class Bench:
    """A holdout with its book and what it sent."""

    def __init__(self) -> None:
        pool = np.repeat([0, 2, HOLDOUT], [20, 10, 10])
        self.known = known_images("garments", IMAGES, np.where(pool == HOLDOUT, -1, 0), pool)
        self.book = RowBook([self.known], {"garments": np.ones(40, dtype=np.int64)}, {"garments": {}})
        self.frames: list[dict[str, Any]] = []
        budget = Budget(name="b")
        self.recorder = Recorder(self.frames.append, budget, budget, ("garments",))
        self.holdout = Holdout(self.recorder, self.known, self.book)

    def trained(self, name: str, rows: NDArray[Any]) -> Echo:
        """Pretend to train a model on these rows."""
        model = Echo(rows.shape[1:])
        self.holdout.learn(rows, self.book.look(rows))
        self.holdout.fitted(model, name, f"fit-{name}")
        return model

    def predictions(self) -> dict[str, tuple[str, NDArray[Any]]]:
        """Give route and values of each model's last prediction."""
        records = [frame["record"] for frame in self.frames if frame["kind"] == "prediction"]
        return {
            record["model"]: (record["route"], np.frombuffer(base64.b64decode(record["values"]), dtype="<f4"))
            for record in records
        }


@pytest.fixture
def bench() -> Bench:
    """Give a fresh holdout."""
    return Bench()


def means(rows: NDArray[Any]) -> Any:
    """Say what `Echo` gives for these rows."""
    return pytest.approx(rows.reshape(len(rows), -1).mean(axis=1), rel=1e-4)


def test_each_model_gets_the_preprocessing_it_was_trained_with(bench: Bench) -> None:
    """A notebook may prepare its data twice; without a prepared test set each preparation is repeated for its model."""
    first = bench.trained("first", IMAGES[TRAIN].reshape(-1, 784) / 255.0)
    second = bench.trained("second", IMAGES[TRAIN][..., None].astype("float32") / 127.5 - 1)
    assert first is not second
    bench.holdout.settle({}, 20)
    found = bench.predictions()
    assert {route for route, _ in found.values()} == {"repeated"}
    assert found["first"][1] == means(IMAGES[HELD] / 255.0)
    assert found["second"][1] == means(IMAGES[HELD] / 127.5 - 1)


def test_the_notebook_s_own_prepared_test_rows_come_first(bench: Bench) -> None:
    """What was evaluated, then what lies in a variable, then the repetition."""
    bench.trained("model", IMAGES[TRAIN].reshape(-1, 784) / 255.0)
    prepared = np.concatenate([IMAGES[TEST], IMAGES[HELD]]).reshape(-1, 784) / 255.0 + 0.5
    bench.holdout.settle({"other": 3, "x_test": prepared}, 20)
    route, values = bench.predictions()["model"]
    assert route == "namespace"
    assert values == means(IMAGES[HELD] / 255.0 + 0.5)


def test_inputs_of_another_shape_are_not_forced_on_a_model(bench: Bench) -> None:
    """A flat test set does not fit a convolutional model; its own preprocessing does."""
    bench.trained("model", IMAGES[TRAIN][..., None] / 255.0)
    flat = np.concatenate([IMAGES[TEST], IMAGES[HELD]]).reshape(-1, 784) / 255.0
    bench.holdout.notice(flat, bench.book.look(flat))
    bench.holdout.settle({}, 20)
    assert bench.predictions()["model"][0] == "repeated"


def test_a_restored_model_is_predicted_with_as_it_was(bench: Bench) -> None:
    """Where inputs appear only after it was trained further, its weights of before are put in for the prediction."""
    model = Echo((784,))
    bench.holdout.restored(model, "best")
    model.weights = [np.array([7.0])]
    bench.holdout.fitted(model, "best", "fit-9")
    prepared = np.concatenate([IMAGES[TEST], IMAGES[HELD]]).reshape(-1, 784) / 255.0
    bench.holdout.settle({"x_test": prepared}, 20)
    records = [frame["record"] for frame in bench.frames if frame["kind"] == "prediction"]
    assert [record["after_fits"] for record in records] == [[], ["fit-9"]]
    before, after = (np.frombuffer(base64.b64decode(record["values"]), dtype="<f4") for record in records)
    assert before == means(IMAGES[HELD] / 255.0)
    assert after - before == pytest.approx(7.0)
    assert model.weights[0][0] == 7.0


def test_outputs_that_are_no_predictions_are_not_sent(bench: Bench) -> None:
    """A model that fails or answers with something huge is left out."""

    class Huge(Echo):
        def __call__(self, inputs: NDArray[Any], training: bool) -> NDArray[Any]:
            return np.zeros((len(inputs), 10_000))

    class Broken(Echo):
        def __call__(self, inputs: NDArray[Any], training: bool) -> NDArray[Any]:
            raise ValueError

    rows = IMAGES[TRAIN].reshape(-1, 784) / 255.0
    bench.holdout.learn(rows, bench.book.look(rows))
    for model in (Huge((784,)), Broken((784,))):
        bench.holdout.fitted(model, type(model).__name__, "fit")
    bench.holdout.settle({}, 20)
    assert bench.frames == []
