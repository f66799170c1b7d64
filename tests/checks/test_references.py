"""The grader's own implementations, against other sources, and every rubric that uses them."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, softmax

from autograder.arrays import as_arrays
from autograder.checks.calls import calls_for
from autograder.checks.expectations import differs
from autograder.checks.function_settings import FunctionSettings
from autograder.checks.references import REFERENCES
from autograder.rubric import load_assignment

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
X = np.linspace(-6, 6, 50) + 0.013
WIDE = np.array([-1000.0, -30.0, -1.0, 0.5, 2.0, 1000.0])


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "swish"])
def test_derivatives_are_slopes(name: str) -> None:
    """Each derivative is the central difference of its function, and finite far out."""
    function, derivative = REFERENCES[name], REFERENCES[f"{name}_derivative"]
    slope = (function(X + 1e-6) - function(X - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(X), slope, rtol=1e-6, atol=1e-9)
    assert np.isfinite(function(WIDE)).all()
    assert np.isfinite(derivative(WIDE)).all()


def test_losses() -> None:
    """Zeros give ln C; sure and wrong costs the difference of the logits; no overflow."""
    labels = np.array([0, 3, 2])
    assert REFERENCES["cross_entropy"](np.zeros((3, 7)), labels) == pytest.approx(np.log(7))
    assert REFERENCES["cross_entropy"](np.array([[1000.0, -1000.0]]), np.array([1])) == pytest.approx(2000)
    logits = np.random.default_rng(1).normal(size=(3, 7))
    by_hand = -np.log(softmax(logits, axis=1)[np.arange(3), labels]).mean()
    assert REFERENCES["cross_entropy"](logits, labels) == pytest.approx(by_hand)
    assert REFERENCES["l2_loss"](logits, labels, np.ones((2, 3)), 0.1) == pytest.approx(by_hand + 0.6)


def test_standardising() -> None:
    """Training columns get mean 0 and deviation 1, the test rows the same shift; constants stay finite."""
    rng = np.random.default_rng(2)
    train, test = rng.normal(3, 2, size=(100, 3)), rng.normal(5, 1, size=(40, 3))
    train[:, 2] = 4.0
    z_train, z_test = REFERENCES["standardize"](train, test)
    assert z_train.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert z_train.std(axis=0) == pytest.approx([1, 1, 0])
    np.testing.assert_allclose(z_test[:, 0], (test[:, 0] - train[:, 0].mean()) / train[:, 0].std())
    np.testing.assert_allclose(z_test[:, 2], test[:, 2] - 4.0)


@pytest.mark.parametrize(
    ("losses", "epoch"),
    [
        ([2.3, 2.0], -1),
        ([2.3, 2.5, 7.2, 1], 2),
        ([1, 2, 4, 8], 2),
        ([2.3, np.nan], 1),
        ([1.0, 3.0], -1),
        ([1, 3.01], 1),
    ],
)
def test_the_stopping_rule(losses: list[float], epoch: int) -> None:
    """Above three times the first loss, or not finite."""
    assert REFERENCES["stop_on_explosion"](losses) == epoch


def test_slips_of_the_stopping_rule_differ_from_it() -> None:
    """Each is wrong on a sequence that a rubric can use."""
    assert REFERENCES["stop_on_explosion_previous"]([1, 2, 4, 8]) == -1
    assert REFERENCES["stop_on_explosion_best"]([1.0, 0.2, 0.9, 2.0]) == 2
    assert REFERENCES["stop_on_explosion_finite"]([2.3, np.nan]) == -1


def test_extending_a_range_and_the_size_of_updates() -> None:
    """A tenth of the range at each edge; norms over all elements."""
    assert REFERENCES["extend_range"](-6, 0, 1.2e-6) == (-7, 0)
    assert REFERENCES["extend_range"](-6, 0, 0.9) == (-6, 1)
    assert REFERENCES["extend_range"](-6, 0, 1e-3) == (-6, 0)
    assert REFERENCES["extend_range_swapped"](-6, 0, 0.9) == (-7, 0)
    assert REFERENCES["update_ratio"](np.full((2, 2), 2.0), np.full((2, 2), 2.02)) == pytest.approx(0.01)


def test_the_rest_against_other_sources() -> None:
    """Formulas that SciPy or arithmetic by hand also give."""
    np.testing.assert_allclose(REFERENCES["swish"](X), X * expit(X))
    np.testing.assert_allclose(REFERENCES["softmax"](X), softmax(X))
    assert REFERENCES["exponential_decay"](2000, 0.1, 1000, 0.96) == pytest.approx(0.1 * 0.96**2)
    assert REFERENCES["exponential_decay_staircase"](1999, 0.1, 1000, 0.96) == pytest.approx(0.1 * 0.96)
    assert REFERENCES["multi_hot"]([[8, 5], [], [5, 5]], 10).sum(axis=1).tolist() == [2, 0, 1]
    assert REFERENCES["multi_hot"]([[8, 5]], 10)[0].nonzero()[0].tolist() == [5, 8]
    assert REFERENCES["one_hot"]([2, 0], 4).tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]


@pytest.mark.parametrize("path", sorted(ASSIGNMENTS.glob("*/assignment.toml")), ids=lambda path: path.parent.name)
def test_rubrics_that_call_functions_can_be_carried_out(path: Path) -> None:
    """Every reference takes its case's arguments, and every slip that is named differs from it in some case."""
    assignment = load_assignment(ASSIGNMENTS, path.parent.name)
    assert len({call.id for call in calls_for(assignment, 101)}) == len(calls_for(assignment, 101))
    for spec in assignment.checks:
        if spec.kind != "function":
            continue
        for function in FunctionSettings.model_validate(spec.settings).all_functions():
            seen = {slip.text.es: False for case in function.cases for slip in case.mistakes if slip.reference}
            for case in function.cases:
                right = [item.answer(*case.drawn("test")) for item in case.reference]
                for slip in case.mistakes:
                    told = [as_arrays(item.answer(*case.drawn("test"))) for item in slip.reference]
                    seen[slip.text.es] |= any(differs(got, want, case) is not None for got in told for want in right)
            assert all(seen.values()), f"{spec.id}: {[text for text, differs in seen.items() if not differs]}"
