"""Questions answered by training."""

from autograder.checks.section import Section
from autograder.model.evidence import Evidence

from .build import edit, model, plus, search, trial, without
from .build_text import REVIEWS, answers, network, review_fit, saved_file, text_case, trained


def section(run: Evidence) -> Section:
    """The question's section."""
    return text_case(run).section("a")


def test_the_saved_model_counts() -> None:
    """Its training, its file and the file's own prediction."""
    got = section(trained())
    assert got.final_fit is not None
    assert (got.final_fit.id, got.final, got.final_epochs) == ("fit-10", "prediction-113", 20)
    assert got.file is not None
    assert [item.id for item in got.figures] == ["figure-11"]


def test_the_saved_model_goes_before_one_trained_later() -> None:
    """A last try that is not saved is not the answer."""
    run = plus(plus(trained(), "fits", review_fit(30, "other")), "models", network(30, "other"))
    got = section(run)
    assert got.final_fit is not None
    assert got.final_fit.id == "fit-10"
    unsaved = section(without(run, "saved"))
    assert unsaved.final_fit is not None
    assert unsaved.final_fit.id == "fit-30"


def test_of_several_files_the_one_that_serves_counts() -> None:
    """A later file of weights, or one that does not load, or one saved too early, is passed over."""
    run = plus(
        trained(),
        "saved",
        saved_file(5, "net", path="early.keras", weights="w-0", prediction=None),
        saved_file(40, "net", "fit-10", format="weights", loads=None, prediction=None),
        saved_file(41, "net", "fit-10", loads=False, prediction=None),
    )
    got = section(run)
    assert got.file is not None
    assert (got.file.id, len(got.saved)) == ("saved-13", 4)


def test_a_file_written_over_is_gone() -> None:
    """Only the last record of a path still stands."""
    run = plus(trained(), "saved", saved_file(40, "net", "fit-10", path="model-13.keras", prediction=None))
    assert [item.id for item in section(run).saved] == ["saved-40"]


def test_trainings_on_a_handful_of_rows_are_no_answer() -> None:
    """Twenty rows overfitted on purpose, after the real training."""
    few = REVIEWS.model_copy(update={"asked": 20, "asked_pools": {"train": 20}})
    run = plus(without(trained(), "saved"), "fits", review_fit(40, "toy", rows=few))
    assert [item.id for item in section(run).fits] == ["fit-10"]
    alone = edit(trained(), "fits", "fit-10", rows=few)
    assert section(alone).found


def test_a_model_from_a_search_of_ones_own_is_the_final_one() -> None:
    """Whoever tunes with Keras Tuner saves what it gave back."""
    run = edit(trained(), "fits", "fit-10", search="search-2", trial="0")
    run = plus(run, "searches", search(2, trials=(trial(0),)))
    run = plus(without(run, "saved"), "models", model(20, "returned", search="search-2", rank=0))
    got = section(plus(run, "predictions", answers(21, "returned", dataset="imdb")))
    assert got.final == "prediction-21"
    assert [item.id for item in got.final_fits] == ["fit-10"]


def test_a_copy_that_is_saved_has_the_trainings_behind_it() -> None:
    """Loaded from a checkpoint and saved under another name."""
    run = plus(without(trained(), "saved"), "models", network(20, "copy"))
    got = section(plus(run, "saved", saved_file(21, "copy", "fit-10", prediction="prediction-113")))
    assert [item.id for item in got.final_fits] == ["fit-10"]
    assert got.final == "prediction-113"


def test_nothing_trained() -> None:
    """Then there is no section."""
    run = edit(trained(), "fits", "fit-10", rows=REVIEWS.model_copy(update={"dataset": "mnist"}))
    case = text_case(plus(run, "fits", review_fit(1, "x", rows=REVIEWS)))
    assert case.section("a").found
    assert not section(edit(run, "fits", "fit-10", rows=REVIEWS.model_copy(update={"dataset": "mnist"}))).found
