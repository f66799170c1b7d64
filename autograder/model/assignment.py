"""An assignment: its data, budgets and rubric, as `assignments/<id>/assignment.toml` states them."""

from typing import Any, Literal

from pydantic import Field, model_validator

from autograder.model.base import Frozen, Text


class Budget(Frozen):
    """How much of what a notebook asks for is really run. None: all of it."""

    name: str
    rows: int | None = Field(default=None, gt=0)
    epochs: int | None = Field(default=None, gt=0)
    trials: int | None = Field(default=None, gt=0)
    candidates: int | None = Field(default=None, gt=0)
    wall_seconds: float = Field(default=600, gt=0)
    official: bool = False
    """Run on the official arrays instead of the pools cut from them; only the source "keras" has them."""
    judges_accuracy: bool = True
    """False for budgets too small for an accuracy to mean anything."""


class Course(Frozen):
    """One data set's part in the assignment: graded, or a worked example that gets only a token budget."""

    dataset: str
    graded: bool


AnswerForm = Literal["search", "grid", "training", "functions"]


class Question(Frozen):
    """An exercise. `roles` are settings by which its search is recognised whatever cell it stands in.

    answer: what answers it: a Keras Tuner search, a scikit-learn search, one training, or functions that are called.
    continues: the question whose search or training it goes on with (a conclusion on it, scores of its models).
    """

    id: str
    title: Text
    answer: AnswerForm = "search"
    roles: tuple[str, ...] = ()
    continues: str | None = None


class CheckSpec(Frozen):
    """One line of the rubric: which kind of check, on what, for how many points."""

    id: str
    question: str
    kind: str
    points: float = Field(ge=0)
    title: Text
    advice: Text | None = None
    """What to do when it is not right; shown below the reason."""
    settings: dict[str, Any] = {}


class Assignment(Frozen):
    """A validated assignment."""

    id: str
    title: Text
    data: tuple[Course, ...]
    budgets: dict[str, Budget]
    token: Budget
    """The budget for data that are not graded."""
    questions: tuple[Question, ...]
    checks: tuple[CheckSpec, ...]
    max_score: float = Field(gt=0)
    default_budgets: dict[str, str] = {}
    """The budget that grades by default, by data source (`embedded`, `keras`, `prepared`); otherwise `standard`."""
    convolutions: bool = False
    """Its networks are convolutional: they train with kernels that are faster, and less alike between processors."""
    seeds: tuple[int, ...] = (101, 202, 303, 404)
    """The seeds a grade may use, in order; only borderline work needs more than the first."""

    @model_validator(mode="after")
    def _consistent(self) -> "Assignment":
        total = sum(check.points for check in self.checks)
        if abs(total - self.max_score) > 1e-9:
            raise ValueError(f"the checks' points add up to {total:g}, not to max_score = {self.max_score:g}")
        known = {question.id for question in self.questions}
        begun = {question.id for question in self.questions if question.continues is None}
        for question in self.questions:
            if question.continues is not None and question.continues not in begun:
                raise ValueError(f"question {question.id!r} continues {question.continues!r}: no question that begins")
        for check in self.checks:
            if check.question not in known:
                raise ValueError(f"check {check.id!r} names question {check.question!r}; there are {sorted(known)}")
        ids = [check.id for check in self.checks]
        if len(set(ids)) != len(ids):
            raise ValueError("two checks have the same id")
        return self

    @property
    def graded_dataset(self) -> str:
        """The data set whose results count."""
        return next(course.dataset for course in self.data if course.graded)

    def question(self, identifier: str) -> Question:
        """The question with this id."""
        return next(question for question in self.questions if question.id == identifier)
