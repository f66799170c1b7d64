"""Conditions on one value, and their words."""

from typing import Any

import pytest

from autograder.checks.settings import Bound


@pytest.mark.parametrize(
    ("bound", "value", "holds"),
    [
        (Bound(low=1, high=2), 1.00005, True),
        (Bound(low=1, high=2), 2.1, False),
        (Bound(low=1), 10**9, True),
        (Bound(high=1), -5, True),
        (Bound(), 3, True),
        (Bound(), None, False),
        (Bound(low=0), True, False),
        (Bound(low=0), "1", False),
        (Bound(low=0), 10**400, False),
        (Bound(among=("val_accuracy", 2)), "val_accuracy", True),
        (Bound(among=("val_accuracy", 2)), 2.0, True),
        (Bound(among=("val_accuracy", 2)), "loss", False),
    ],
)
def test_a_bound_holds_or_not(bound: Bound, value: Any, holds: bool) -> None:
    """Ends count, with the slack that float32 needs; what is no figure is in no range."""
    assert bound.holds(value) is holds


@pytest.mark.parametrize(
    ("value", "other", "holds"), [(10, 5, True), (5, 5, False), (10, None, False), (10, "5", False)]
)
def test_a_multiple_of_another_role(value: Any, other: Any, holds: bool) -> None:
    """Twice the scheduler's patience; twice of nothing is nothing."""
    assert Bound(times=2, of="ReduceLROnPlateau.patience").holds(value, other) is holds


@pytest.mark.parametrize(
    ("bound", "es", "en"),
    [
        (Bound(low=1.5, high=2), "entre 1,5 y 2", "between 1.5 and 2"),
        (Bound(low=2, high=2), "2", "2"),
        (Bound(low=0.5), "al menos 0,5", "at least 0.5"),
        (Bound(high=0.5), "como mucho 0,5", "at most 0.5"),
        (Bound(among=("a", "b")), "a o b", "a or b"),
        (Bound(times=2, of="X.patience"), "2 veces X.patience", "2 times X.patience"),
    ],
)
def test_a_bound_in_words(bound: Bound, es: str, en: str) -> None:
    """As messages say it."""
    assert bound.words() == (es, en)
