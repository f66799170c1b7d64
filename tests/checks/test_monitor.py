"""`callback` where any metric of the validation data will do."""

from typing import Any

import pytest

from autograder.checks.callback import callback
from autograder.model.evidence import Evidence

from .build import causes, early_stopping, edit, made, plus, without
from .build_text import REVIEWS, judge_text, network, review_fit, reviews, searched, text_case, trained


def stopping(**config: Any) -> Evidence:
    """The honest training with its early stopping set up differently."""
    return edit(trained(), "fits", "fit-10", callbacks=(early_stopping(**({"patience": 2} | config)),))


@pytest.mark.parametrize("monitor", ["val_loss", "val_accuracy"])
def test_any_metric_of_the_validation_data_will_do(monitor: str) -> None:
    """The loss and the accuracy alike."""
    assert judge_text("callback", stopping(monitor=monitor)).verdict == "pass"


@pytest.mark.parametrize(
    "config",
    [
        {"monitor": "loss"},
        {"monitor": "val_acc"},
        {"monitor": "val_loss", "mode": "max"},
        {"monitor": "val_accuracy", "mode": "min"},
        {"monitor": "val_loss", "patience": 50},
    ],
)
def test_what_never_acts_or_acts_wrongly(config: dict[str, Any]) -> None:
    """Another data set's metric, one that is not measured, the wrong direction, endless patience."""
    assert causes(judge_text("callback", stopping(**config))) == ["early-stopping-wrong"]


def test_without_validation_data_it_hears_nothing() -> None:
    """Keras warns and trains on."""
    run = edit(trained(), "fits", "fit-10", validation=None, history={"loss": (0.5,), "accuracy": (0.6,)})
    assert causes(judge_text("callback", run)) == ["early-stopping-wrong"]


def test_missing_and_unused() -> None:
    """Not there, or made and never given to fit."""
    run = edit(trained(), "fits", "fit-10", callbacks=())
    assert causes(judge_text("callback", run)) == ["early-stopping-missing"]
    assert causes(judge_text("callback", plus(run, "made", made("EarlyStopping", 1)))) == ["early-stopping-unused"]


def test_it_is_the_final_models_training_that_counts() -> None:
    """Early stopping in a first try does not reach the saved model's training, which validates without it."""
    run = plus(without(trained(), "saved"), "models", network(20, "last"))
    run = plus(run, "fits", review_fit(20, "last", callbacks=()))
    assert causes(judge_text("callback", run)) == ["early-stopping-missing"]


def test_a_last_training_on_everything_needs_none() -> None:
    """Its number of epochs was found with early stopping before."""
    whole = REVIEWS.model_copy(update={"asked": 25_000})
    run = plus(without(trained(), "saved"), "fits", review_fit(20, "last", rows=whole, validation=None, callbacks=()))
    assert judge_text("callback", run).verdict == "pass"


def test_a_loop_of_ones_own_is_left_to_a_person() -> None:
    """It may stop early in its own way."""
    run = edit(trained(), "fits", "fit-10", via="custom", callbacks=())
    assert judge_text("callback", run).verdict == "undetermined"


def test_within_a_scikit_learn_search() -> None:
    """Judged on the refit, or on the search's trainings where the refit has none."""
    spec = next(item for item in reviews().checks if item.kind == "callback")
    spec = spec.model_copy(update={"settings": spec.settings | {"monitor": "loss"}})
    heard = (early_stopping(monitor="loss", patience=2),)
    for where, verdict in ((lambda item: True, "pass"), (lambda item: item.search is not None, "pass")):
        run = edit(searched(), "fits", where, callbacks=heard)
        assert callback(text_case(run), spec).verdict == verdict
    assert causes(callback(text_case(searched()), spec)) == ["early-stopping-missing"]
