"""`best-model`: the model that the search found is measured on the test set."""

import pytest

from autograder.model.evidence import Evidence

from .build import (
    TEST,
    VALIDATION,
    causes,
    edit,
    evaluation,
    fit,
    honest,
    judge,
    model,
    plus,
    without,
)

BARE = without(honest(), "evaluations", "evaluation-21")
FEW = TEST.model_copy(update={"asked": 1000, "asked_pools": {"test": 1000}})


@pytest.mark.parametrize(
    "run",
    [
        plus(BARE, "evaluations", evaluation(25, "best-a", via="predict")),
        plus(BARE, "evaluations", evaluation(140, "best-a")),
        plus(
            plus(BARE, "models", model(22, "again", search="search-10", rank=0)), "evaluations", evaluation(23, "again")
        ),
        plus(plus(BARE, "models", model(22, "loaded", weights="w-best-a")), "evaluations", evaluation(23, "loaded")),
    ],
    ids=["predict and accuracy_score", "at the end", "recovered twice", "saved and loaded"],
)
def test_ways_to_measure_it(run: Evidence) -> None:
    """With evaluate or predict, now or later, the object itself or one with its weights."""
    assert judge("a.best-model", run).verdict == "pass"


def rebuilt(**changes: object) -> Evidence:
    """A notebook that builds the best trial's model anew instead of recovering it, and evaluates it."""
    run = plus(BARE, "fits", fit(22, "anew", **{"rate": 0.0002, "batch_size": 256, **changes}))  # type: ignore[arg-type]
    return plus(run, "evaluations", evaluation(23, "anew"))


def test_a_model_built_anew_with_the_best_values_is_as_good() -> None:
    """tuner.hypermodel.build(best_hp), trained and evaluated; other values are not the search's best."""
    assert judge("a.best-model", rebuilt()).verdict == "pass"
    assert judge("a.best-model", rebuilt(rate=0.0001)).verdict == "fail"
    assert judge("a.best-model", rebuilt(batch_size=128)).verdict == "fail"


@pytest.mark.parametrize(
    "run",
    [
        BARE,
        plus(BARE, "evaluations", evaluation(21, "best-a", VALIDATION)),
        plus(BARE, "evaluations", evaluation(21, "best-a", FEW)),
        plus(BARE, "evaluations", evaluation(21, "trial-10-1")),
        plus(
            plus(BARE, "models", model(22, "second", search="search-10", rank=1)),
            "evaluations",
            evaluation(23, "second"),
        ),
        plus(plus(BARE, "fits", fit(22, "best-a")), "evaluations", evaluation(23, "best-a")),
    ],
    ids=["never", "on the validation rows", "on few rows", "another model", "the second best", "after more training"],
)
def test_what_is_no_measurement_of_it(run: Evidence) -> None:
    """The test set, whole, and the best model as the search left it."""
    verdict = judge("a.best-model", run)
    assert (verdict.credit, causes(verdict)) == (0.0, ["answer-missing"])


def test_a_final_model_of_the_same_rate_is_not_the_best_model() -> None:
    """The final training in question b uses the same rate as every trial; only the scheduler tells them apart."""
    assert judge("b.best-model", without(honest(), "evaluations", "evaluation-121")).verdict == "fail"


def test_a_fit_that_drops_the_tuners_callbacks_is_named() -> None:
    """Then no model was saved that could be recovered."""
    run = without(edit(BARE, "fits", lambda item: item.search == "search-10", callbacks=()), "models", "best-a")
    assert causes(judge("a.best-model", run)) == ["callbacks-dropped"]
