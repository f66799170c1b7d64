"""Which files a job may see: the interpreter, its libraries, the worker's part of this package, the named data."""

import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import autograder
from autograder.worker.namespaces import COVERED

DATA: Final = Path("/data")
_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS: Final = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/sys/devices/system/cpu")
# Beside the package in a checkout, and never to be seen by a job, even where the checkout lies inside the environment.
_PRIVATE: Final = ("assignments", "solutions", "reference_results", "tests", ".git")
# Parts of the package that a job has no use for and a student might: reference implementations, bands, mutants.
GRADERS: Final = ("authoring", "bands", "checks", "commands", "otter", "report", "validity")


@dataclass(frozen=True)
class Bind:
    """`source` on this machine, seen read-only at `target` in the sandbox."""

    source: Path
    target: Path


@dataclass(frozen=True)
class Link:
    """A symbolic link in the sandbox, `target` pointing to `text`."""

    text: str
    target: Path


@dataclass(frozen=True)
class View:
    """All that a job is shown."""

    binds: tuple[Bind, ...]
    links: tuple[Link, ...]
    hidden: tuple[Path, ...]
    """Directories within the binds that must not be shown."""
    files: Mapping[str, Path]  # data file's name -> its path in the sandbox


def package_directory() -> Path:
    """Return the directory of the `autograder` package."""
    return Path(autograder.__file__).resolve().parent


def python_path() -> str | None:
    """Return what PYTHONPATH must hold to find this package, None where it is installed."""
    parent = package_directory().parent
    return None if str(parent) == sysconfig.get_path("purelib") else str(parent)


def view(data_files: Mapping[str, Path]) -> View:
    """Work out what this interpreter needs on this machine, plus `data_files`, each at /data/<name>/<its file name>."""
    wanted = [Path(path) for path in (*_SYSTEM, *_SETTINGS)]
    wanted += [Path(sys.base_prefix), Path(sys.base_exec_prefix), Path(sys.prefix), package_directory()]
    wanted += _links_of(Path(sys.executable))
    links = tuple(Link(os.readlink(path), path) for path in wanted[: len(_SYSTEM)] if path.is_symlink())
    linked = {link.target for link in links}
    binds = _without_nested(Bind(path.resolve(), path) for path in wanted if path.exists() and path not in linked)
    files = {name: DATA / name / path.name for name, path in data_files.items()}
    data = tuple(Bind(path.resolve(), files[name]) for name, path in data_files.items())
    return View((*binds, *data), links, _hidden(binds), files)


def package_parts() -> list[Path]:
    """Return what a job may see of the package, where nothing can be put over the rest."""
    return [path for path in sorted(package_directory().iterdir()) if path.name not in GRADERS]


def _hidden(binds: Iterable[Bind]) -> tuple[Path, ...]:
    package = package_directory()
    private = [package / name for name in GRADERS]
    if (package.parent / "pyproject.toml").is_file():  # a checkout, not installed
        private += [package.parent / name for name in _PRIVATE]
    return tuple(path for path in private if path.is_dir() and _is_shown(path, binds))


def _links_of(path: Path) -> list[Path]:
    """Return every place that the symbolic link `path` leads through, itself included."""
    hops = [path, path.resolve()]
    while path.is_symlink() and len(hops) < 40:
        path = path.parent / os.readlink(path)
        hops.append(Path(os.path.normpath(path)))
    return hops


def _without_nested(binds: Iterable[Bind]) -> tuple[Bind, ...]:
    """Leave out what another bind shows already, and put outer directories first."""
    kept: list[Bind] = []
    for bind in sorted(set(binds), key=lambda bind: len(bind.target.parts)):
        if not any(_covers(other, bind) for other in kept):
            kept.append(bind)
    return tuple(kept)


def _covers(outer: Bind, inner: Bind) -> bool:
    if not inner.target.is_relative_to(outer.target):
        return False
    return (outer.source / inner.target.relative_to(outer.target)).resolve() == inner.source


def _is_shown(path: Path, binds: Iterable[Bind]) -> bool:
    return any(path.is_relative_to(bind.source) for bind in binds)


def kept(binds: Iterable[Bind]) -> list[str]:
    """Return the targets that lie where jobs get directories of their own, and would be covered by these."""
    return [str(bind.target) for bind in binds if any(bind.target.is_relative_to(path) for path in COVERED)]


def readable_by_others(binds: Iterable[Bind]) -> tuple[Bind, ...]:
    """Replace a directory that is closed to other users by what is in it, so that an unprivileged uid can read it.

    A virtual environment made in a directory of `mktemp -d` has such a root and open contents.
    """
    result: list[Bind] = []
    for bind in binds:
        mode = bind.source.stat().st_mode
        if stat.S_ISDIR(mode) and mode & 0o005 != 0o005:
            result += [Bind(child.resolve(), bind.target / child.name) for child in sorted(bind.source.iterdir())]
        else:
            result.append(bind)
    return tuple(result)
