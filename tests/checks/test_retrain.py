"""`retrain`: the final training and its measurement."""

from typing import Any

import pytest

from autograder.model.evidence import Evidence, Optimizer, Rows

from .build import (
    BOTH,
    TRAIN,
    causes,
    early_stopping,
    edit,
    evaluation,
    fit,
    honest,
    judge,
    plus,
    search_a,
    without,
)


def final(**changes: Any) -> Evidence:
    """The honest run whose final training in question a is another one."""
    return edit(honest(), "fits", "fit-30", **changes)


def adam(rate: float | None, kind: str = "Adam", schedule: str | None = None) -> Optimizer:
    """An optimizer as the final training uses it."""
    return Optimizer(kind=kind, learning_rate=rate, schedule=schedule)


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs_asked": 15},
        {"epochs_asked": 40},
        {"epochs_asked": 100, "callbacks": (early_stopping(monitor="loss"),)},
        {"batch_size": 128},
        {"optimizer": adam(0.0002)},
        {"optimizer": adam(None, schedule="ExponentialDecay")},
        {"rows": BOTH.model_copy(update={"asked": 58_000})},
        {"validation": None, "validation_from": None},
    ],
)
def test_other_sensible_trainings_pass(changes: dict[str, Any]) -> None:
    """The student's own best values, a limit with early stopping, a schedule, no curves of the test set."""
    assert judge("a.retrain", final(**changes)).verdict == "pass"


@pytest.mark.parametrize(
    ("changes", "cause", "credit"),
    [
        ({"rows": TRAIN}, "split-wrong", 0.5),
        ({"epochs_asked": 1}, "epochs-wrong", 0.75),
        ({"epochs_asked": 200}, "epochs-wrong", 0.75),
        ({"batch_size": 32}, "batch-wrong", 0.75),
        ({"optimizer": adam(0.01)}, "optimizer-wrong", 0.75),
        ({"optimizer": adam(0.00015, "SGD")}, "optimizer-wrong", 0.75),
    ],
)
def test_each_condition_costs_its_part(changes: dict[str, Any], cause: str, credit: float) -> None:
    """Rows weigh most: training and validation together is what the step is about."""
    verdict = judge("a.retrain", final(**changes))
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("partial", credit, [cause])


def test_a_rate_that_the_own_search_covers_is_no_second_mistake() -> None:
    """A range a hundred times too high was judged where it was searched."""
    run = edit(
        final(optimizer=adam(0.01), batch_size=64),
        "searches",
        "search-10",
        probes=search_a(10, 6e-3, 2.6e-2, (64, 512)).probes,
    )
    assert judge("a.retrain", run).verdict == "pass"


def test_the_final_model_must_be_measured_after_its_training() -> None:
    """On the test set; a measurement of the untrained model is none."""
    bare = without(honest(), "evaluations", "evaluation-31")
    assert (judge("a.retrain", bare).credit, causes(judge("a.retrain", bare))) == (0.75, ["answer-missing"])
    assert judge("a.retrain", plus(bare, "evaluations", evaluation(25, "final-a"))).verdict == "partial"
    assert judge("a.retrain", plus(bare, "evaluations", evaluation(99, "final-a", via="predict"))).verdict == "pass"


def test_no_final_training() -> None:
    """Missing is missing; a loop of one's own somewhere is left to a person."""
    run = without(honest(), "fits", "fit-30")
    assert causes(judge("a.retrain", run)) == ["not-trained"]
    loop = fit(200, "mine", via="custom", rows=Rows(dataset=None, asked=0, kept=0), epochs_asked=0, batch_size=None)
    assert judge("a.retrain", plus(run, "fits", loop)).verdict == "undetermined"


def test_images_that_are_not_recognised_are_left_to_a_person() -> None:
    """Whether they are all of them cannot be said."""
    unknown = Rows(dataset=None, asked=0, kept=0)
    assert judge("a.retrain", final(rows=unknown)).verdict == "undetermined"
    assert judge("a.retrain", final(rows=unknown, epochs_asked=1)).verdict == "partial"


def test_training_batch_by_batch_is_not_counted_in_rows_or_epochs() -> None:
    """Its rows are an estimate; that validation rows were among them is not."""
    roughly = BOTH.model_copy(update={"asked": 40_000})
    assert judge("a.retrain", final(via="train_on_batch", epochs_asked=0, rows=roughly)).verdict == "pass"
    without_validation = final(via="train_on_batch", epochs_asked=0, rows=TRAIN)
    assert causes(judge("a.retrain", without_validation)) == ["split-wrong"]
