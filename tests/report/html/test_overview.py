"""A class at a glance."""

from autograder.report.html.overview import Row, overview
from report.build import check, finding, grade, rejected


def test_figures_of_a_class() -> None:
    """Averages without rejected files, causes by frequency, who waits, where the time went."""
    wrong = grade("a", check(points=0.0, message=finding().message), findings=(finding(),))
    hint = grade("b", check(), findings=(finding("range-edge", message="edge"),), status="needs-review")
    rows = [
        Row(grade=wrong, seconds=10, sections={"training": 30.0, "start": 10.0, "calls": 0.0}),
        Row(grade=hint, seconds=20),
        Row(grade=wrong, seconds=60),
        Row(grade=rejected("x")),
    ]
    view = overview(rows, "en")
    assert (view.count, view.by_status) == (4, {"graded": 2, "needs-review": 1, "rejected": 1})
    assert (view.mean, view.median) == (1 / 3, 0.0)
    assert [(item.cause, item.count, item.share, item.hint) for item in view.causes] == [
        ("range-wrong", 2, 0.5, False),
        ("range-edge", 1, 0.25, True),
    ]
    assert [row.grade.submission for row in view.waiting] == ["b", "x"]
    assert (view.total, view.median_seconds, view.slowest) == (90, 20, 60)
    assert view.sections == (("training", 30.0, 0.75), ("start", 10.0, 0.25))


def test_an_empty_class() -> None:
    """Nothing to average is no error."""
    assert overview([], "es").mean is None
