"""`saved`: the file that holds the model."""

from typing import Any

import pytest

from autograder.model.evidence import Evidence

from .build import causes, edit, plus, without
from .build_text import answers, judge_text, network, saved_file, searched, text_case, trained, wire_fit

LOADED = "prediction-123"


def changed(run: Evidence, **changes: Any) -> Evidence:
    """A run with its file's record changed."""
    return edit(run, "saved", lambda item: True, **changes)


def test_the_honest_files_pass() -> None:
    """The best model of a search, the only model of a training."""
    assert judge_text("saved", searched()).verdict == "pass"
    assert judge_text("saved", trained()).verdict == "pass"


@pytest.mark.parametrize("run", [searched(), trained()])
def test_no_file_and_weights_alone(run: Evidence) -> None:
    """Weights need the code to be of use: half; an export elsewhere is half as well; a pickle is nothing."""
    assert causes(judge_text("saved", without(run, "saved"))) == ["model-not-saved"]
    weights = judge_text("saved", changed(run, format="weights", loads=None, prediction=None))
    assert (causes(weights), weights.credit) == (["model-not-saved"], 0.5)
    export = judge_text("saved", changed(run, format="export", loads=None, prediction=None))
    assert (causes(export), export.credit) == (["model-not-saved"], 0.5)
    pickle = judge_text("saved", changed(run, format="pickle", loads=None, prediction=None, model=None))
    assert (causes(pickle), pickle.credit) == (["model-not-saved"], 0.0)


def test_saved_before_it_was_trained() -> None:
    """The model was fitted afterwards, the file was not."""
    run = edit(trained(), "saved", "saved-13", at=5, after_fits=(), weights="w-0")
    run = edit(run, "predictions", "prediction-113", values=answers(1, "x", seed=9).values)
    assert causes(judge_text("saved", run)) == ["saved-untrained"]


def test_another_object_with_the_trained_weights_is_trained() -> None:
    """A copy, or a model into which a checkpoint was loaded, predicts as the trained one does."""
    copy = plus(changed(trained(), model="copy", after_fits=(), weights="w-copy"), "models", network(12, "copy"))
    assert judge_text("saved", copy).verdict == "pass"
    fresh = edit(copy, "predictions", "prediction-113", values=answers(1, "x", seed=9).values)
    assert causes(judge_text("saved", text_case(fresh, {"prediction-12": 0.8, "prediction-113": 0.5}))) == [
        "saved-untrained"
    ]
    as_good = {"prediction-12": 0.8, "prediction-113": 0.78}
    assert causes(judge_text("saved", text_case(fresh, as_good, judges_accuracy=True))) != ["saved-untrained"]
    # Where accuracies mean nothing, an untrained model is as good as a trained one.
    assert causes(judge_text("saved", text_case(fresh, as_good))) == ["saved-untrained"]


def test_a_file_that_does_not_load() -> None:
    """Its reason is told; where nobody could try, a person looks."""
    verdict = judge_text("saved", changed(trained(), loads=False, prediction=None, error="ValueError: no layer Red"))
    assert causes(verdict) == ["saved-unloadable"]
    assert "no layer Red" in verdict.message.en
    assert judge_text("saved", changed(trained(), loads=None, prediction=None)).verdict == "undetermined"


def test_another_model_than_the_best_one() -> None:
    """A candidate's, or one trained with other values; its file predicts something else."""
    run = plus(plus(searched(), "fits", wire_fit(30, "small")), "models", network(30, "small", 32))
    run = changed(run, model="small", after_fits=("fit-30",), weights="w-small", at=31)
    run = edit(run, "predictions", LOADED, values=answers(1, "x", seed=3).values)
    verdict = judge_text("saved", run)
    assert (causes(verdict), verdict.credit) == (["saved-other"], 0.5)


def test_a_fresh_training_with_the_best_values_is_the_best_model() -> None:
    """The search chose the values, the student trained them on everything."""
    run = plus(plus(searched(), "fits", wire_fit(30, "anew")), "models", network(30, "anew"))
    run = changed(run, model="anew", after_fits=("fit-30",), weights="w-anew", at=31)
    assert judge_text("saved", run).verdict == "pass"


def test_a_file_replaced_by_other_means_is_told_by_what_it_predicts() -> None:
    """The model is as it was when it was saved, and the file answers differently."""
    run = edit(searched(), "predictions", LOADED, values=answers(1, "x", seed=3).values)
    assert causes(judge_text("saved", run)) == ["saved-other"]


def test_rounding_is_no_difference() -> None:
    """A loaded model computes the same sums in another order."""
    run = edit(searched(), "predictions", LOADED, values=answers(1, "x", noise=1e-4).values)
    assert judge_text("saved", run).verdict == "pass"


def test_a_second_file_does_no_harm() -> None:
    """An early one beside a good one."""
    run = plus(trained(), "saved", saved_file(5, "net", weights="w-0", prediction=None))
    assert judge_text("saved", run).verdict == "pass"


def test_a_file_of_unknown_origin_is_left_to_a_person() -> None:
    """It appeared without `save`, loads, and nothing tells what it is."""
    run = changed(trained(), model=None, weights="", after_fits=(), prediction=None)
    assert judge_text("saved", run).verdict == "undetermined"


def test_without_training_there_is_nothing_to_save() -> None:
    """The question was not answered."""
    run = without(searched(), "grids")
    assert causes(judge_text("saved", run)) == ["search-missing"]


def test_accuracy_is_the_files_own() -> None:
    """No file, no accuracy; a file that could not be tried stands for its model."""
    own = {"prediction-12": 0.9, "prediction-113": 0.1}
    measured = text_case(trained(), own, judges_accuracy=True)
    assert judge_text("accuracy", measured).evidence["accuracies"] == [0.1]
    stands = text_case(changed(trained(), loads=None, prediction=None), own, judges_accuracy=True)
    assert judge_text("accuracy", stands).evidence["accuracies"] == [0.9]
    assert causes(judge_text("accuracy", without(trained(), "saved"))) == ["model-not-saved"]
    assert causes(judge_text("accuracy", changed(trained(), loads=False, prediction=None))) == ["saved-unloadable"]
