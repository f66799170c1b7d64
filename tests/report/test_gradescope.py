"""Gradescope's results.json."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from autograder.model.grade import Grade
from autograder.model.submission import Cell
from autograder.report.gradescope import Beside, Presentation, Previous, code_digest, results

from .build import check, late_by_a_day, mixed, rejected, same

SCHEMA = json.loads((Path(__file__).parent / "gradescope.schema.json").read_text(encoding="utf-8"))
PICTURE = "data:image/png;base64,iVBORw0KGgo="


def valid(document: dict[str, Any]) -> dict[str, Any]:
    """The document, after the schema has nothing to say against it."""
    Draft202012Validator.check_schema(SCHEMA)
    assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(json.dumps(document, allow_nan=False)))) == []
    return document


def test_every_check_is_a_test() -> None:
    """Checks have Gradescope's fields, with points, state and reasons."""
    document = results(mixed(), "en")
    assert document["score"] == 2.5
    assert document["extra_data"]["provisional"] == 1.0
    assert document["tests"][1] == {
        "name": "Batch size",
        "number": "2",
        "score": 0.5,
        "max_score": 1.0,
        "status": "failed",
        "output": "Partly. 64 … 256\nAdvice: Pass the callback to search(), not to fit(): otherwise the search does "
        "not use it and every trial spends all its epochs even when it no longer improves.",
        "output_format": "text",
        "tags": ["a", "partial"],
        "visibility": "visible",
    }
    assert [test["status"] for test in document["tests"]] == ["passed", "failed", "failed", "passed"]


def test_the_head_does_not_repeat_the_checks() -> None:
    """The general output holds status, causes and repairs only."""
    output = results(mixed(), "en")["output"]
    assert "Range of the search (cell 7)" in output
    assert "Batch size" not in output


def test_a_rejected_file_is_a_valid_result() -> None:
    """Without checks there is still a score and a reason."""
    document = results(rejected(), visibility="after_published")
    assert (document["score"], document["tests"], document["visibility"]) == (0, [], "after_published")
    assert "Esto es un PDF" in document["output"]
    assert set(document) == {
        "score", "output", "output_format", "visibility", "stdout_visibility", "tests", "extra_data",
    }  # fmt: skip


def test_strict_json_without_control_characters() -> None:
    """What a student wrote cannot break the document or the page."""
    nasty = mixed().model_copy(update={"checks": (check(message=same("\x1b[2J\x00<b>")),)})
    text = json.dumps(results(nasty), allow_nan=False)
    assert "\\u001b" not in text
    assert "\\u0000" not in text


@pytest.mark.parametrize("one", [mixed(), rejected(), late_by_a_day("ana", check())], ids=["mixed", "rejected", "late"])
@pytest.mark.parametrize(
    "beside", [Beside(), Beside(curve=PICTURE, previous=Previous(score=2.0, unchanged=True), code="0a")]
)
def test_every_document_is_what_gradescope_documents(one: Grade, beside: Beside) -> None:
    """Held against the written schema, which knows no other keys: no leaderboard among them."""
    document = valid(results(one, beside=beside, presentation=Presentation(visibility="after_published")))
    assert "leaderboard" not in document


@pytest.mark.parametrize(
    "wrong",
    [{"tests": [{"status": "excellent"}]}, {"visibility": "never"}, {"leaderboard": []}, {"score": "1"}, {}],
)
def test_the_schema_says_no(wrong: dict[str, Any]) -> None:
    """A schema that lets everything through would prove nothing."""
    document = {**results(mixed()), **wrong}
    if not wrong:
        del document["score"], document["tests"]
    assert list(Draft202012Validator(SCHEMA).iter_errors(document))


def test_handing_in_late_is_a_line_without_points() -> None:
    """The document's score counts, and it is after what is taken."""
    document = results(late_by_a_day("ana", check()), "en")
    assert document["score"] == 0.9
    line = document["tests"][-1]
    assert line["name"] == "Late"
    assert "score" not in line
    assert "−0.1, 10 % of the maximum score" in line["output"]
    assert document["extra_data"]["late"] == -0.1


@pytest.mark.parametrize(("unchanged", "said"), [(True, "The code has not changed since"), (False, "")])
def test_the_last_submission_is_told(unchanged: bool, said: str) -> None:
    """Its score, and whether this one's code is the same."""
    output = results(mixed(), "en", beside=Beside(previous=Previous(score=7.5, unchanged=unchanged)))["output"]
    assert output.startswith("Previous submission: 7.5 of 4.")
    assert said in output
    assert ("has not changed" in output) == unchanged


def test_hidden_checks_are_not_told_of_elsewhere() -> None:
    """Findings and causes would give them away."""
    shown = Presentation(checks={"a.batch": "hidden"})
    document = results(mixed(), "en", presentation=shown)
    assert [test["visibility"] for test in document["tests"]] == ["visible", "hidden", "visible", "visible"]
    assert "Range of the search" not in document["output"]
    assert document["extra_data"]["causes"] == []


def test_the_curve_is_a_picture_in_the_page() -> None:
    """It needs no file and no network, and a reader of the page is told what it is."""
    line = valid(results(mixed(), "es", beside=Beside(curve=PICTURE)))["tests"][-1]
    assert line["output_format"] == "html"
    assert line["output"].startswith(f'<img src="{PICTURE}" alt="Curvas de entrenamiento"')


def test_code_is_the_same_whatever_is_written_around_it() -> None:
    """Texts and empty cells do not count, order and code do."""

    def digest(*sources: str) -> str:
        cells = [Cell(index=0, kind="markdown", source=f"# {len(sources)}")]
        return code_digest([*cells, *(Cell(index=1, kind="code", source=source) for source in sources)])

    assert digest("a = 1", "b = 2") == digest("a = 1\n", "", "b = 2")
    assert len({digest("a = 1", "b = 2"), digest("b = 2", "a = 1"), digest("a = 1b = 2"), digest("\ud800")}) == 4
