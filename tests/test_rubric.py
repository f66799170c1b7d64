"""Reading rubrics: a slip is one clear line that names its place."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import AssignmentInvalid, UsageError
from autograder.rubric import load_assignment, parse_assignment

FOLDER = Path(__file__).parents[1] / "assignments"


def raw() -> dict[str, Any]:
    """TL04's rubric as plain data."""
    return tomllib.loads((FOLDER / "tl04" / "assignment.toml").read_text(encoding="utf-8"))


def check(document: dict[str, Any], identifier: str) -> dict[str, Any]:
    """One check of the rubric."""
    found: dict[str, Any] = next(item for item in document["checks"] if item["id"] == identifier)
    return found


def test_the_projects_own_rubric_is_right() -> None:
    """Points add up, budgets know their names, the data set is the exercise's."""
    assignment = load_assignment(FOLDER, "tl04")
    assert sum(item.points for item in assignment.checks) == assignment.max_score == 10
    assert {name: budget.name for name, budget in assignment.budgets.items()} == {
        name: name for name in ("smoke", "quick", "standard", "full")
    }
    assert (assignment.token.name, assignment.graded_dataset) == ("token", "fashion_mnist")


@pytest.mark.parametrize(
    ("slip", "complaint"),
    [
        (lambda d: check(d, "a.data").update(kind="preparaton"), "check 'a.data' is of unknown kind 'preparaton'"),
        (lambda d: check(d, "a.data").update(points=2.0), "the checks' points add up to 11, not to max_score = 10"),
        (lambda d: check(d, "a.data").update(points=-1), "checks.0.points: Input should be greater than or equal to 0"),
        (lambda d: check(d, "a.data").pop("title"), "checks.0.title: Field required"),
        (lambda d: check(d, "a.data")["title"].pop("en"), "checks.0.title.en: Field required"),
        (lambda d: check(d, "a.trials").update(settings={"a": 3}), "'a.trials', settings: least: Field required"),
        (lambda d: check(d, "a.trials")["settings"].update(mots=3), "settings: mots: Extra inputs are not permitted"),
        (lambda d: check(d, "a.trials")["settings"].update(least="x"), "least: Input should be a valid integer"),
        (lambda d: check(d, "b.trials").update(question="c"), "'b.trials' names question 'c'; there are ['a', 'b']"),
        (lambda d: check(d, "b.trials").update(id="a.trials"), "two checks have the same id"),
        (lambda d: d.update(colour="red"), "colour: Extra inputs are not permitted"),
        (lambda d: d.pop("title"), "title: Field required"),
        (lambda d: d["budgets"]["smoke"].update(rows=0), "budgets.smoke.rows: Input should be greater than 0"),
        (lambda d: d["budgets"].update(tiny=3), "budgets.tiny: Input should be a valid dictionary"),
        (lambda d: d.update(budgets=[1]), "budgets: Input should be a valid dictionary"),
        (lambda d: d.pop("token"), "token: Field required"),
        (lambda d: d["data"][0].update(graded=False), "exactly one data set must be graded, not 0"),
        (lambda d: d["data"][1].update(graded=True), "exactly one data set must be graded, not 2"),
        (lambda d: d.update(seeds=[]), "seeds: at least one is needed"),
        (lambda d: d.update(seeds=[1, 1]), "the seeds must differ"),
        (lambda d: d["questions"].append(dict(d["questions"][0])), "two questions have the same id"),
        (lambda d: d.update(id="tl05"), "id is 'tl05'"),
    ],
)  # fmt: skip
def test_a_slip_is_one_line_with_its_place(
    tmp_path: Path, slip: Callable[[dict[str, Any]], object], complaint: str
) -> None:
    """The file, the key, and what is wrong with it."""
    document = raw()
    slip(document)
    with pytest.raises(AssignmentInvalid) as caught:
        parse_assignment(document, "tl04/assignment.toml", "tl04")
    assert str(caught.value).startswith("tl04/assignment.toml: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe", b"[a]\n[a]\n"])
def test_what_is_not_toml_is_said_with_the_line(tmp_path: Path, content: bytes) -> None:
    """Syntax, encoding, a table twice."""
    path = tmp_path / "tl09" / "assignment.toml"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(AssignmentInvalid, match="not TOML"):
        load_assignment(tmp_path, "tl09")


@pytest.mark.parametrize("identifier", ["tl99", "", "..", "../tl04", "tl04/../tl04"])
def test_an_unknown_assignment_is_wrong_use(identifier: str) -> None:
    """With those that are known; an id is no path."""
    with pytest.raises(UsageError, match=r"there is no assignment .*known are tl04"):
        load_assignment(FOLDER, identifier)
