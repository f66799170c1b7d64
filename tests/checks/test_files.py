"""Saved files, agreement of predictions, and models trained anew like the best."""

import pytest

from autograder.checks.agreement import agree
from autograder.checks.files import same_as, trained
from autograder.checks.section import Section
from autograder.checks.twins import alike, best_models, best_trial
from autograder.checks.verdicts import missing
from autograder.model.assignment import AnswerForm
from autograder.model.evidence import Optimizer

from .build import causes, edit, plus
from .build_text import answers, network, saved_file, searched, the_grid, wire_fit


def test_predictions_agree_but_for_rounding() -> None:
    """Another model's do not; what cannot be read or is no number tells nothing; another shape is another model."""
    one = answers(1, "x")
    assert agree(one, answers(2, "y", noise=5e-4)) is True
    assert agree(one, answers(2, "y", noise=5e-3)) is False
    assert agree(one, answers(2, "y", seed=1)) is False
    assert agree(one, one.model_copy(update={"values": "?"})) is None
    assert agree(one, answers(2, "y", noise=float("nan"))) is None
    assert agree(one, one.model_copy(update={"shape": (3, 6)})) is False


def test_a_file_is_known_by_its_model_its_trainings_its_weights_or_its_answers() -> None:
    """Whichever of them is known; of nothing nothing is known."""
    run = searched()
    unknown = saved_file(30, None, weights="", prediction=None)
    assert same_as(run, unknown, {"best"}) is None
    assert same_as(run, unknown.model_copy(update={"model": "best"}), {"best"}) is True
    assert same_as(run, unknown.model_copy(update={"after_fits": ("fit-20",)}), {"best"}) is True
    assert same_as(run, unknown.model_copy(update={"weights": "w-best"}), {"best"}) is True
    assert same_as(run, unknown.model_copy(update={"prediction": "prediction-123"}), {"best"}) is True
    assert same_as(run, unknown.model_copy(update={"model": "fold-0"}), {"best"}) is False
    assert same_as(run, unknown, ()) is None


def test_a_model_given_back_by_a_search_is_trained() -> None:
    """No fit outside the search stands behind it."""
    run = plus(searched(), "models", network(40, "back", search="search-1", rank=0))
    assert trained(run, saved_file(41, "back", prediction=None)) is True
    assert trained(run, saved_file(41, "new", prediction=None)) is False
    assert trained(run, saved_file(41, None, weights="", prediction=None)) is None


def test_the_best_candidate_is_the_one_the_search_names() -> None:
    """Otherwise the one with the highest score; without trials there is none."""
    grid = the_grid()
    assert getattr(best_trial(grid), "id", None) == "1"
    named = grid.model_copy(update={"best": grid.trials[0].values})
    assert getattr(best_trial(named), "id", None) == "0"
    assert getattr(best_trial(grid.model_copy(update={"best": {}})), "id", None) == "1"
    assert best_trial(grid.model_copy(update={"trials": ()})) is None


def test_a_twin_has_the_layers_and_the_searched_optimizer() -> None:
    """Names and seeds do not matter; another rate does where the rate was searched."""
    run = plus(searched(), "models", network(30, "anew"), network(31, "other"))
    fast = Optimizer(kind="SGD", schedule="ExponentialDecay", config={"schedule.initial_learning_rate": 0.3})
    run = plus(run, "fits", wire_fit(30, "anew"), wire_fit(31, "other", optimizer=fast))
    assert best_models(run, run.grids[0]) == ("best", "anew")
    still = edit(run, "grids", "grid-10", probes=the_grid().probes[:1])
    assert best_models(still, still.grids[0]) == ("best", "anew", "other")
    assert not alike(run, run.fits[0], run.fits[-1])


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("search", "search-missing"),
        ("grid", "search-missing"),
        ("training", "not-trained"),
        ("functions", "answer-missing"),
    ],
)
def test_what_is_missing_is_named_by_the_form_of_its_answer(answer: AnswerForm, cause: str) -> None:
    """In both languages, for no points."""
    verdict = missing("a", Section(answer=answer))
    assert (causes(verdict), verdict.credit) == ([cause], 0.0)
    assert verdict.message.es != verdict.message.en
