"""What handing in late costs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.build import check, grade

from autograder.course.late import units_late, with_late
from autograder.course.settings import LateRules
from autograder.model.grade import Grade

MADRID = ZoneInfo("Europe/Madrid")
DUE = datetime(2026, 11, 20, 23, 59, tzinfo=MADRID)


def graded(after: timedelta, points: float = 9.0, **rules: Any) -> Grade:
    """A grade of `points` of 10, handed in so long after the deadline."""
    one = grade("ana", check(points=points, max_points=10.0, verdict="partial"))
    return with_late(one, LateRules(**{"percent": 10, **rules}), DUE, DUE + after)


def test_the_exact_deadline_is_in_time() -> None:
    """A microsecond later is not."""
    assert graded(timedelta()).late is None
    assert graded(timedelta()).score == 9.0
    assert graded(timedelta(microseconds=1)).score == 8.0


@pytest.mark.parametrize(
    ("after", "rules", "score", "percent"),
    [
        (timedelta(hours=24), {}, 8.0, 10),
        (timedelta(hours=24, seconds=1), {}, 7.0, 20),
        (timedelta(minutes=15), {"grace_minutes": 15}, 9.0, 0),
        (timedelta(minutes=16), {"grace_minutes": 15}, 8.0, 10),
        (timedelta(hours=24, minutes=15), {"grace_minutes": 15}, 8.0, 10),
        (timedelta(days=30), {"cap": 50}, 4.0, 50),
        (timedelta(days=30), {}, 0.0, 100),
        (timedelta(hours=3), {"per": "hour", "percent": 2}, 8.4, 6),
        (timedelta(hours=3, seconds=1), {"per": "hour", "percent": 2}, 8.2, 8),
        (timedelta(hours=1), {"of": "earned"}, 8.1, 10),
    ],
)
def test_the_rules(after: timedelta, rules: dict[str, Any], score: float, percent: float) -> None:
    """Days and hours begun, the grace that moves every step, the cap, and of what it is taken."""
    result = graded(after, **rules)
    assert result.score == score
    assert (result.late.percent if result.late else 0) == percent
    assert result.earned == 9.0


def test_never_below_nothing() -> None:
    """More is not taken than was earned."""
    result = graded(timedelta(days=2), points=0.5)
    assert result.late is not None
    assert (result.score, result.late.points) == (0.0, 0.5)


def test_days_are_those_of_the_clock() -> None:
    """From Saturday to Sunday evening in the night of the change there are 25 hours, and it is one day."""
    due = datetime(2026, 10, 24, 23, 59, tzinfo=MADRID)
    rules = LateRules(percent=10)
    assert units_late(rules, due, datetime(2026, 10, 25, 23, 59, tzinfo=MADRID)) == 1
    assert units_late(rules, due, datetime(2026, 10, 26, 0, 0, tzinfo=MADRID)) == 2
    spring = datetime(2026, 3, 28, 23, 59, tzinfo=MADRID)
    assert units_late(rules, spring, datetime(2026, 3, 29, 23, 59, 1, tzinfo=MADRID)) == 2


def test_hours_are_elapsed_time() -> None:
    """The repeated hour counts."""
    due = datetime(2026, 10, 25, 1, 30, tzinfo=MADRID)
    third = datetime(2026, 10, 25, 3, 30, tzinfo=MADRID)
    assert units_late(LateRules(percent=1, per="hour"), due, third) == 3


def test_time_zones_do_not_matter() -> None:
    """The same moment elsewhere costs the same."""
    one = grade("ana", check(points=9.0, max_points=10.0, verdict="partial"))
    at = (DUE + timedelta(hours=5)).astimezone(UTC)
    assert with_late(one, LateRules(percent=10), DUE.astimezone(UTC), at, MADRID) == graded(timedelta(hours=5))


def test_it_is_told_in_both_languages() -> None:
    """How late, since when, how much and by which rule."""
    late = graded(timedelta(days=7, hours=3), cap=50).late
    assert late is not None
    assert late.message.es == (
        "Entregado 7 d 3 h después del plazo (20 nov 2026, 23:59): −5, el 50 % de la nota máxima "
        "(10 % × 8 días empezados, con un tope del 50 %)."
    )
    assert late.message.en == (
        "Handed in 7 d 3 h after the deadline (20 Nov 2026, 23:59): −5, 50 % of the maximum score "
        "(10 % × 8 days begun, capped at 50 %)."
    )


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_later_never_costs_less_and_twice_is_as_once(first: int, second: int) -> None:
    """Order is kept, and a line that is there is replaced."""
    early, late = sorted((first, second))
    assert graded(timedelta(seconds=early)).score >= graded(timedelta(seconds=late)).score
    once = graded(timedelta(seconds=late))
    again = with_late(once, LateRules(percent=10), DUE, DUE + timedelta(seconds=late))
    assert again == once
