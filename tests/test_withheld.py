"""A model that was kept back is believed only where the record shows why."""

from typing import Any

import pytest
from checks.build import honest

from autograder.model.evidence import Ending, Evidence
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
    fits = [fit.model_copy(update={"history": history, "validation": many}) for fit in RUN.fits]
    return RUN.model_copy(update={"fits": tuple(fits), "evaluations": ()})


@pytest.mark.parametrize("reason", [None, "code", "size", "room", "", "whatever"])
def test_a_reason_that_shows_nowhere_is_not_believed(reason: str | None) -> None:
    """None given, or one that the record contradicts."""
    assert found(reason)


def test_reasons_that_the_record_bears_out_are() -> None:
    """Layers of one's own, a large model, no room after large models."""
    large = tuple(model.model_copy(update={"parameters": 3_000_000}) for model in RUN.models)
    assert not found("code", foreign={LAST.id})
    assert not found("size", evidence=RUN.model_copy(update={"models": large}))
    assert not found("room", sent=MOST_SENT - 1)


def test_inputs_of_ones_own_are_held_to_what_the_run_measured() -> None:
    """No more than chance above the best validation: four deviations of 1,000 and of the validation's rows."""
    assert not found("inputs", 0.80, validated(0.80))
    assert found("inputs", 0.99, validated(0.80))
    assert found("inputs", 0.50, validated(0.10))


def test_a_run_that_was_cut_short_may_lack_its_last_model() -> None:
    """Between a prediction and its model a limit may end the run; only the last one is excused."""
    cut = RUN.model_copy(update={"ending": Ending(kind="cpu-limit")})
    assert not found(None, evidence=cut)
    assert unexplained(cut, {RUN.predictions[0].id: 0.9}, Kept({}, set(), 0), 1000) is not None


def test_what_was_asked_again_needs_no_reason() -> None:
    """Nothing is open."""
    assert unexplained(RUN, {}, Kept({}, set(), 0), 1000) is None
