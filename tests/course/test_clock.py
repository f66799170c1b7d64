"""Times as courses and platforms write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.course.clock import deadline, later, read_moment

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T22:51:00+01:00",
        "2026-11-20T21:51:00Z",
        "2026-11-20 21:51:00 +0000",
        "2026-11-20 13:51:00 -0800",
        "2026-11-20 22:51",
        "2026-11-20 21:51:00.000 UTC",
        "2026-11-20 16:51:00 America/New_York",
        "viernes, 20 de noviembre de 2026, 22:51",
        "Friday, 20 November 2026, 10:51 PM",
        "Friday, 20 November 2026, 10:51 p.m.",
        "20 nov 2026, 22:51:00",
        "20/11/2026 22:51",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    """ISO, Gradescope, nbgrader, Moodle in two languages, and as people write."""
    assert read_moment(text, MADRID) == datetime(2026, 11, 20, 21, 51, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("1 January 2026, 12:05 AM", 0), ("1 enero 2026, 12:05", 12), ("1 January 2026, 12:05 PM", 12)],
)
def test_midnight_and_noon(text: str, hour: int) -> None:
    """Twelve o'clock is the hour that gets mixed up."""
    assert read_moment(text, UTC).hour == hour


@pytest.mark.parametrize(
    "text", ["", "-", "mañana", "32 de enero de 2026, 10:00", "20 foo 2026, 10:00", "1/13/2026 10:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=r"understood|range"):
        read_moment(text, UTC)


def test_a_time_without_a_zone_needs_the_courses() -> None:
    """The message says where to set it."""
    with pytest.raises(ValueError, match=r"set timezone in autograder\.toml"):
        read_moment("2026-11-20 22:51", None)
    with pytest.raises(ValueError, match="unknown time zone"):
        read_moment("2026-11-20 22:51 Nowhere/Land", None)


def test_the_hour_that_autumn_repeats_counts_for_the_student() -> None:
    """On 25 October 2026 the clocks show 02:30 twice: a deadline is the second, a submission the first."""
    second = deadline(datetime(2026, 10, 25, 2, 30), MADRID).astimezone(UTC)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    first = read_moment("2026-10-25 02:30", MADRID).astimezone(UTC)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_hour_that_spring_leaves_out_counts_for_the_student() -> None:
    """On 29 March 2026 there is no 02:30."""
    assert deadline(datetime(2026, 3, 29, 2, 30), MADRID) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert read_moment("2026-03-29 02:30", MADRID) == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def test_a_date_lasts_until_its_midnight() -> None:
    """The whole day is in time."""
    assert deadline(date(2026, 11, 20), MADRID) == datetime(2026, 11, 20, 23, tzinfo=UTC)


def test_a_day_later_is_the_same_time_of_day() -> None:
    """Over the change of the clocks it has 25 hours."""
    due = deadline(datetime(2026, 10, 24, 23, 59), MADRID)
    assert (later(due, 1).astimezone(UTC) - due.astimezone(UTC)).total_seconds() == 25 * 3600
    assert (later(due, 1).hour, later(due, 1).minute) == (23, 59)
