"""The table of all kinds of checks and their settings, as Markdown for `docs/new-assignment.md`.

    python -m autograder.authoring kinds docs/new-assignment.md

It is written from the settings' own classes, so it says what a rubric may hold and nothing else.
"""

import inspect
import types
import typing
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from autograder.checks.registry import KINDS
from autograder.marked import Marked
from autograder.model.base import Frozen, Text

GUIDE = Marked(
    begin="<!-- kinds: begin, written by `python -m autograder.authoring kinds docs/new-assignment.md` -->",
    end="<!-- kinds: end -->",
    page="the guide",
    part="the table of kinds",
)
_HEADER = ("| setting | form | if left out |", "| --- | --- | --- |")
_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", Text: "{ es, en }"}


def describe_kinds() -> str:
    """Every kind with what it judges and its settings; tables inside tables come after all kinds."""
    nested: dict[str, type[Frozen]] = {}
    parts = []
    for name, kind in KINDS.items():
        parts += [f"### `{name}`", "", _about(inspect.getmodule(kind.judge), name), ""]
        parts += [*_details(kind.settings), *_table(kind.settings, nested), ""]
    done: set[str] = set()
    parts += ["### Tables inside settings", ""]
    while todo := [name for name in sorted(nested) if name not in done]:
        for name in todo:
            done.add(name)
            parts += [f"#### {name}", "", *_details(nested[name]), *_table(nested[name], nested), ""]
    return "\n".join(parts).rstrip()


def refreshed(guide: str) -> str:
    """The guide with its table of kinds written anew; raises UsageError where a mark is missing."""
    return GUIDE.rewritten(guide, describe_kinds())


def refresh(path: Path) -> bool:
    """Bring a guide up to date with the registry; True if it changed."""
    return GUIDE.refresh(path, describe_kinds())


def _about(module: types.ModuleType | None, name: str) -> str:
    """The first paragraph of the check's own file, without its name."""
    text = _sentence(module.__doc__ or "") if module is not None else ""
    text = text.removeprefix(f"`{name}`: ")
    return text[:1].upper() + text[1:]


def _details(settings: type[Frozen]) -> list[str]:
    """What the settings' class says of itself, paragraph by paragraph."""
    text = settings.__doc__ or ""
    return [line for part in inspect.cleandoc(text).split("\n\n") if part for line in (" ".join(part.split()), "")]


def _sentence(text: str) -> str:
    return " ".join(text.strip().partition("\n\n")[0].split())


def _table(settings: type[Frozen], nested: dict[str, type[Frozen]]) -> list[str]:
    rows = [
        f"| `{field.alias or name}` | {_form(field.annotation, nested)} | {_default(field)} |"
        for name, field in settings.model_fields.items()
    ]
    return [*_HEADER, *rows] if rows else ["No settings."]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, ""):
        return "–"
    if isinstance(value, Frozen):
        return "as below"
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _form(annotation: Any, nested: dict[str, type[Frozen]]) -> str:
    """A type in words; settings' classes are noted in `nested` to be described."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation in _PLAIN:
        words = _PLAIN[annotation]
    elif isinstance(annotation, type) and issubclass(annotation, Frozen):
        nested[annotation.__name__] = annotation
        words = f"table {annotation.__name__}"
    elif origin is typing.Literal:
        words = " or ".join(f'`"{item}"`' for item in arguments)
    elif origin in (tuple, list):
        words = _several(arguments, nested)
    elif origin in (dict, typing.Annotated):
        words = _form(arguments[0 if origin is typing.Annotated else 1], nested)
        words = f"keys to {words}" if origin is dict else words
    elif origin in (types.UnionType, typing.Union):
        words = " or ".join(_form(item, nested) for item in arguments if item is not type(None))
    else:
        words = "any value"
    return words


def _several(arguments: tuple[Any, ...], nested: dict[str, type[Frozen]]) -> str:
    if len(arguments) == 2 and arguments[1] is not Ellipsis:
        return f"[{_form(arguments[0], nested)}, {_form(arguments[1], nested)}]"
    return f"list of {_form(arguments[0], nested)}" if arguments else "list"
