"""`objective`: what the search optimises."""

import pytest

from .build import causes, edit, honest, judge


@pytest.mark.parametrize(
    ("objective", "direction"),
    [
        (("accuracy",), "max"),
        (("val_loss",), "min"),
        (("loss",), "min"),
        (("val_accuracy",), "min"),
        (("val_accuracy", "val_loss"), "max"),
        (("val_precision",), "max"),
        ((), "max"),
    ],
)
def test_anything_but_validation_accuracy_upwards_is_wrong(objective: tuple[str, ...], direction: str) -> None:
    """The training's own accuracy, the loss, downwards, or two at once."""
    run = edit(honest(), "searches", "search-10", objective=objective, directions=(direction,))
    verdict = judge("a.objective", run)
    assert (verdict.credit, causes(verdict)) == (0.0, ["objective-wrong"])


def test_a_name_of_ones_own_counts_only_where_accuracy_is_all_that_is_measured() -> None:
    """val_exactitud may be anything when a model measures precision too."""
    run = edit(honest(), "searches", "search-10", objective=("val_exactitud",))
    history = {"exactitud": (0.5,), "val_exactitud": (0.5,)}
    run = edit(run, "fits", lambda item: True, history=history, metrics=("CategoricalAccuracy", "Precision"))
    assert judge("a.objective", run).verdict == "fail"


def test_an_objective_computed_by_the_notebook_is_left_to_a_person() -> None:
    """Keras Tuner lets `fit` return any figure and calls it default_objective."""
    run = edit(honest(), "searches", "search-10", objective=("default_objective",), directions=("min",))
    assert judge("a.objective", run).verdict == "undetermined"
