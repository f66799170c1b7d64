"""`overfit`: a handful of examples learnt by heart, wherever and however."""

from typing import Any

import pytest

from autograder.model.evidence import Evaluation

from .build import TRAIN, causes
from .training import TWENTY, by_heart, judge, record, training


def reached(accuracy: float, **changes: Any) -> dict[str, Any]:
    """A history that ends with this accuracy and a loss that proves nothing."""
    return {"history": {"loss": (1.0, 0.5), "accuracy": (0.3, accuracy)}, **changes}


def test_an_accuracy_of_one_passes() -> None:
    """Among other trainings, and though a later epoch fell back."""
    history = {"loss": (1.0, 0.1, 0.2), "accuracy": (0.5, 1.0, 0.95)}
    assert judge("e.overfit", record(by_heart(history=history), training(50))).verdict == "pass"


@pytest.mark.parametrize("rows", [10, 20, 40])
def test_about_twenty_rows_are_as_good(rows: int) -> None:
    """From half to twice the number asked for."""
    few = TWENTY.model_copy(update={"asked": rows, "kept": rows})
    assert judge("e.overfit", record(by_heart(rows=few))).verdict == "pass"


def test_without_such_a_training_the_answer_is_missing() -> None:
    """A training on all the rows is none, though the budget keeps few of them."""
    many = TRAIN.model_copy(update={"kept": 20})
    verdict = judge("e.overfit", record(training(10, rows=many, **reached(1.0))))
    assert (verdict.credit, causes(verdict)) == (0.0, ["answer-missing"])


def test_an_accuracy_below_one_costs_half() -> None:
    """The experiment is there, the network did not manage."""
    verdict = judge("e.overfit", record(by_heart(**reached(0.65, epochs_run=2))))
    assert (verdict.credit, causes(verdict)) == (0.5, ["not-trained"])
    assert "65,0 % con 20 ejemplos tras 2 épocas" in verdict.message.es


def test_what_the_budget_ended_costs_nothing() -> None:
    """With more epochs it might have got there."""
    assert judge("e.overfit", record(by_heart(**reached(0.9, stopped_by="budget")))).verdict == "undetermined"


def test_a_small_loss_proves_it_where_nothing_else_was_measured() -> None:
    """Below ln 2 / 20 = 0.0347 each right class has more than half of the probability; above, nobody knows."""
    assert judge("e.overfit", record(by_heart(history={"loss": (1.0, 0.03)}))).verdict == "pass"
    assert judge("e.overfit", record(by_heart(history={"loss": (1.0, 0.04)}))).verdict == "undetermined"


def test_steps_of_a_loop_count_their_different_rows() -> None:
    """Thirty steps on the same twenty rows, measured by `evaluate` afterwards."""
    repeated = TWENTY.model_copy(update={"asked": 600})
    loop = by_heart(via="train_on_batch", rows=repeated, history={})
    result = Evaluation(
        id="evaluation-12", at=12, cell=1, model="model-10", via="evaluate", rows=TWENTY, results={"accuracy": 1.0}
    )
    assert judge("e.overfit", record(loop, evaluations=(result,))).verdict == "pass"
    assert judge("e.overfit", record(loop)).verdict == "undetermined"


def test_trainings_that_all_end_with_an_error_are_named() -> None:
    """Nothing was measured because nothing trained; with one that did, the others do not count."""
    broke = {"history": {}, "epochs_run": 0, "error": "InvalidArgumentError: 9 is not in [0, 9)"}
    verdict = judge("e.overfit", record(by_heart(**broke)))
    assert (verdict.credit, causes(verdict)) == (0.0, ["not-trained"])
    assert "9 is not in" in verdict.message.en
    assert judge("e.overfit", record(by_heart(**broke), by_heart())).verdict == "pass"
    graph = {**broke, "error": 'InvalidArgumentError: Graph execution error:\n\nFile "/a/b.py", line 3, in serve'}
    assert judge("e.overfit", record(by_heart(**graph))).message.en == (
        "The training ends with an error: InvalidArgumentError"
    )
    late = {**broke, "error": "CellTimeoutError: "}
    assert judge("e.overfit", record(by_heart(**late))).verdict == "undetermined"
