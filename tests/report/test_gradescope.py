"""Gradescope's results.json."""

import json

from autograder.report.gradescope import results

from .build import check, mixed, rejected, same


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
