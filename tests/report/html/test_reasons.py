"""Findings find their place."""

from autograder.model.grade import Finding
from autograder.report.html.reasons import reasons
from report.build import check, grade, same


def finding(cause: str, message: str, question: str | None = "a") -> Finding:
    """A finding in the seventh cell."""
    return Finding(cause=cause, question=question, cell=6, message=same(message))


def test_what_costs_points_is_no_hint() -> None:
    """A finding whose words stand in a check that lost points is its reason; one of a passed check is a hint."""
    lost = finding("range-wrong", "0.1 … 1")
    hint = finding("range-edge", "on the edge")
    new = finding("some-new-cause", "try dropout")
    found = reasons(
        grade(
            "ana",
            check("a.lr", 0.0, message=same("The range is 0.1 … 1 here.")),
            check("a.edge", 1.0, message=same("Right; on the edge")),
            findings=(lost, hint, new),
        )
    )
    assert found.by_check == {"a.lr": (lost,), "a.edge": (hint,)}
    assert found.hints == (hint, new)
    assert found.run == ()


def test_running_has_its_own_place() -> None:
    """Errors, limits and tampering belong to no check and are no hints."""
    error = finding("cell-error", "ValueError", None)
    found = reasons(grade("ana", check(), findings=(error,)))
    assert (found.run, found.hints) == ((error,), ())


def test_what_is_marked_as_a_hint_is_one() -> None:
    """Whatever its cause and wherever its words stand."""
    marked = finding("cell-error", "0.1 … 1").model_copy(update={"hint": True})
    found = reasons(grade("ana", check("a.lr", 0.0, message=same("0.1 … 1")), findings=(marked,)))
    assert (found.hints, found.run, found.by_check) == ((marked,), (), {"a.lr": ()})
