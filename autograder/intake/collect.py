"""Files, folders and zips to a list of submissions, each with a name of its own."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from autograder.intake.limits import LIMITS, Limits
from autograder.intake.names import entry_names, unique_names
from autograder.intake.reader import Read, read_all, refuse
from autograder.intake.repairs import repair
from autograder.model.submission import Rejected

_SUFFIXES = frozenset({".ipynb", ".py", ".zip"})
_SKIPPED = frozenset({"__MACOSX", "__pycache__"})


def collect(paths: Iterable[Path], limits: Limits = LIMITS) -> list[Read]:
    """Every submission in the files and folders given, in order; a folder is searched to its end.

    Hidden files and `.ipynb_checkpoints` are passed over, and a file that is reached twice counts once. Where names
    repeat they get a number, which the submission lists as a repair.
    """
    seen: set[str] = set()
    found: list[Read] = []
    for path in paths:
        found += _from_folder(path, seen, limits) if path.is_dir() else _from_file(path, seen, limits, None)
    names = unique_names(one.name for one in found)
    return [_renamed(one, name) for one, name in zip(found, names, strict=True)]


def _renamed(one: Read, name: str) -> Read:
    if one.name == name:
        return one
    if isinstance(one, Rejected):
        return one.model_copy(update={"name": name})
    note = repair("name-duplicate", name=name)
    return one.model_copy(update={"name": name, "repairs": (note, *one.repairs)})


def _from_file(path: Path, seen: set[str], limits: Limits, name: str | None) -> Iterator[Read]:
    real = os.path.realpath(path)
    if real not in seen:
        seen.add(real)
        yield from read_all(path, limits, name)


def _from_folder(folder: Path, seen: set[str], limits: Limits) -> Iterator[Read]:
    failed: list[OSError] = []
    files = sorted(_files(folder, failed))
    named = [file for file in files if file.suffix.lower() != ".zip"]
    names = dict(zip(named, entry_names([PurePath(file.relative_to(folder)) for file in named]), strict=True))
    root = Path(os.path.realpath(folder))
    for file in files:
        if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(root):
            yield refuse(file, "link-outside")
        else:
            yield from _from_file(file, seen, limits, names.get(file))
    for error in failed:
        yield refuse(Path(os.fsdecode(error.filename)), "unreadable", detail=error.strerror)


def _files(folder: Path, failed: list[OSError]) -> Iterator[Path]:
    for place, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in _SUFFIXES:
                yield Path(place, name)
