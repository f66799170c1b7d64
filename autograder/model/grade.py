"""What a submission earned and why."""

from typing import Literal

from pydantic import AwareDatetime, JsonValue

from autograder.model.base import Frozen, Text

VerdictName = Literal["pass", "partial", "fail", "undetermined"]
Status = Literal["graded", "needs-review", "rejected"]
Unit = Literal["day", "hour"]
Base = Literal["maximum", "earned"]


class Finding(Frozen):
    """A named cause, with the cell it came from. Findings explain; only checks score."""

    cause: str
    question: str | None
    cell: int | None
    message: Text
    hint: bool = False
    """Whether it costs nothing and blames nobody: it says what to try, or what a person should look at."""


class Verdict(Frozen):
    """A check's judgement: `credit` is the share of its points earned, 0 to 1."""

    verdict: VerdictName
    credit: float
    message: Text
    evidence: dict[str, JsonValue] = {}
    findings: tuple[Finding, ...] = ()


class CheckResult(Frozen):
    """A verdict on one line of the rubric."""

    id: str
    question: str
    title: Text
    verdict: VerdictName
    points: float
    max_points: float
    message: Text
    advice: Text | None = None
    evidence: dict[str, JsonValue] = {}
    credit: float | None = None
    """The verdict's, exactly; None where only the points are known."""


class Late(Frozen):
    """What handing in late costs, as a line of its own between what the checks earned and the score."""

    due: AwareDatetime
    """The deadline that holds for this student, in the course's time zone."""
    submitted: AwareDatetime
    units: int
    """Days or hours begun since the deadline and its grace."""
    per: Unit
    percent: float
    """What is taken, after the cap, of the maximum score or of what was earned."""
    of: Base
    points: float
    message: Text


class Grade(Frozen):
    """The result for one submission.

    An undetermined check costs nothing: its points are granted provisionally and the status asks for a review. `score`
    is what counts: what the checks earned, less what handing in late costs.
    """

    submission: str
    status: Status
    score: float
    max_score: float
    seeds: tuple[int, ...] = ()
    questions: dict[str, Text] = {}
    """Titles of the questions by id."""
    checks: tuple[CheckResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: Text | None = None
    """Why it was rejected or needs a review."""
    repairs: tuple[Text, ...] = ()
    late: Late | None = None
    """None: in time, or nobody said when."""
    participant: str | None = None
    """The learning platform's id of the student, where the name of the file or its folder tells it."""
    seconds: float = 0.0

    @property
    def earned(self) -> float:
        """Points before anything is taken for handing in late."""
        return round(self.score + (self.late.points if self.late else 0.0), 4)

    @property
    def provisional(self) -> float:
        """Points of the score that are granted until a person has looked: those of undetermined checks."""
        return round(sum(check.points for check in self.checks if check.verdict == "undetermined"), 4)
