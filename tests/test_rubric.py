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


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/assignment.toml")), ids=lambda path: path.parent.name)
def test_every_rubric_of_the_project_is_right(path: Path) -> None:
    """Points add up to 10, each question has checks, and the budgets that the course uses are there."""
    assignment = load_assignment(FOLDER, path.parent.name)
    assert sum(item.points for item in assignment.checks) == pytest.approx(assignment.max_score)
    assert assignment.max_score == 10
    assert {item.question for item in assignment.checks} == {question.id for question in assignment.questions}
    assert {"smoke", "quick", "standard", "full"} <= set(assignment.budgets)


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
        (lambda d: check(d, "a.data").update(points=-1), "'a.data': points: Input should be greater than or equal"),
        (lambda d: check(d, "a.data").pop("title"), "check 'a.data': title: this key is missing"),
        (lambda d: check(d, "a.data")["title"].pop("en"), "check 'a.data': title.en: this key is missing"),
        (lambda d: check(d, "a.trials").update(settings={"a": 3}), "'a.trials', settings: least: this key is missing"),
        (lambda d: check(d, "a.trials")["settings"].update(mots=3), "mots: this key is not known here ('trials'"),
        (lambda d: check(d, "a.trials")["settings"].update(least="x"), "least: Input should be a valid integer"),
        (lambda d: check(d, "b.trials").update(question="c"), "'b.trials' names question 'c'; there are ['a', 'b']"),
        (lambda d: check(d, "b.trials").update(id="a.trials"), "two checks have the same id"),
        (lambda d: d.update(colour="red"), "colour: this key is not known here"),
        (lambda d: d.pop("title"), "title: this key is missing"),
        (lambda d: d["budgets"]["smoke"].update(rows=0), "budgets.smoke.rows: Input should be greater than 0"),
        (lambda d: d["budgets"].update(tiny=3), "budgets.tiny: Input should be a valid dictionary"),
        (lambda d: d.update(budgets=[1]), "budgets: Input should be a valid dictionary"),
        (lambda d: d.pop("token"), "token: this key is missing"),
        (lambda d: d["data"][0].update(graded=False), "exactly one data set must be graded, not 0"),
        (lambda d: d["data"][1].update(graded=True), "exactly one data set must be graded, not 2"),
        (lambda d: d.update(seeds=[]), "seeds: at least one is needed"),
        (lambda d: d.update(seeds=[1, 1]), "the seeds must differ"),
        (lambda d: d["questions"].append(dict(d["questions"][0])), "two questions have the same id"),
        (lambda d: d.update(id="tl05"), "id is 'tl05'"),
        (lambda d: check(d, "a.data").pop("id"), "check number 1: id: this key is missing"),
        (lambda d: check(d, "a.data").update(advice={"es": "Divide."}), "check 'a.data': advice.en: this key"),
        (lambda d: d["questions"][1]["title"].pop("es"), "question 'b': title.es: this key is missing"),
        (lambda d: d["questions"][1].update(answer="essay"), "question 'b': answer: Input should be 'search'"),
        (lambda d: d["data"][1].update(dataset="mnits"), "data: unknown data set 'mnits': known are"),
        (lambda d: d.update(default_budgets={"embedded": "quik"}), "embedded names budget 'quik', which"),
        (lambda d: d.update(default_budgets={"cloud": "quick"}), "default_budgets: unknown data source 'cloud'"),
        (
            lambda d: check(d, "a.data").update(
                kind="function", settings={"names": ["f"], "cases": [{"expected": 1, "cause": "functoin-wrong"}]}
            ),
            "check 'a.data', settings: unknown cause 'functoin-wrong'",
        ),
        (lambda d: d["budgets"].pop("standard"), "budgets: there is no 'standard'"),
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
    with pytest.raises(UsageError, match=r"there is no assignment .*known are .*tl04"):
        load_assignment(FOLDER, identifier)
