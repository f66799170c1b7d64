"""The tests that Otter runs: one file per question, one case per check, each of which only reads its verdict.

The verdicts lie beside them. Nobody but the plugin can write there: a student's code runs elsewhere.
"""

from itertools import groupby
from pathlib import Path
from typing import Final

from autograder.model.assignment import Assignment, CheckSpec
from autograder.model.base import Language
from autograder.model.grade import Grade
from autograder.otter.submitted import TESTS
from autograder.report.plain import plain
from autograder.report.text import check_text
from autograder.report.write import write_json, write_text

VERDICTS: Final = "verdicts.json"
_SEEN: Final = f"{TESTS}/{VERDICTS}"
"""As Otter's kernel sees it, which works in the submission's folder."""
PASSES: Final = frozenset({"pass", "undetermined"})
"""What is left to a person has its points until then."""
_WIDTH: Final = 10_000
_HEAD = """\
import json

from otter.test_files import test_case

OK_FORMAT = False

name = {name!r}
points = None


def verdict(check):
    with open({verdicts!r}, encoding="utf-8") as file:
        found = json.load(file)[check]
    assert found["passes"], found["text"]
"""
_CASE = """

@test_case(name={title!r}, points={points!r}, hidden=False)
def test_{number}():
    verdict({check!r})
"""


def write_tests(folder: Path, assignment: Assignment, language: Language) -> None:
    """Write `<question>.py` for every question that the rubric gives points in; `folder` is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for question, checks in groupby(sorted(assignment.checks, key=_question), key=_question):
        text = _HEAD.format(name=question, verdicts=_SEEN)
        text += "".join(_case(number, check, language) for number, check in enumerate(checks, start=1))
        write_text(folder / f"{question}.py", text)


def _question(check: CheckSpec) -> str:
    return check.question


def _case(number: int, check: CheckSpec, language: Language) -> str:
    title = plain(check.title.to(language), 200)
    return _CASE.format(title=title, points=check.points, number=number, check=check.id)


def verdict_texts(grade: Grade, assignment: Assignment, language: Language) -> dict[str, str]:
    """What students read of each check, by its id; the reason of a rejection stands for all checks."""
    told = {check.id: check_text(check, language, width=_WIDTH) for check in grade.checks}
    reason = plain(grade.reason.to(language)) if grade.reason else ""
    return {check.id: told.get(check.id, reason) for check in assignment.checks}


def write_verdicts(folder: Path, grade: Grade, assignment: Assignment, language: Language) -> None:
    """Write what the tests read. A submission that could not be read passes none of them."""
    passed = {check.id for check in grade.checks if check.verdict in PASSES}
    texts = verdict_texts(grade, assignment, language)
    write_json(folder / VERDICTS, {name: {"passes": name in passed, "text": text} for name, text in texts.items()})
