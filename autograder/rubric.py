"""Read `assignments/<id>/assignment.toml`; any slip in it is one clear line with its place."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from autograder.checks.registry import KINDS
from autograder.errors import AssignmentInvalid, UsageError
from autograder.model.assignment import Assignment, CheckSpec


def load_assignment(folder: Path, identifier: str) -> Assignment:
    """The assignment with this id; UsageError where there is none, AssignmentInvalid where its rubric is wrong."""
    path = folder / identifier / "assignment.toml"
    if not path.is_file():
        known = ", ".join(sorted(item.parent.name for item in folder.glob("*/assignment.toml"))) or "none"
        raise UsageError(f"there is no assignment {identifier!r} in {folder}: known are {known}")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentInvalid(f"{path}: not TOML: {error}") from error
    return parse_assignment(raw, str(path))


def parse_assignment(raw: dict[str, Any], where: str) -> Assignment:
    """The assignment that plain data describe; `where` begins every complaint."""
    for name, budget in raw.get("budgets", {}).items():
        budget.setdefault("name", name)
    raw.get("token", {}).setdefault("name", "token")
    try:
        assignment = Assignment.model_validate(raw)
    except ValidationError as error:
        raise AssignmentInvalid(f"{where}: {first_complaint(error)}") from error
    for check in assignment.checks:
        _check_settings(check, where)
    return assignment


def _check_settings(check: CheckSpec, where: str) -> None:
    kind = KINDS.get(check.kind)
    if kind is None:
        raise AssignmentInvalid(
            f"{where}: check {check.id!r} is of unknown kind {check.kind!r}: known are {list(KINDS)}"
        )
    try:
        kind.settings.model_validate(check.settings)
    except ValidationError as error:
        raise AssignmentInvalid(f"{where}: check {check.id!r}, settings: {first_complaint(error)}") from error


def first_complaint(error: ValidationError) -> str:
    """The first of pydantic's complaints as one line with its place."""
    item = error.errors()[0]
    place = ".".join(map(str, item["loc"]))
    message = item["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
