"""Gradescope's `results.json`: ours, with what Otter has beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from autograder.report.write import write_json

REPORT: Final = Path("results", "autograder.json")
"""Where the plugin leaves our document in Otter's folder of this grading; only the harness looks."""


def leave_report(autograder_folder: Path, document: Mapping[str, Any]) -> None:
    """Keep our document for the harness."""
    write_json(autograder_folder / REPORT, document)


def take_report(autograder_folder: Path) -> dict[str, Any] | None:
    """What the plugin left, None where it never came so far."""
    path = autograder_folder / REPORT
    if not path.is_file():
        return None
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def merged(ours: Mapping[str, Any], otters: Mapping[str, Any] | None, questions: frozenset[str]) -> dict[str, Any]:
    """Our document, one entry for each check, and after it what only Otter knows: a PDF that failed, other plugins.

    otters: its own `results.json`, in which each of `questions` is one entry; None where it has none.
    """
    known = {test.get("name") for test in ours["tests"]} | questions
    others = [test for test in (otters or {}).get("tests", []) if test.get("name") not in known]
    return {**ours, "tests": [*ours["tests"], *others]}
