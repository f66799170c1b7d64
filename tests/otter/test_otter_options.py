"""The plugin's line, and where the course is found."""

from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.otter.options import COURSE, POOLS, Options, course_and_data, read_options
from autograder.settings import HOME_VARIABLE


def test_an_unknown_option_is_named() -> None:
    """One line that says which one, and which there are."""
    with pytest.raises(UsageError, match=r"'langauge'.*language"):
        read_options({"assignment": "tl04", "langauge": "en"})


def test_a_line_without_options_is_right() -> None:
    """Otter gives an empty table then."""
    assert read_options({}) == read_options(None) == Options()


def test_the_zip_brings_the_course_and_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came in the zip goes before what this machine has."""
    (tmp_path / "mine" / "assignments").mkdir(parents=True)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "mine"))
    assert course_and_data(Options(data="embedded"), tmp_path)[0].folder == tmp_path / "mine"
    course = tmp_path / "source" / COURSE
    course.mkdir(parents=True)
    home, data = course_and_data(Options(data="embedded"), tmp_path)
    assert (home.folder, data) == (course, "embedded")
    (course / POOLS).mkdir()
    assert course_and_data(Options(data="keras"), tmp_path)[1] == str(course / POOLS)
