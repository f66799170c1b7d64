"""Finding each question's work in notebooks of every order."""

from autograder.checks.locate import Section, locate
from autograder.model.evidence import CellError, CellRun, Evidence, HyperParameter, Probe

from .build import (
    TRAIN,
    causes,
    edit,
    final_fit,
    fit,
    honest,
    judge,
    plus,
    prediction,
    search_a,
    search_b,
    tl04,
    trial,
    trials_a,
    trials_b,
    without,
)

MNIST = TRAIN.model_copy(update={"dataset": "mnist"})


def found(evidence: Evidence) -> dict[str, Section]:
    """The sections of TL04's two questions."""
    return locate(tl04(), evidence)


def searches(evidence: Evidence) -> list[str | None]:
    """The ids of the searches that answer a and b."""
    return [section.search.id if section.search else None for section in found(evidence).values()]


def moved(evidence: Evidence, shift: dict[str, int]) -> Evidence:
    """The evidence with some records at other ticks."""
    for name in ("searches", "fits", "models", "evaluations", "predictions", "figures"):
        for item in getattr(evidence, name):
            if item.id in shift:
                evidence = edit(evidence, name, item.id, at=shift[item.id])
    return evidence


def test_a_section_holds_all_that_belongs_to_a_question() -> None:
    """Search, trainings, best model, final training, predictions and figure."""
    section = found(honest())["b"]
    assert section.search is not None
    assert section.search.id == "search-110"
    assert [item.id for item in section.fits] == ["fit-111", "fit-112"]
    assert section.tuned_models == ("best-b",)
    assert (section.tuned, section.final) == ("prediction-120", "prediction-131")
    assert section.final_fit is not None
    assert (section.final_fit.id, section.final_epochs) == ("fit-130", 20)
    assert [item.id for item in section.figures] == ["figure-132"]


def test_what_is_searched_decides_over_the_order() -> None:
    """Whoever answers b first is understood."""
    run = honest().model_copy(
        update={"searches": (search_b(10), search_a(110)), "fits": (*trials_b(10), *trials_a(110))}
    )
    assert searches(run) == ["search-110", "search-10"]


def test_roles_are_seen_in_the_trainings_where_probes_could_not_be_made() -> None:
    """A learning rate that varies from trial to trial is as good as a probe."""
    run = honest().model_copy(
        update={"searches": (search_b(10), search_a(110)), "fits": (*trials_b(10), *trials_a(110))}
    )
    run = edit(run, "searches", lambda item: True, probes=())
    assert searches(run) == ["search-110", "search-10"]


def test_without_any_roles_the_order_decides() -> None:
    """Two searches of who knows what are a and b."""
    run = edit(honest(), "searches", lambda item: True, probes=(), space=())
    run = edit(run, "fits", lambda item: True, callbacks=(), optimizer=None, batch_size=256)
    assert searches(run) == ["search-10", "search-110"]


def test_the_worked_examples_searches_are_passed_over() -> None:
    """A search on MNIST answers nothing, and ends the section before it."""
    example = edit(honest().model_copy(update={"searches": (), "fits": ()}), "fits", "", at=0)
    mnist = tuple(item.model_copy(update={"rows": MNIST}) for item in trials_a(2))
    run = plus(plus(honest(), "searches", search_a(2)), "fits", *mnist)
    assert searches(run) == ["search-10", "search-110"]
    assert searches(example) == [None, None]


def test_of_several_tries_the_last_one_counts() -> None:
    """A first search of question a, thrown away, is followed by a better one."""
    run = plus(plus(honest(), "searches", search_a(2)), "fits", *trials_a(2))
    assert searches(run) == ["search-10", "search-110"]
    run = plus(plus(honest(), "searches", search_b(140)), "fits", *trials_b(140))
    assert searches(run) == ["search-10", "search-140"]


def test_calling_search_again_is_the_same_search() -> None:
    """All trials are done already; a best model recovered after it is still the search's."""
    again = search_a(50)
    run = plus(honest(), "searches", again)
    assert searches(run) == ["search-10", "search-110"]
    later = edit(run, "models", "best-a", search="search-50")
    assert found(later)["a"].tuned_models == ("best-a",)
    assert searches(without(run, "searches", "search-110")) == ["search-10", None]


def test_another_try_at_one_question_does_not_answer_the_other() -> None:
    """Question b was not attempted: two searches for the learning rate are two tries at a."""
    run = plus(without(honest(), "searches", "search-110"), "fits", *trials_a(50))
    other = search_a(50).model_copy(update={"trials": ()})
    assert searches(plus(run, "searches", other)) == ["search-50", None]


def test_a_failed_attempt_at_a_question_is_still_its_answer() -> None:
    """A search that declares more than a's hyperparameters, none of which reaches the scheduler."""
    dead = Probe(hyperparameter="factor", values=(0.1, 0.5))
    attempt = search_a(110).model_copy(
        update={
            "space": (*search_a().space, HyperParameter(name="factor", kind="Float")),
            "probes": (*search_a().probes, dead),
        }
    )
    run = plus(without(honest(), "searches", "search-110"), "searches", attempt)
    run = run.model_copy(update={"fits": (*trials_a(10), *trials_a(110))})
    assert searches(run) == ["search-10", "search-110"]


def test_a_search_that_an_exception_ended_has_failed() -> None:
    """Keras Tuner leaves the trial it was at as running; a run that was only cut short tells of no error."""
    begun = search_a().model_copy(update={"trials": (trial(0, None, "RUNNING"),)})
    run = honest().model_copy(update={"searches": (begun,), "fits": ()})
    broken = CellRun(index=begun.cell, status="error", error=CellError(kind="FatalTypeError", message="no model"))
    failed = run.model_copy(update={"cells": (broken,)})
    assert [found(item)["a"].all_failed for item in (run, failed)] == [False, True]
    verdict = judge("a.space", failed)
    assert (causes(verdict), "no model" in verdict.message.en) == (["trial-failed"], True)


def test_only_question_b_answered() -> None:
    """A lone search is b's where it varies what b varies; a is empty."""
    run = without(honest(), "searches", "search-10")
    assert searches(run) == [None, "search-110"]
    assert found(run)["a"] == Section()


def test_everything_in_one_cell() -> None:
    """Cells do not matter, the order of events does."""
    run = honest()
    for name in ("searches", "fits", "models", "evaluations", "predictions", "figures"):
        run = edit(run, name, lambda item: True, cell=3)
    got = found(run)
    assert [section.final for section in got.values()] == ["prediction-31", "prediction-131"]


def test_searches_first_and_final_trainings_after_them() -> None:
    """Then the trainings, predictions and figures go to the questions in their order."""
    run = moved(honest(), {"fit-30": 125, "prediction-31": 126, "evaluation-31": 127, "figure-32": 128})
    got = found(run)
    assert [item.final_fit.id for item in got.values() if item.final_fit] == ["fit-30", "fit-130"]
    assert [item.final for item in got.values()] == ["prediction-31", "prediction-131"]
    assert [[drawn.id for drawn in item.figures] for item in got.values()] == [["figure-32"], ["figure-132"]]


def test_a_final_training_in_two_steps_counts_once() -> None:
    """Ten epochs and ten more of the same model are twenty."""
    run = edit(honest(), "fits", "fit-30", epochs_asked=10)
    run = plus(run, "fits", final_fit(35, "final-a", epochs_asked=10))
    section = found(run)["a"]
    assert section.final_fit is not None
    assert (section.final_fit.id, section.final_epochs) == ("fit-35", 20)


def test_training_on_all_rows_goes_before_any_other() -> None:
    """A trial training of the student's own after the final one is not the final one."""
    run = plus(honest(), "fits", fit(40, "play"))
    section = found(run)["a"]
    assert section.final_fit is not None
    assert section.final_fit.id == "fit-30"


def test_a_final_model_that_was_the_best_one_keeps_both_predictions() -> None:
    """Training the recovered model further leaves its first prediction to the search."""
    run = without(edit(honest(), "fits", "fit-30", model="best-a"), "predictions", "prediction-31")
    section = found(plus(run, "predictions", prediction(31, "best-a", "fit-30")))["a"]
    assert (section.tuned, section.final) == ("prediction-20", "prediction-31")


def test_a_question_may_go_on_with_anothers_search() -> None:
    """A conclusion about question a's search has that search's section, and takes no search from anybody."""
    assignment = tl04()
    more = assignment.questions[1].model_copy(update={"id": "c", "continues": "b", "roles": ()})
    assignment = assignment.model_copy(update={"questions": (*assignment.questions, more)})
    sections = locate(assignment, honest())
    assert sections["c"] == sections["b"]
    assert sections["b"] == found(honest())["b"]
