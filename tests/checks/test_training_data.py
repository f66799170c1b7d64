"""`preparation` of a question answered by training."""

from typing import Any

import pytest

from autograder.model.evidence import Evidence

from . import training
from .build import TEST, VALIDATION, causes, early_stopping, edit, evaluation, plus, without
from .build_text import OWN_VALIDATION, REVIEWS, REVIEWS_TEST, judge_text, review_fit, trained


def fitted(**changes: Any) -> Evidence:
    """The honest training with some of its record changed."""
    return edit(trained(), "fits", "fit-10", **changes)


def test_validation_on_a_part_of_the_training_data_passes() -> None:
    """Given as data or split off by fit."""
    assert judge_text("preparation", trained()).verdict == "pass"
    assert judge_text("preparation", fitted(validation_from="split")).verdict == "pass"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"validation": REVIEWS_TEST}, "test-as-validation"),
        ({"validation": None, "history": {}}, "split-wrong"),
        ({"validation": OWN_VALIDATION.model_copy(update={"asked": 100})}, "split-wrong"),
        ({"shared_rows": 100}, "validation-leak"),
        ({"rows": REVIEWS.model_copy(update={"asked_pools": {"train": 10_000, "test": 10_000}})}, "test-leak"),
        ({"rows": REVIEWS.model_copy(update={"labels_right": 200, "labels_wrong": 200})}, "labels-misaligned"),
    ],
)
def test_each_mistake_is_named(changes: dict[str, Any], cause: str) -> None:
    """By its cause, and by no other; the messages speak of texts."""
    verdict = judge_text("preparation", fitted(**changes))
    assert causes(verdict) == [cause]
    assert "imágenes" not in verdict.message.es


def test_labels_of_another_set_in_the_measurement() -> None:
    """The test reviews with the training set's labels."""
    wrong = REVIEWS_TEST.model_copy(update={"labels_right": 500, "labels_wrong": 500})
    run = plus(without(trained(), "evaluations"), "evaluations", evaluation(12, "net", wrong))
    assert causes(judge_text("preparation", run)) == ["labels-misaligned"]


def test_curves_of_the_test_set_are_allowed_where_something_else_validates() -> None:
    """A last training on everything may show them; one that stops by them may not."""
    whole = REVIEWS.model_copy(update={"asked": 25_000, "asked_pools": {"train": 20_000, "validation": 5_000}})
    run = plus(trained(), "fits", review_fit(20, "last", rows=whole, validation=REVIEWS_TEST, callbacks=()))
    assert judge_text("preparation", run).verdict == "pass"
    stops = edit(run, "fits", "fit-20", callbacks=(early_stopping(monitor="val_loss"),))
    assert causes(judge_text("preparation", stops)) == ["test-as-validation"]


def test_one_part_of_the_test_set_may_validate_where_the_rubric_says_so() -> None:
    """The rest measures; together they are no more than there are."""
    half = REVIEWS_TEST.model_copy(update={"asked": 12_500, "asked_pools": {"test": 12_500}})
    run = plus(without(fitted(validation=half), "evaluations"), "evaluations", evaluation(12, "net", half))
    assert causes(judge_text("preparation", run)) == ["test-as-validation"]
    assert judge_text("preparation", run, test_rows=25_000).verdict == "pass"
    whole = plus(run, "evaluations", evaluation(14, "net", REVIEWS_TEST))
    assert causes(judge_text("preparation", whole, test_rows=25_000)) == ["test-as-validation"]


def test_the_split_is_judged_on_the_last_training_that_validates() -> None:
    """Trained anew on everything, without validation, for as many epochs as were found."""
    whole = REVIEWS.model_copy(update={"asked": 25_000})
    run = plus(trained(), "fits", review_fit(20, "last", rows=whole, validation=None, callbacks=()))
    assert judge_text("preparation", run).verdict == "pass"


def test_validation_beside_fit_counts() -> None:
    """`evaluate` on rows set apart, after each training; on the training rows themselves it is none."""
    bare = fitted(validation=None, history={})
    assert judge_text("preparation", plus(bare, "evaluations", evaluation(11, "net", OWN_VALIDATION))).verdict == "pass"
    assert causes(judge_text("preparation", plus(bare, "evaluations", evaluation(11, "net", REVIEWS)))) == [
        "split-wrong"
    ]
    few = OWN_VALIDATION.model_copy(update={"asked": 50})
    assert causes(judge_text("preparation", plus(bare, "evaluations", evaluation(11, "net", few)))) == ["split-wrong"]


def test_measuring_on_validation_rows_after_fit_is_validation() -> None:
    """`evaluate(x_val, y_val)` of each candidate chooses as well as `validation_data`; on test rows it does not."""
    run = training.searched(validation=None)
    assert causes(training.judge("h.data", run)) == ["split-wrong"]
    for rows, found in ((VALIDATION, []), (TEST, ["split-wrong"])):
        seen = plus(run, "evaluations", evaluation(25, "model-24", rows))
        assert causes(training.judge("h.data", seen)) == found


def test_what_is_not_seen_is_left_to_a_person() -> None:
    """Unrecognised rows; a loop of one's own that may validate."""
    unknown = REVIEWS.model_copy(update={"dataset": None})
    assert judge_text("preparation", fitted(rows=unknown, via="custom", validation=None)).verdict == "undetermined"
    assert judge_text("preparation", fitted(via="custom", validation=None)).verdict == "undetermined"


def test_no_validation_where_none_is_asked_for() -> None:
    """The rubric says so."""
    run = fitted(validation=None)
    assert judge_text("preparation", run, validation=False, validation_rows=None).verdict == "pass"


def test_token_numbers_are_no_pixels() -> None:
    """Indices up to 9,999 are not called unscaled."""
    tokens = REVIEWS.model_copy(update={"low": 0.0, "high": 9999.0, "mean": 300.0})
    assert judge_text("preparation", fitted(rows=tokens)).verdict == "pass"
