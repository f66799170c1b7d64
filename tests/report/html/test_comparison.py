"""Two gradings side by side."""

from autograder.report.html.comparison import Change, compare
from report.build import check, grade


def test_what_changed_is_told() -> None:
    """Scores, verdicts and status; who is only in one; who stayed the same is not there."""
    before = [grade("a", check("x", 0.0)), grade("b", check()), grade("gone", check())]
    now = [grade("a", check("x", 1.0), status="needs-review"), grade("b", check()), grade("new", check())]
    found = compare(before, now, "en")
    assert (found.count, found.difference) == (4, 1.0)
    assert found.changes == (
        Change(submission="a", before=0.0, now=1.0, max_score=1.0, what=("graded → needs review", "x ✗ → ✓")),
        Change(submission="new", before=None, now=1.0, max_score=1.0, what=()),
        Change(submission="gone", before=1.0, now=None, max_score=1.0, what=()),
    )


def test_points_without_a_verdict_count_as_change() -> None:
    """Partly right, and less so than before."""
    found = compare([grade("a", check("x", 0.5))], [grade("a", check("x", 0.25))], "en")
    assert found.changes[0].what == ("x ~ → ~",)
    assert found.changes[0].difference == -0.25
