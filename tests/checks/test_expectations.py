"""What is right: tolerances, forms, bounds and distributions, and how often honest answers fail them."""

from typing import Any

import numpy as np
import pytest

from autograder.checks.expectations import CHANCE, Band, Distribution, Tolerance, Within, differs

DRAWS = np.random.default_rng(0)
STANDARD = Tolerance()


def test_single_precision_is_right_and_a_percent_is_wrong() -> None:
    """The default tolerance takes float32's rounding, after long sums too."""
    x = DRAWS.normal(size=(500, 500))
    want = x @ x
    single = x.astype(np.float32) @ x.astype(np.float32)
    assert differs((single,), want, STANDARD) is None
    assert differs((want * 1.01,), want, STANDARD) is not None


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ((np.ones((3, 1)),), np.ones(3)),
        ((np.array([1.0]),), 1.0),
        ((np.array([0.5, 2.0]),), (0.5, 2.0)),
        ((np.array(0.5), np.array(2.0)), [0.5, 2.0]),
        ((np.array([np.nan]),), [np.nan]),
    ],
)
def test_forms_that_hold_the_same(got: Any, want: Any) -> None:
    """Axes of length one and the kind of container do not matter."""
    assert differs(got, want, STANDARD) is None


def test_a_difference_is_told_with_its_place() -> None:
    """By the argument where it has the answer's form, by position otherwise."""
    x = np.array([1.0, -2.5])
    text = differs((np.array([1.0, 7.0]),), [1.0, 0.5], STANDARD, x)
    assert text is not None
    assert text.es == "para x = -2,5 devuelve 7 y se esperaba 0,5"
    other = differs((np.zeros(2), np.array([1.0, 7.0])), ([0.0, 0.0], [1.0, 0.5]), STANDARD)
    assert other is not None
    assert other.en == "in value 2 at position 1 it returns 7; 0.5 was expected"


def test_another_form_is_told() -> None:
    """Shapes and numbers of values are named."""
    text = differs((np.zeros((2, 3)),), np.zeros((3, 2)), STANDARD)
    assert text is not None
    assert "(2, 3)" in text.es
    assert "(3, 2)" in text.es
    assert differs((np.zeros(2),) * 3, (np.zeros(2), np.zeros(2)), STANDARD) is not None
    assert differs((), 1.0, STANDARD) is not None


def test_bounds_and_bands() -> None:
    """One pair of bounds for all or one for each; NaN is within none."""
    assert Within(low=0, high=1).complaint((np.array([0.0, 1.0]),)) is None
    assert Within(low=[0, 5], high=[1, 6]).complaint((np.array([0.5, 5.5]),)) is None
    assert Within(low=[0, 5], high=[1, 6]).complaint((np.array([0.5, 4.5]),)) is not None
    assert Within(low=0, high=1).complaint((np.array([np.nan]),)) is not None
    assert Within(low=[0, 5], high=[1, 6]).complaint((np.array([0.5]),)) is not None
    band = Band(mean=(1.0, 2.0), sd=(0.1, 0.2), n=100)
    assert band.complaint((np.array([1.2, 1.6]),)) is None
    assert band.complaint((np.array([1.2, 3.5]),)) is not None


def test_the_band_holds_honest_numbers_as_often_as_it_says() -> None:
    """With a chance of 5 % for three numbers from eight simulations, about one new triple in twenty is outside."""
    outside, rounds = 0, 1500
    for _ in range(rounds):
        sample = DRAWS.normal(size=(8, 3))
        band = Band(mean=tuple(sample.mean(axis=0)), sd=tuple(sample.std(axis=0, ddof=1)), n=8, chance=0.05)
        outside += band.complaint((DRAWS.normal(size=3),)) is not None
    assert 0.03 < outside / rounds < 0.065


@pytest.mark.parametrize(
    ("kind", "sample"),
    [
        ({"kind": "normal", "sd": 0.1}, lambda: DRAWS.normal(scale=0.1, size=2000)),
        ({"kind": "uniform", "low": -2, "high": 3}, lambda: DRAWS.uniform(-2, 3, size=2000).astype(np.float32)),
        ({"kind": "log-uniform", "low": 1e-3, "high": 10}, lambda: 10 ** DRAWS.uniform(-3, 1, size=2000)),
    ],
)
def test_honest_samples_pass(kind: dict[str, Any], sample: Any) -> None:
    """At a chance of one in a million per test, a hundred honest samples all pass."""
    assert CHANCE <= 1e-6
    distribution = Distribution(**kind)
    assert all(distribution.complaint((sample(),)) is None for _ in range(100))


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ({"kind": "normal", "sd": 0.1}, DRAWS.normal(scale=0.14, size=2000), "desviación"),
        ({"kind": "normal", "sd": 0.1}, DRAWS.normal(loc=0.05, scale=0.1, size=2000), "media"),
        ({"kind": "normal", "sd": 0.1}, DRAWS.uniform(-0.1732, 0.1732, size=2000), "distribución"),
        ({"kind": "uniform", "low": -2, "high": 3}, DRAWS.uniform(-2, 4, size=2000), "fuera"),
        ({"kind": "log-uniform", "low": 1e-3, "high": 10}, DRAWS.uniform(1e-3, 10, size=2000), "logarítmica"),
        ({"kind": "normal", "shape": [20, 100]}, DRAWS.normal(size=2000), "forma"),
        ({"kind": "normal"}, np.array([np.nan] * 10), "finitos"),
    ],
)
def test_other_samples_are_told_apart(kind: dict[str, Any], wrong: Any, words: str) -> None:
    """The message says what is off."""
    text = Distribution(**kind).complaint((wrong,))
    assert text is not None
    assert words in text.es


def test_cut_tails_are_honest_where_only_the_spread_counts() -> None:
    """Keras' own HeNormal is a normal cut at two deviations, widened again."""
    cut = DRAWS.normal(size=400_000)
    cut = cut[np.abs(cut) < 2][:60_000]
    cut *= 0.1 / 0.87962566
    kind = Distribution(kind="normal", sd=0.1, whole=False, slack=0.01)
    assert kind.complaint((cut,)) is None
    assert kind.complaint((cut * 1.1,)) is not None
