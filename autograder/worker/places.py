"""Folders that exist where a notebook was written and not here, moved below the working folder.

`model.save("/kaggle/working/tl04.keras")` or a tuner with `directory="/home/ana/tl04"` must not fail for the place's
sake: whatever would be written where nothing can be written goes to the same path below `elsewhere/`, and is found
there again.
"""

import builtins
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras.src.saving import saving_api
from keras_tuner.src.engine import base_tuner

from autograder.worker.patching import Functions, Wrapper, wrap_method

_FOLDER = "elsewhere"


def usable(path: Any) -> Any:
    """The path itself where it can be written or already exists, otherwise its place below `elsewhere/`."""
    if not isinstance(path, str | os.PathLike):
        return path
    wanted = Path(os.path.expanduser(path))
    if not (wanted.is_absolute() or ".." in wanted.parts) or wanted.exists():
        return path
    parent = wanted.absolute().parent
    while not parent.exists():
        parent = parent.parent
    if os.access(parent, os.W_OK):
        return path
    moved = _below(wanted)
    moved.parent.mkdir(parents=True, exist_ok=True)
    return str(moved)


def found(path: Any) -> Any:
    """Where a file to read is: below `elsewhere/` if it was written there, otherwise at the path itself."""
    if not isinstance(path, str | os.PathLike) or os.path.exists(path):
        return path
    moved = _below(Path(os.path.expanduser(path)))
    return str(moved) if moved.exists() else path


def _below(wanted: Path) -> Path:
    parts = [part for part in wanted.parts if part not in (wanted.anchor, "..")]
    return Path(_FOLDER, *parts)


def install(functions: Functions) -> None:
    """Put the hooks in place."""
    for name in ("save_model", "save_weights"):
        functions.wrap(saving_api, name, lambda original: _second(original, usable))
    functions.wrap(saving_api, "load_weights", lambda original: _second(original, found))
    functions.wrap(saving_api, "load_model", _first)
    for name in ("makedirs", "mkdir"):
        functions.wrap(os, name, _folder)
    functions.wrap(builtins, "open", _open)
    wrap_method(base_tuner.BaseTuner, "__init__", _directory)


def _first(original: Wrapper) -> Wrapper:
    def moved(path: Any, *args: Any, **kwargs: Any) -> Any:
        return original(found(path), *args, **kwargs)

    return moved


def _folder(original: Wrapper) -> Wrapper:
    def made(path: Any, *args: Any, **kwargs: Any) -> Any:
        place = usable(path)
        if place is path:
            return original(path, *args, **kwargs)
        # Saving in a folder made it already; that it did not exist before is all its maker wanted to know.
        Path(place).mkdir(parents=True, exist_ok=True)
        return None

    return made


def _second(original: Wrapper, where: Callable[[Any], Any]) -> Wrapper:
    def moved(model: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
        return original(model, where(filepath), *args, **kwargs)

    return moved


def _open(original: Wrapper) -> Wrapper:
    def moved(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        where = found if isinstance(mode, str) and not set(mode) & set("wax+") else usable
        return original(where(file), mode, *args, **kwargs)

    return moved


def _directory(original: Wrapper) -> Callable[..., None]:
    def __init__(tuner: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        if "directory" in kwargs:
            kwargs["directory"] = usable(kwargs["directory"])
        original(tuner, *args, **kwargs)

    return __init__
