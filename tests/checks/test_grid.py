"""`grid`: scikit-learn searches over Keras models."""

import pytest

from autograder.model.evidence import Evidence, Probe

from .build import causes, edit, fit, plus, without
from .build_text import WIRES_TEST, judge_text, searched, text_case, the_grid, wire_fit

PROBES = the_grid().probes


def changed(**changes: object) -> Evidence:
    """The honest search with some of its record changed."""
    return edit(searched(), "grids", "grid-10", **changes)


def probed(*probes: Probe) -> Evidence:
    """The honest search with these probes instead of units' and rate's."""
    return changed(probes=(*probes, PROBES[2]))


def test_an_honest_search_passes() -> None:
    """Two parameters with effect beside the epochs."""
    verdict = judge_text("grid", searched())
    assert verdict.verdict == "pass"
    assert verdict.evidence["parameters"] == {"model__units": "further", "model__rate": "further", "epochs": "beside"}


def test_a_parameter_that_changes_nothing_is_named() -> None:
    """It is declared and the builder never uses it: half of what was asked for."""
    verdict = judge_text("grid", probed(PROBES[0], Probe(hyperparameter="model__rate", values=(0.1, 0.3))))
    assert (causes(verdict), verdict.credit) == (["hyperparameter-unused"], 0.5)
    assert "model__rate" in verdict.message.es


def test_epochs_and_batch_size_alone_are_too_few() -> None:
    """Whatever they are called."""
    size = Probe(hyperparameter="lote", values=(32, 64), responses={"fit.batch_size": (32, 64)})
    run = changed(parameters={"lote": (32, 64), "epochs": (5, 10)}, probes=(size, PROBES[2]))
    verdict = judge_text("grid", run)
    assert (causes(verdict), verdict.verdict) == (["range-wrong"], "fail")


def test_one_value_is_no_search() -> None:
    """A list of one."""
    run = changed(
        parameters={"model__units": (64,), "model__rate": (0.1, 0.3)},
        probes=PROBES[1:2],
        trials=(),
    )
    assert causes(judge_text("grid", run)) == ["range-wrong"]


def test_several_grids_count_together() -> None:
    """One parameter after the other is a systematic search as well."""
    first = the_grid(2, parameters={"model__units": (32, 64)}, probes=PROBES[:1], best_model=None)
    run = plus(changed(parameters={"model__rate": (0.1, 0.3)}, probes=PROBES[1:2]), "grids", first)
    assert judge_text("grid", run).verdict == "pass"


def test_what_could_not_be_probed_is_left_to_a_person() -> None:
    """Unless the candidates' models show it: units are seen in the layers, a hidden setting is not."""
    silent = Probe(hyperparameter="model__rate", values=(0.1, 0.3), complete=False)
    assert judge_text("grid", probed(PROBES[0], silent)).verdict == "undetermined"
    units = Probe(hyperparameter="model__units", values=(32, 64), complete=False)
    assert judge_text("grid", probed(units, PROBES[1])).verdict == "pass"


def test_settings_of_fit_that_show_no_role_are_not_called_dead() -> None:
    """class_weight changes the loss, and no role shows it."""
    quiet = Probe(hyperparameter="class_weight", values=("a", "b"))
    run = changed(parameters={"model__units": (32, 64), "class_weight": ("a", "b")}, probes=(PROBES[0], quiet))
    assert judge_text("grid", run).verdict == "undetermined"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"kind": "MySearch", "bases": ("BaseSearchCV",)}, "search-missing"),
        ({"candidates_asked": 2}, "too-few-trials"),
        ({"folds": 1}, "split-wrong"),
        ({"rows": WIRES_TEST}, "test-leak"),
    ],
)
def test_each_mistake_is_named(changes: dict[str, object], cause: str) -> None:
    """By its cause, and by no other."""
    assert causes(judge_text("grid", changed(**changes))) == [cause]


def test_failed_candidates_cost_their_share() -> None:
    """scikit-learn goes on with a score of NaN."""
    first, second = the_grid().trials
    failed = first.model_copy(update={"status": "FAILED", "score": None, "message": "ValueError: units"})
    verdict = judge_text("grid", changed(trials=(failed, second)))
    assert (causes(verdict), verdict.credit) == (["trial-failed"], 0.5)


def test_a_search_that_never_trains_or_is_of_something_else() -> None:
    """All candidates fail, or a random forest is searched, or nothing is."""
    failed = tuple(item.model_copy(update={"status": "FAILED"}) for item in the_grid().trials)
    own = fit(90, "x", rows=searched().fits[0].rows)
    bare = searched().model_copy(update={"fits": (own,)})
    assert causes(judge_text("grid", edit(bare, "grids", "grid-10", trials=failed))) == ["trial-failed"]
    begun = edit(searched(), "grids", "grid-10", trials=failed, probes=())
    begun = edit(begun, "fits", lambda item: item.search == "grid-10", epochs_run=0, error="ValueError: shapes")
    assert causes(judge_text("grid", begun)) == ["trial-failed"]
    forest = edit(bare, "grids", "grid-10", estimator="RandomForestClassifier")
    assert causes(judge_text("grid", forest)) == ["search-missing"]
    assert causes(judge_text("grid", without(searched(), "grids"))) == ["search-missing"]


def test_a_wrapper_of_ones_own_that_trains_keras_models_passes() -> None:
    """The exercise is about the search."""
    assert judge_text("grid", changed(estimator="MyClassifier")).verdict == "pass"


def test_test_rows_in_the_search_are_the_preparations_matter_too() -> None:
    """And so are test rows that validate inside it."""
    assert causes(judge_text("preparation", changed(rows=WIRES_TEST))) == ["test-leak"]
    run = edit(searched(), "fits", lambda item: item.search is not None, validation=WIRES_TEST)
    assert causes(judge_text("preparation", run)) == ["test-as-validation"]
    refit = plus(without(searched(), "fits", "fit-20"), "fits", wire_fit(20, "best", rows=WIRES_TEST))
    assert causes(judge_text("preparation", text_case(refit))) == ["test-leak"]
