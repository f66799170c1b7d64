"""Questions answered by a scikit-learn search."""

from autograder.checks.section import Section
from autograder.model.evidence import Evidence

from .build import edit, plus, without
from .build_text import WIRES, answers, network, saved_file, searched, text_case, the_grid, wire_fit


def section(run: Evidence) -> Section:
    """The question's section."""
    return text_case(run).section("a")


def test_a_section_holds_the_search_its_trainings_and_its_refit() -> None:
    """And the file, whose own prediction is the one that counts."""
    got = section(searched())
    assert got.found
    assert got.grid is not None
    assert (got.grid.id, [item.id for item in got.fits]) == ("grid-10", ["fit-11", "fit-12", "fit-13", "fit-14"])
    assert got.tuned_models == ("best",)
    assert (got.tuned, got.final) == ("prediction-22", "prediction-123")
    assert got.final_fit is not None
    assert got.final_fit.id == "fit-20"
    assert got.file is not None


def test_without_a_search_the_section_is_empty() -> None:
    """Trainings alone are no systematic search."""
    got = section(without(searched(), "grids"))
    assert (got.found, got.cell) == (False, None)


def test_of_coarse_and_fine_the_last_one_that_trained_counts() -> None:
    """One that failed at once is no answer where another trained; both are kept."""
    fine = the_grid(40, best_model="finest")
    run = plus(searched(), "fits", wire_fit(41, "fold-4", search="grid-40", trial="1"), wire_fit(42, "finest"))
    run = plus(plus(run, "grids", fine), "models", network(42, "finest"), network(41, "fold-4"))
    got = section(run)
    assert got.grid is not None
    assert (got.grid.id, len(got.grids)) == ("grid-40", 2)
    late = section(plus(searched(), "grids", the_grid(40, best_model=None)))
    assert late.grid is not None
    assert late.grid.id == "grid-10"


def test_a_search_on_other_data_answers_nothing() -> None:
    """The worked example's."""
    other = WIRES.model_copy(update={"dataset": "mnist"})
    run = edit(edit(searched(), "fits", lambda item: True, rows=other), "grids", "grid-10", rows=other)
    assert not text_case(run.model_copy(update={"fits": (*run.fits, wire_fit(60, "x"))})).section("a").found


def test_a_fresh_training_with_the_best_values_is_the_final_one() -> None:
    """Without a file it goes before the refit; one of another size does not."""
    run = plus(without(searched(), "saved"), "models", network(30, "anew"), network(31, "small", 32))
    run = plus(run, "fits", wire_fit(30, "anew"), wire_fit(31, "small"))
    got = section(plus(run, "predictions", answers(30, "anew", "fit-30")))
    assert got.tuned_models == ("best", "anew")
    assert got.final == "prediction-30"
    assert got.tuned == "prediction-22"


def test_what_is_saved_decides() -> None:
    """Whoever saves the fresh model means that one."""
    run = plus(searched(), "models", network(30, "anew"))
    run = plus(run, "fits", wire_fit(30, "anew"))
    run = plus(run, "saved", saved_file(31, "anew", "fit-30"))
    got = section(plus(run, "predictions", answers(131, "loaded", seed=1)))
    assert got.final_fit is not None
    assert (got.final_fit.id, got.final) == ("fit-30", "prediction-131")


def test_a_failed_search_says_so() -> None:
    """No training, every candidate failed."""
    failed = tuple(item.model_copy(update={"status": "FAILED"}) for item in the_grid().trials)
    run = edit(searched().model_copy(update={"fits": ()}), "grids", "grid-10", trials=failed)
    assert section(run).all_failed
