"""Read `assignments/<id>/assignment.toml`; any slip in it is one clear line with its place."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from autograder.checks.registry import KINDS
from autograder.data.layout import LAYOUTS
from autograder.errors import AssignmentInvalid, UsageError
from autograder.model.assignment import Assignment, CheckSpec
from autograder.report.causes import NAMES

_SOURCES = ("embedded", "keras", "prepared")
_USUAL = "standard"


def load_assignment(folder: Path, identifier: str) -> Assignment:
    """The assignment with this id; UsageError where there is none, AssignmentInvalid where its rubric is wrong."""
    path = folder / identifier / "assignment.toml"
    names = sorted(item.parent.name for item in folder.glob("*/assignment.toml"))
    if identifier not in names:
        known = ", ".join(names) or "none"
        raise UsageError(f"there is no assignment {identifier!r} in {folder}: known are {known}")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentInvalid(f"{path}: not TOML: {error}") from error
    return parse_assignment(raw, str(path), identifier)


def parse_assignment(raw: dict[str, Any], where: str, identifier: str) -> Assignment:
    """The assignment that plain data describe; `where` begins every complaint, `identifier` is its folder's name."""
    try:
        assignment = Assignment.model_validate(_with_names(raw))
    except ValidationError as error:
        raise AssignmentInvalid(f"{where}: {first_complaint(error, raw)}") from error
    for complaint in _contradictions(assignment, identifier):
        raise AssignmentInvalid(f"{where}: {complaint}")
    for check in assignment.checks:
        _check_settings(check, where)
    return assignment


def _with_names(raw: dict[str, Any]) -> dict[str, Any]:
    """Budgets are called what their tables are called."""
    budgets, token = raw.get("budgets"), raw.get("token")
    named = dict(raw)
    if isinstance(budgets, dict):
        named["budgets"] = {
            name: {"name": name, **budget} if isinstance(budget, dict) else budget for name, budget in budgets.items()
        }
    if isinstance(token, dict):
        named["token"] = {"name": "token", **token}
    return named


def _contradictions(assignment: Assignment, identifier: str) -> Iterator[str]:
    if assignment.id != identifier:
        yield f"id is {assignment.id!r}, but the folder is called {identifier!r}"
    graded = sum(course.graded for course in assignment.data)
    if graded != 1:
        yield f"data: exactly one data set must be graded, not {graded}"
    questions = [question.id for question in assignment.questions]
    if len(set(questions)) != len(questions):
        yield "questions: two questions have the same id"
    for course in assignment.data:
        if course.dataset not in LAYOUTS:
            yield f"data: unknown data set {course.dataset!r}: known are {', '.join(LAYOUTS)}"
    yield from _unknown_budgets(assignment)
    if not assignment.seeds or len(set(assignment.seeds)) != len(assignment.seeds):
        yield "seeds: at least one is needed, and the seeds must differ"


def _unknown_budgets(assignment: Assignment) -> Iterator[str]:
    known = ", ".join(assignment.budgets) or "none"
    for source, name in assignment.default_budgets.items():
        if source not in _SOURCES:
            yield f"default_budgets: unknown data source {source!r}: known are {', '.join(_SOURCES)}"
        if name not in assignment.budgets:
            yield f"default_budgets: {source} names budget {name!r}, which does not exist: known are {known}"
    if _USUAL not in assignment.budgets and set(assignment.default_budgets) != set(_SOURCES):
        yield f"budgets: there is no {_USUAL!r}, which grades where default_budgets names no other: known are {known}"


def _check_settings(check: CheckSpec, where: str) -> None:
    kind = KINDS.get(check.kind)
    if kind is None:
        raise AssignmentInvalid(
            f"{where}: check {check.id!r} is of unknown kind {check.kind!r}: known are {list(KINDS)}"
        )
    try:
        kind.settings.model_validate(check.settings)
    except ValidationError as error:
        known = ", ".join(kind.settings.model_fields)
        raise AssignmentInvalid(
            f"{where}: check {check.id!r}, settings: {first_complaint(error)} ({check.kind!r} takes {known})"
        ) from error
    for cause in _causes(check.settings):
        if cause not in NAMES:
            raise AssignmentInvalid(
                f"{where}: check {check.id!r}, settings: unknown cause {cause!r}: see report/causes.py"
            )


def _causes(settings: Any) -> Iterator[str]:
    """Every cause that settings name, however deep: the values of `cause`, `wrong_cause`, `switch_cause`."""
    if isinstance(settings, dict):
        for key, value in settings.items():
            if key.endswith("cause") and isinstance(value, str):
                yield value
            else:
                yield from _causes(value)
    elif isinstance(settings, list):
        for item in settings:
            yield from _causes(item)


def first_complaint(error: ValidationError, raw: dict[str, Any] | None = None) -> str:
    """The first of pydantic's complaints as one line with its place; checks and questions of `raw` by their ids."""
    item = error.errors()[0]
    place = ".".join(map(str, item["loc"]))
    for part, name in (("checks", "check"), ("questions", "question")):
        if raw is not None and item["loc"][:1] == (part,) and len(item["loc"]) > 1:
            place = ".".join(map(str, item["loc"][2:]))
            owner = f"{name} {_id_of(raw.get(part), item['loc'][1])}"
            place = f"{owner}: {place}" if place else owner
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        message = "this key is not known here"
    elif item["type"] == "missing":
        message = "this key is missing"
    return f"{place}: {message}" if place else message


def _id_of(items: Any, number: int | str) -> str:
    """How to call an item of a list: by its id where it has one, otherwise by its place, counted from 1."""
    if isinstance(items, list) and isinstance(number, int) and number < len(items):
        identifier = items[number].get("id") if isinstance(items[number], dict) else None
        return repr(identifier) if isinstance(identifier, str) else f"number {number + 1}"
    return str(number)
