"""A model that was kept back is believed only where the record shows why."""

from typing import Any

import pytest
from checks.build import honest

from autograder.model.evidence import Ending, Evaluation, Evidence, GridSearch, PoolName, Trial
from autograder.withheld import Kept, unexplained
from autograder.worker.capture import MOST_SENT

RUN = honest()
LAST = max(RUN.predictions, key=lambda item: item.at)


def found(reason: str | None, claimed: float = 0.9, evidence: Evidence = RUN, **kept: Any) -> bool:
    """Whether a prediction that was kept back for a reason is told."""
    reasons = {} if reason is None else {LAST.id: reason}
    known = Kept(**{"reasons": reasons, "foreign": set(), "sent": 0, **kept})
    return unexplained(evidence, {LAST.id: claimed}, known, 1000) is not None


def validated(best: float) -> Evidence:
    """A run whose trainings had this accuracy on the rows that they did not learn from, and no other."""
    history = {"val_accuracy": (0.1, best, None)}
    many = RUN.fits[0].rows.model_copy(update={"kept": 1000})
    fits = [fit.model_copy(update={"history": history, "validation": many, "shared_rows": 0}) for fit in RUN.fits]
    return RUN.model_copy(update={"fits": tuple(fits), "evaluations": ()})


def evaluated(pool: PoolName) -> Evidence:
    """A run that measured itself on rows of a pool, and well."""
    rows = RUN.fits[0].rows.model_copy(update={"kept": 1000, "pools": {pool: 1000}})
    seen = Evaluation(id="e", at=1, cell=1, model="model-1", via="evaluate", rows=rows, results={"accuracy": 0.9})
    return RUN.model_copy(update={"fits": (), "evaluations": (seen,)})


@pytest.mark.parametrize("reason", [None, "code", "size", "room", "", "whatever"])
def test_a_reason_that_shows_nowhere_is_not_believed(reason: str | None) -> None:
    """None given, or one that the record contradicts."""
    assert found(reason)


def test_reasons_that_the_record_bears_out_are() -> None:
    """Layers of one's own, a large model, no room after large models."""
    run = validated(0.9)
    large = tuple(model.model_copy(update={"parameters": 3_000_000}) for model in run.models)
    assert not found("code", evidence=run, foreign={LAST.id})
    assert not found("size", evidence=run.model_copy(update={"models": large}))
    assert not found("room", evidence=run, sent=MOST_SENT - 1)


@pytest.mark.parametrize("reason", ["inputs", "code"])
def test_what_cannot_be_asked_again_is_held_to_what_the_run_measured(reason: str) -> None:
    """No more than chance above the best validation: four deviations of 1,000 and of the validation's rows."""
    assert not found(reason, 0.80, validated(0.80), foreign={LAST.id})
    assert found(reason, 0.99, validated(0.80), foreign={LAST.id})
    assert found(reason, 0.50, validated(0.10), foreign={LAST.id})


def test_a_validation_on_what_was_learnt_measures_nothing() -> None:
    """Neither training rows, nor rows labelled as the model answers them."""
    run = validated(0.95)
    learnt = tuple(fit.model_copy(update={"shared_rows": 50}) for fit in run.fits)
    assert found("inputs", 0.9, run.model_copy(update={"fits": learnt}))
    rows = run.fits[0].validation
    assert rows is not None
    named = rows.model_copy(update={"labels_wrong": 500})
    assert found(
        "inputs", 0.9, run.model_copy(update={"fits": (run.fits[0].model_copy(update={"validation": named}),)})
    )
    assert found("inputs", 0.9, evaluated("train"))


def test_evaluations_and_folds_measure_too() -> None:
    """Of a run that validates nothing while it trains."""
    assert not found("inputs", 0.9, evaluated("test"))
    rows = evaluated("test").evaluations[0].rows
    trial = Trial(id="0", status="COMPLETED", values={}, score=0.9)
    grid = GridSearch(
        id="g",
        at=1,
        cell=1,
        kind="GridSearchCV",
        parameters={},
        candidates_asked=1,
        candidates_run=1,
        folds=3,
        rows=rows,
        trials=(trial,),
    )
    assert not found("inputs", 0.9, RUN.model_copy(update={"fits": (), "evaluations": (), "grids": (grid,)}))


def test_a_run_that_was_cut_short_may_lack_its_last_model() -> None:
    """Between a prediction and its model a limit may end the run; only the last one is excused."""
    cut = RUN.model_copy(update={"ending": Ending(kind="cpu-limit")})
    assert not found(None, evidence=cut)
    assert unexplained(cut, {RUN.predictions[0].id: 0.9}, Kept({}, set(), 0), 1000) is not None


def test_what_was_asked_again_needs_no_reason() -> None:
    """Nothing is open."""
    assert unexplained(RUN, {}, Kept({}, set(), 0), 1000) is None
