"""Otter's zip made whole: all that grading needs is in it, so that it grades on a machine that has only the zip."""

import json
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.course.settings import FILE
from autograder.data.keras_files import KerasFiles
from autograder.data.prepared import PreparedFiles
from autograder.data.source import open_source
from autograder.errors import UsageError
from autograder.model.assignment import Assignment, Budget
from autograder.otter.assign import CONFIG
from autograder.otter.options import COURSE, POOLS
from autograder.otter.questions import write_tests
from autograder.otter.scripts import run_script, setup_script
from autograder.otter.submitted import TESTS
from autograder.otter.wheels import build_wheel, checkout, dependency_wheels
from autograder.sandbox.paths import GRADERS
from autograder.settings import Home

KILLED: Final = "killed.json"
_WHEELS: Final = "wheels"
_UNUSED: Final = shutil.ignore_patterns(".*", "published.toml")
"""What the course knows of its own solution serves calibrations only."""
_STORED: Final = frozenset({".whl", ".npz"})
"""Compressed already."""


@dataclass(frozen=True)
class Contents:
    """What goes into the zip beside what Otter put there."""

    home: Home
    assignment: Assignment
    budget: Budget
    data: str
    language: Any
    wheels: Path | None
    killed: dict[str, Any]
    """The results of a submission whose grading the platform killed."""


def complete(otters: Path, contents: Contents, folder: Path, out: Path) -> Path:
    """Make `out` of the zip that `otter assign` made; `folder` is for what is put together meanwhile."""
    with zipfile.ZipFile(otters) as archive:
        archive.extract(CONFIG, folder)
    write_tests(folder / TESTS, contents.assignment, contents.language)
    _course(contents, folder / COURSE)
    _packages(contents, folder)
    (folder / KILLED).write_text(json.dumps(contents.killed, ensure_ascii=False, indent=2), encoding="utf-8")
    (folder / "run_autograder").write_text(run_script(), encoding="utf-8")
    _zip(folder, sorted(item for item in folder.rglob("*") if item.is_file()), out)
    return out


def _course(contents: Contents, course: Path) -> None:
    """The rubric with the notebooks handed out, the bands, the course's own rules, and the pools' files."""
    home, name = contents.home, contents.assignment.id
    shutil.copytree(home.assignments / name, course / "assignments" / name, ignore=_UNUSED)
    bands = home.reference_results / name
    if bands.is_dir():
        shutil.copytree(bands, course / "reference_results" / name, ignore=_UNUSED)
    settings = home.folder / FILE
    if settings.is_file():
        shutil.copy(settings, course)
    for path in _pools(contents.assignment, contents.data):
        (course / POOLS).mkdir(exist_ok=True)
        shutil.copy(path, course / POOLS)


def _pools(assignment: Assignment, data: str) -> Iterable[Path]:
    """The prepared files of an assignment's data, fetched and checked where needed; none for generated data."""
    source = open_source(data)
    files = source.cached if isinstance(source, KerasFiles) else source
    if not isinstance(files, PreparedFiles):
        return
    for course in assignment.data:
        source.load(course.dataset)
        yield files.path(course.dataset)


def _packages(contents: Contents, folder: Path) -> None:
    """Our wheel, the pins, with `wheels` those of all packages, and the script that installs them."""
    wheel = build_wheel(folder / _WHEELS)
    requirements = Path(shutil.copy(checkout() / "requirements.txt", folder))
    if contents.wheels is not None:
        for path in dependency_wheels(contents.wheels, requirements):
            shutil.copy(path, folder / _WHEELS)
    script = setup_script(wheel.name, GRADERS, offline=contents.wheels is not None)
    (folder / "setup.sh").write_text(script, encoding="utf-8")


def _zip(folder: Path, files: Iterable[Path], out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for item in files:
                kind = zipfile.ZIP_STORED if item.suffix in _STORED else zipfile.ZIP_DEFLATED
                archive.write(item, item.relative_to(folder), kind)
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}; choose another output directory") from error
