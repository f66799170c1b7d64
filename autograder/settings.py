"""Where assignments, solutions and reference results are, and what this machine offers."""

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

HOME_VARIABLE = "AUTOGRADER_HOME"


@dataclass(frozen=True)
class Home:
    """The course's folder: what instructors own, beside the program."""

    folder: Path

    @property
    def assignments(self) -> Path:
        """Rubrics and student notebooks."""
        return self.folder / "assignments"

    @property
    def solutions(self) -> Path:
        """Masters and samples; never shown to a student."""
        return self.folder / "solutions"

    @property
    def reference_results(self) -> Path:
        """Stored calibrations."""
        return self.folder / "reference_results"


def find_home() -> Home:
    """The folder that $AUTOGRADER_HOME names, or the nearest one upwards that has `assignments/`, or the program's."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return _checked(Path(named))
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parent.parent):
        if any((folder / "assignments").glob("*/assignment.toml")):
            return Home(folder)
    raise UsageError(f"no assignments/ here or above: go to the course's folder or set {HOME_VARIABLE} to it")


def _checked(folder: Path) -> Home:
    if not (folder / "assignments").is_dir():
        raise UsageError(f"{HOME_VARIABLE} is {folder}, which has no assignments/: correct it or leave it unset")
    return Home(folder)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
