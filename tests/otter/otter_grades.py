"""Grades of TL04 to tell Otter."""

from checks.build import tl04

from autograder.model.assignment import Assignment
from autograder.model.base import Text
from autograder.model.grade import CheckResult, Grade, VerdictName

ASSIGNMENT: Assignment = tl04()
CREDIT: dict[VerdictName, float] = {"pass": 1.0, "undetermined": 1.0, "partial": 0.5, "fail": 0.0}


def graded(**verdicts: VerdictName) -> Grade:
    """A grade that passes everything but what is said otherwise; `a_data` stands for `a.data`."""
    said = {name.replace("_", ".", 1).replace("_", "-"): verdict for name, verdict in verdicts.items()}
    checks = tuple(
        CheckResult(
            id=spec.id,
            question=spec.question,
            title=spec.title,
            verdict=said.get(spec.id, "pass"),
            points=spec.points * CREDIT[said.get(spec.id, "pass")],
            max_points=spec.points,
            message=Text(es=f"Motivo de {spec.id}", en=f"Reason of {spec.id}"),
        )
        for spec in ASSIGNMENT.checks
    )
    score = round(sum(check.points for check in checks), 4)
    return Grade(submission="ana", status="graded", score=score, max_score=ASSIGNMENT.max_score, checks=checks)


def rejected() -> Grade:
    """A file that was no notebook."""
    reason = Text(es="No es un cuaderno.", en="Not a notebook.")
    return Grade(submission="ana", status="rejected", score=0.0, max_score=ASSIGNMENT.max_score, reason=reason)
