"""`figure`: panels with curves."""

import pytest

from autograder.model.evidence import Evidence

from .build import causes, figure, honest, judge, plus, without

BARE = without(honest(), "figures", "figure-32")


def drawn(*figures: object) -> Evidence:
    """The honest run with other figures in question a."""
    return plus(BARE, "figures", *figures)


@pytest.mark.parametrize(
    "run",
    [
        drawn(figure(32, (20, 20)), figure(33, (20, 20))),
        drawn(figure(32, (20, 20), (20, 20), (20,), (20,))),
        drawn(figure(32, (20, 20, 2), (20, 20, 20))),
        drawn(figure(35, (2, 2), (2, 2))),
    ],
    ids=["two figures", "four panels", "more curves", "few epochs"],
)
def test_ways_to_draw_it(run: Evidence) -> None:
    """One figure or several, with more in them."""
    assert judge("a.figure", run).verdict == "pass"


@pytest.mark.parametrize(
    "run",
    [
        drawn(figure(32, (20, 20))),
        drawn(figure(32, (20, 20, 20, 20))),
        drawn(figure(32, (20,), (20,), (20,), (20,))),
        drawn(figure(32, (), ())),
    ],
    ids=["one panel", "all in one panel", "no curves to compare", "empty panels"],
)
def test_half_a_figure_is_half_the_points(run: Evidence) -> None:
    """Something was drawn, not what was asked for."""
    verdict = judge("a.figure", run)
    assert (verdict.credit, causes(verdict)) == (0.5, ["plot-missing"])


def test_no_figure_is_nothing() -> None:
    """Neither is one of before the search, nor one that belongs to the next question."""
    assert judge("a.figure", BARE).credit == 0.0
    assert judge("a.figure", drawn(figure(5))).credit == 0.0
    assert judge("b.figure", BARE).verdict == "pass"


def test_one_figure_at_the_end_may_serve_both_questions() -> None:
    """Four panels after the last training: two for each."""
    run = without(BARE, "figures", "figure-132")
    run = plus(run, "figures", figure(140, (2, 2), (2, 2), (2, 2), (2, 2)))
    assert [judge(check, run).verdict for check in ("a.figure", "b.figure")] == ["pass", "pass"]
