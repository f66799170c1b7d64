"""`listed`: each of the search's best models is measured."""

import pytest

from autograder.checks.listed import listed
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence
from autograder.model.grade import Verdict
from autograder.model.submission import Cell

from .build import case, causes, edit, evaluation, honest, model, plus, trial, without

ALL = plus(honest(), "models", model(22, "second-a", search="search-10", rank=1))


def judged(run: Evidence, source: str = "get_best_models(num_models=10)") -> Verdict:
    """The verdict on question a, whose search ran two of ten trials."""
    spec = CheckSpec(
        id="a.listed", question="a", kind="listed", points=1.0, title=Text(es="x", en="x"), settings={"test_rows": 9000}
    )
    asked = edit(run, "searches", "search-10", trials_asked=10)
    written = (Cell(index=3, kind="code", source=source),)
    return listed(case(asked).model_copy(update={"written": written}), spec)


def test_all_models_of_the_trials_that_ran() -> None:
    """Ten were asked for, two ran, two were measured."""
    verdict = judged(plus(ALL, "evaluations", evaluation(23, "second-a")))
    assert (verdict.verdict, verdict.evidence) == ("pass", {"measured": 2, "trials": 2})


def test_the_best_alone_is_not_all() -> None:
    """Nor is it when the others are there and not measured; without any, nothing is earned."""
    for run in (honest(), ALL):
        verdict = judged(run)
        assert (verdict.credit, causes(verdict)) == (0.5, ["answer-missing"])
    none = judged(without(honest(), "evaluations"))
    assert (none.credit, causes(none)) == (0.0, ["answer-missing"])


def test_the_final_model_is_none_of_the_searchs() -> None:
    """It was trained on the validation rows too."""
    run = without(ALL, "evaluations", "evaluation-21")
    assert judged(run).evidence["measured"] == 0


def test_models_recovered_in_another_way_count() -> None:
    """Trials loaded one by one are models that no search returned."""
    run = plus(honest(), "models", model(22, "loaded-a"))
    assert judged(plus(run, "evaluations", evaluation(23, "loaded-a"))).verdict == "pass"


@pytest.mark.parametrize(
    ("source", "credit"),
    [
        ("get_best_models(2)", 0.2),
        ("get_best_models(num_models=5)", 1.0),
        ("get_best_models(N)", 1.0),
        ("x", 1.0),
        ("get_best_models()[0]; get_best_models(num_models=len(trials))", 1.0),
        ("get_best_models()[0]; [load_model(trial) for trial in get_best_trials(10)]", 1.0),
    ],
)
def test_how_many_would_have_been_listed(source: str, credit: float) -> None:
    """Two of ten are few, although no more ran here; a number that cannot be read accuses nobody, nor do other ways."""
    verdict = judged(plus(ALL, "evaluations", evaluation(23, "second-a")), source)
    assert verdict.credit == pytest.approx(credit)


def test_without_trials() -> None:
    """A missing search, and one of which every trial failed."""
    assert causes(judged(without(honest(), "searches"))) == ["search-missing"]
    bare = without(honest(), "fits", "fit-11", "fit-12")
    assert causes(judged(edit(bare, "searches", "search-10", trials=(trial(0, None, "FAILED"),)))) == ["trial-failed"]
