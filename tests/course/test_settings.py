"""`autograder.toml`."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.course import settings
from autograder.course.settings import Course, LateRules, find_course, read_course
from autograder.errors import CourseInvalid


def written(folder: Path, text: str) -> Path:
    """The course's file."""
    path = folder / "autograder.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_in_the_documentation_is_read(tmp_path: Path) -> None:
    """What the module's own text shows is a file that works."""
    example = (settings.__doc__ or "").partition("\n\n")[2]
    course = read_course(written(tmp_path, example))
    assert course.zone == ZoneInfo("Europe/Madrid")
    assert course.late is not None
    assert course.late.deadlines == {"tl04": datetime(2026, 11, 20, 23, 59)}
    assert course.late.extensions == {"tl04": {"ana.nunez@alumnos.example": date(2026, 11, 27)}}
    assert (course.late.grace_minutes, course.late.cap, course.gradescope.curves) == (15, 50, True)
    assert course.gradescope.checks == {"a.accuracy": "hidden"}
    assert course.export.locale == "es"


def test_a_course_without_the_file_has_the_defaults(tmp_path: Path) -> None:
    """Nothing is taken for lateness."""
    assert find_course(None, tmp_path) == Course()
    assert find_course(None, tmp_path).late is None


def test_the_home_folder_is_where_it_lives(tmp_path: Path) -> None:
    """A file that is named goes before it."""
    written(tmp_path, "[late]\npercent = 5\n")
    other = tmp_path / "other.toml"
    other.write_text("[late]\npercent = 7\n")
    assert find_course(None, tmp_path).late == LateRules(percent=5)
    assert find_course(other, tmp_path).late == LateRules(percent=7)


def test_deadlines_with_an_offset_need_no_time_zone(tmp_path: Path) -> None:
    """They say their own."""
    course = read_course(written(tmp_path, "[late]\npercent = 5\ndeadlines.tl04 = 2026-11-20T23:59:00Z\n"))
    assert course.late is not None
    assert course.late.deadlines["tl04"] == datetime(2026, 11, 20, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[late]\n", "late.percent: this key is missing"),
        ("[late]\npercent = 0\n", "late.percent: "),
        ("[late]\npercent = 120\n", "late.percent: "),
        ("[late]\npercent = 10\nper = 'week'\n", "late.per: "),
        ("[late]\npercent = 10\ngraze = 3\n", "late.graze: this key is not known here"),
        ("[late]\npercent = 10\ngrace_minutes = -1\n", "late.grace_minutes: "),
        ("[late]\npercent = 10\ndeadlines.tl04 = 'tomorrow'\n", "late.deadlines.tl04"),
        ("[late]\npercent = 10\ndeadlines.tl04 = 2026-11-20\n", "timezone: this key is missing"),
        ("timezone = 'Madrid'\n", "timezone: unknown time zone 'Madrid': write it as in 'Europe/Madrid'"),
        ("timezone = '../etc/passwd'\n", "timezone: unknown time zone"),
        ("[gradescope]\nvisibility = 'never'\n", "gradescope.visibility: "),
        ("[late\n", "not TOML: "),
    ],
)
def test_a_slip_is_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """The file first, then the place, then what is wrong."""
    path = written(tmp_path, text)
    with pytest.raises(CourseInvalid) as error:
        read_course(path)
    assert str(error.value).startswith(f"{path}: {said}")
    assert "\n" not in str(error.value)


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    """Unlike the one in the home folder."""
    with pytest.raises(CourseInvalid, match="No such file"):
        find_course(tmp_path / "gone.toml", tmp_path)
