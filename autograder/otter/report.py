"""Gradescope's `results.json`: ours, with what Otter has beside it."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from autograder.course.arrivals import Arrivals, honoured
from autograder.course.metadata import Metadata
from autograder.course.settings import Course
from autograder.model.assignment import Assignment
from autograder.model.base import Language
from autograder.model.grade import Grade
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded
from autograder.report.gradescope import Beside, code_digest, results
from autograder.report.write import write_json

REPORT: Final = Path("results", "autograder.json")
"""Where the plugin leaves our document in Otter's folder of this grading; only the harness looks."""


def document(
    graded: Graded,
    submission: Submission | Rejected,
    assignment: Assignment,
    course: Course,
    language: Language,
    metadata: Mapping[str, Any],
) -> dict[str, Any]:
    """Our document for one submission. `metadata` is Gradescope's, empty where it is not Gradescope that grades."""
    known = _known(metadata)
    grade, code = graded.grade, code_digest(submission.cells) if isinstance(submission, Submission) else ""
    last = None
    if known is not None:
        (grade,) = honoured(course, assignment.id, [grade], Arrivals.of_metadata(known, grade.submission))
        last = known.last
    return results(
        grade,
        language,
        title=assignment.title,
        presentation=course.gradescope,
        beside=Beside(
            curve=_curve(graded, assignment, course, language),
            previous=last.previous(code) if last else None,
            code=code,
        ),
    )


def _curve(graded: Graded, assignment: Assignment, course: Course, language: Language) -> str:
    """How the graded model learnt, where the course wants a picture and there is one."""
    if not course.gradescope.curves or not graded.evidence:
        return ""
    from autograder.report.curves import curve, graded_fit  # noqa: PLC0415  Matplotlib, only where it is wanted

    fit = graded_fit(graded.evidence[0], assignment.graded_dataset)
    return curve(fit, language) if fit is not None else ""


def _known(metadata: Mapping[str, Any]) -> Metadata | None:
    """Gradescope's metadata; what cannot be read is told to the log and costs nobody anything."""
    if not metadata:
        return None
    try:
        return Metadata.model_validate(metadata)
    except ValidationError as error:
        sys.stderr.write(f"submission_metadata.json is not as documented, late rules are left out: {error}\n")
        return None


def leave_report(autograder_folder: Path, found: Mapping[str, Any], reports: str, grade: Grade) -> None:
    """Keep our document for the harness, and in the folder `reports` where the instructor named one."""
    write_json(autograder_folder / REPORT, found)
    if reports:
        write_json(Path(reports) / f"{grade.submission}.json", found)


def take_report(autograder_folder: Path) -> dict[str, Any] | None:
    """What the plugin left, None where it never came so far."""
    path = autograder_folder / REPORT
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def merged(ours: Mapping[str, Any], otters: Mapping[str, Any] | None, questions: frozenset[str]) -> dict[str, Any]:
    """Our document, one entry for each check, and after it what only Otter knows: a PDF that failed, other plugins.

    otters: its own `results.json`, in which each of `questions` is one entry; None where it has none.
    """
    known = {test.get("name") for test in ours["tests"]} | questions
    others = [test for test in (otters or {}).get("tests", []) if test.get("name") not in known]
    return {**ours, "tests": [*ours["tests"], *others]}
