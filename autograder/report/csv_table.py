"""`grades.csv`: a line for each submission, for a spreadsheet or a learning platform."""

import csv
import io
from collections.abc import Sequence

from autograder.model.grade import Grade
from autograder.report.labels import causes, number
from autograder.report.plain import plain

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula; some read the wide forms alike."""


def grades_csv(grades: Sequence[Grade], *, bom: bool = False) -> str:
    """The table as RFC 4180 text (lines end in CRLF), one column for each check of any submission.

    `provisional` are the points of the score that undetermined checks hold until a person has looked, `late` what
    handing in late has taken off it, zero or less. `bom` puts the mark in front by which Excel knows UTF-8. Figures
    have a decimal point. A check that a submission does not have is an empty cell; causes are separated by spaces.
    """
    ids = list(dict.fromkeys(check.id for grade in grades for check in grade.checks))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["submission", "status", "score", "max_score", "provisional", "late", *map(harmless, ids), "causes"]
    )
    for grade in grades:
        points = {check.id: number(check.points, places=4) for check in grade.checks}
        writer.writerow(
            [
                harmless(grade.submission),
                grade.status,
                number(grade.score, places=4),
                number(grade.max_score, places=4),
                number(grade.provisional, places=4),
                number(-grade.late.points if grade.late else 0.0, places=4),
                *(points.get(identifier, "") for identifier in ids),
                harmless(" ".join(causes(grade))),
            ]
        )
    return (BOM if bom else "") + buffer.getvalue()


def harmless(text: str) -> str:
    """The text so that no spreadsheet computes it: an apostrophe goes before what would begin a formula."""
    dangerous = text.lstrip(" ").startswith(_FORMULA)
    text = plain(text)
    return f"'{text}" if dangerous or text.startswith(_FORMULA) else text
