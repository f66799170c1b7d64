"""What an instructor may say on the plugin's line, and where a zip of ours keeps the course."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError

from autograder.errors import UsageError
from autograder.model.base import Frozen, Language
from autograder.settings import Home, find_home

PLUGIN: Final = "autograder.otter_plugin.AutograderPlugin"
COURSE: Final = "course"
"""The folder of the zip that stands for the course's own: rubric, bands, data."""
POOLS: Final = "data"
"""In it, the prepared files; none where the data are generated."""
SLACK: Final = 45.0
"""Seconds of the time allowed that are left for starting Otter and writing results."""


class Options(Frozen):
    """The plugin's configuration; `assignment` may be left out where Otter's own `name` is its id."""

    assignment: str = ""
    data: str = "keras"
    budget: str = ""
    """Empty: the assignment's default for these data."""
    language: Language = "es"
    isolation: str = "auto"
    seconds: float = Field(default=0.0, ge=0)
    """The platform ends grading after so long; 0: never. What is not judged by then is left to a person."""
    reports: str = ""
    """A folder in which our own document of each submission is kept, as `<name>.json`; Otter's has less in it."""


def read_options(given: Mapping[str, Any] | None) -> Options:
    """The options on a plugin's line; UsageError that names the first mistake."""
    try:
        return Options.model_validate(given or {})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Options.model_fields)
        raise UsageError(f"the plugin's option {name!r}: {first['msg']}; there are {known}") from error


def bundled(autograder_folder: Path) -> Home | None:
    """The course that came in the zip, in Otter's folder of this grading; None where it was not made by `build`."""
    folder = autograder_folder / "source" / COURSE
    return Home(folder) if folder.is_dir() else None


def course_and_data(options: Options, autograder_folder: Path) -> tuple[Home, str]:
    """The course's folder and what `--data` would be: those of the zip, else those of this machine."""
    home = bundled(autograder_folder)
    if home is None:
        return find_home(), options.data
    pools = home.folder / POOLS
    return home, str(pools) if pools.is_dir() else options.data
