"""Gradescope's results of a whole batch: for each submission the document that an autograder would hand it.

Gradescope itself reads one `results.json` at a time, which `grade` writes into each submission's folder (see
`report/gradescope.py`); this file holds them all, with whose they are, for scripts.
"""

import json
from typing import Any

from autograder.exports.classroom import Classroom, Line, Product
from autograder.report.gradescope import results


def gradescope(classroom: Classroom) -> Product:
    """`{"schema": 1, "assignment", "submissions": [{"submission", "student", "results"}], "absent": [student]}`."""
    document = {
        "schema": 1,
        "assignment": classroom.assignment,
        "submissions": [_entry(classroom, line) for line in classroom.lines],
        "absent": [{"name": one.shown, "sid": one.number, "email": one.email} for one in classroom.absent],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return Product(content=f"{text}\n".encode())


def _entry(classroom: Classroom, line: Line) -> dict[str, Any]:
    person = line.person
    return {
        "submission": line.grade.submission,
        "student": {"name": person.shown, "sid": person.number, "email": person.email} if person else None,
        "results": results(
            line.grade,
            classroom.language,
            title=classroom.title,
            presentation=classroom.presentation,
            beside=classroom.beside.get(line.grade.submission),
        ),
    }
