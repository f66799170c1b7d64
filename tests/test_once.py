"""A model is asked once in each state; an answer more was added by somebody."""

import pytest
from checks.build import honest
from test_pipeline import SUBMISSION, data, frames, grader, replay

from autograder.model.evidence import Evidence, Prediction
from autograder.once import looked_over, told_again
from autograder.runner import GradingData

__all__ = ["data"]


def asked(*states: str, model: str = "m") -> Evidence:
    """A run in which a model was asked after these trainings, each a letter."""
    made = [
        Prediction(
            id=f"prediction-{at}", at=at, cell=0, model=model, dataset="d", route="evaluated",
            after_fits=tuple(state), shape=(0, 10), values="",
        )
        for at, state in enumerate(states)
    ]  # fmt: skip
    return honest().model_copy(update={"predictions": tuple(made), "models": ()})


def test_honest_runs_set_nothing_off() -> None:
    """Before training, after one, after two; and the honest run as it is."""
    assert told_again(asked("", "a", "ab")) == ()
    assert told_again(honest()) == ()
    assert looked_over(honest()) is not None


@pytest.mark.parametrize("states", [("a", "a"), ("", "a", ""), ("a", "ab", "a"), ("ab", "a"), ("a", "")])
def test_an_answer_more_is_told(states: tuple[str, ...]) -> None:
    """The same state again, or one left behind."""
    (wire,) = told_again(asked(*states))
    assert wire.code == "prediction-twice"


def test_another_models_trainings_are_told() -> None:
    """A model is in no state that it was not trained into."""
    run = honest()
    fit, other = run.fits[-1], run.fits[0]
    assert fit.model != other.model
    real = next(item for item in run.predictions if item.after_fits == (fit.id,))
    moved = real.model_copy(update={"model": other.model})
    assert told_again(run.model_copy(update={"predictions": (moved,)})) != ()
    assert told_again(run.model_copy(update={"predictions": (real,)})) == ()


def test_a_searchs_best_model_may_be_asked_late() -> None:
    """How it was when it came back, where it was trained further meanwhile; but not twice."""
    model = honest().models[0].model_copy(update={"id": "m", "search": "search-1"})
    late = asked("ab", "a").model_copy(update={"models": (model,)})
    assert told_again(late) == ()
    assert told_again(asked("a", "b", "a").model_copy(update={"models": (model,)})) != ()


def test_a_person_is_asked_and_no_point_is_lost(data: GradingData) -> None:
    """A forged prediction beside the real one is tampering, whatever accuracy it has."""
    told = frames(honest())
    real = next(frame for frame in told if frame["kind"] == "prediction")
    forged = {**real, "record": {**real["record"], "id": "prediction-900", "at": 9000}}
    made, _ = grader(data, replay([*told, forged]))
    grade = made.grade_one(SUBMISSION).grade
    assert (grade.status, grade.score) == ("needs-review", grade.max_score)
    assert any("prediction-twice" in finding.message.en for finding in grade.findings)
