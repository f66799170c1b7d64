"""Modules that notebooks import where they were written and that are not installed here, made harmless."""

import importlib.util
import sys
import types
from typing import Any

_COLAB = {
    "drive": ("mount", "flush_and_unmount"),
    "files": ("upload", "download", "view"),
    "output": ("clear", "eval_js"),
    "userdata": ("get",),
}
_BARS = ("tqdm", "tqdm.auto", "tqdm.notebook")


def install() -> None:
    """Make Colab's modules importable, and progress bars where they are missing."""
    modules = _colab()
    if importlib.util.find_spec("tqdm") is None:
        modules |= _bars()
    for name, module in modules.items():
        sys.modules.setdefault(name, module)


def _colab() -> dict[str, types.ModuleType]:
    whole = types.ModuleType("google.colab")
    parts = {f"google.colab.{name}": _module(f"google.colab.{name}", members) for name, members in _COLAB.items()}
    for name in _COLAB:
        setattr(whole, name, parts[f"google.colab.{name}"])
    return {"google.colab": whole, **parts}


def _module(name: str, members: tuple[str, ...]) -> types.ModuleType:
    module = types.ModuleType(name)
    for member in members:
        setattr(module, member, lambda *_args, **_kwargs: {})
    return module


def _bars() -> dict[str, types.ModuleType]:
    modules = {name: types.ModuleType(name) for name in _BARS}
    for module in modules.values():
        module.tqdm = Bar  # type: ignore[attr-defined]
        module.trange = lambda *args, **_kwargs: Bar(range(*args))  # type: ignore[attr-defined]
    return modules


class Bar:
    """A progress bar that shows nothing."""

    def __init__(self, iterable: Any = (), *_args: Any, **_kwargs: Any) -> None:
        self._iterable = iterable

    def __iter__(self) -> Any:
        return iter(self._iterable)

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_details: object) -> None:
        pass

    def __getattr__(self, _name: str) -> Any:
        """`update`, `set_description`, `close` and the rest do nothing."""
        return lambda *_args, **_kwargs: None
