"""What differs between two grades of one submission."""

from datetime import UTC, datetime

from autograder.changes import carried_over, change
from autograder.model.base import Text
from autograder.model.grade import CheckResult, Grade, Late


def line(name: str, points: float, most: float = 2.0) -> CheckResult:
    """A line of the rubric, as judged."""
    verdict = "pass" if points == most else "partial" if points else "fail"
    return CheckResult(
        id=name,
        question="a",
        title=Text(es="t", en="t"),
        verdict=verdict,  # type: ignore[arg-type]
        points=points,
        max_points=most,
        message=Text(es=f"porque {points}", en=f"because {points}"),
    )


def grade(*checks: CheckResult, status: str = "graded") -> Grade:
    """A grade of these lines."""
    return Grade(
        submission="ana",
        status=status,  # type: ignore[arg-type]
        score=sum(check.points for check in checks),
        max_score=4.0,
        checks=checks,
    )


def test_equal_grades_have_no_change() -> None:
    """Other words for the same verdict are none."""
    one = grade(line("a", 2.0))
    other = one.model_copy(
        update={"checks": (one.checks[0].model_copy(update={"message": Text(es="otra", en="another")}),)}
    )
    assert change(one, other) is None


def test_each_line_that_was_judged_otherwise_is_told() -> None:
    """Changed, new and gone, with the reason of today."""
    found = change(grade(line("a", 2.0), line("b", 2.0)), grade(line("a", 1.0), line("c", 2.0)))
    assert found is not None
    assert found.score == (4.0, 3.0)
    assert [(one.id, one.before, one.after) for one in found.checks] == [
        ("a", "pass", "partial"),
        ("b", "pass", None),
        ("c", None, "pass"),
    ]
    assert found.checks[0].message.en == "because 1.0"


def test_a_line_that_is_worth_more_is_a_change() -> None:
    """With the same verdict."""
    found = change(grade(line("a", 2.0)), grade(line("a", 3.0, 3.0)))
    assert found is not None
    assert (found.checks[0].points, found.checks[0].most) == ((2.0, 3.0), (2.0, 3.0))


def test_another_status_is_a_change() -> None:
    """Also where no line is."""
    found = change(grade(line("a", 2.0)), grade(line("a", 2.0), status="needs-review"))
    assert found is not None
    assert (found.checks, found.status) == ((), ("graded", "needs-review"))


def test_lateness_is_carried_over() -> None:
    """A tenth of what is earned now, and the text says so."""
    late = Late(
        due=datetime(2026, 1, 1, tzinfo=UTC),
        submitted=datetime(2026, 1, 2, tzinfo=UTC),
        units=1,
        per="day",
        percent=10,
        of="earned",
        points=0.4,
        message=Text(es="Tarde: −0,4, el 10 %", en="Late: −0.4, 10 %"),
    )
    before = grade(line("a", 4.0, 4.0)).model_copy(update={"late": late, "score": 3.6, "participant": "77"})
    after = carried_over(before, grade(line("a", 2.0, 4.0)))
    assert after.late is not None
    assert (after.score, after.late.points, after.earned, after.participant) == (1.8, 0.2, 2.0, "77")
    assert after.late.message == Text(es="Tarde: −0,2, el 10 %", en="Late: −0.2, 10 %")
