"""One question's verdicts as text, for a student who is still at work on it: no points, no accuracies."""

from collections.abc import Iterator

from autograder.model.assignment import Assignment
from autograder.model.base import Language, Text
from autograder.model.grade import CheckResult, Finding, Grade
from autograder.report.causes import cause_name
from autograder.report.labels import SIGN, cell_text
from autograder.report.plain import wrapped
from autograder.report.text import check_text

_QUESTION = Text(es="Pregunta", en="Question")
_WIDTH = 76


def question_text(grade: Grade, assignment: Assignment, question: str, language: Language) -> str:
    """Verdicts and findings of one question; what so little data cannot show is named at the end."""
    accuracies = {spec.id for spec in assignment.checks if spec.kind == "accuracy"}
    checks = [check for check in grade.checks if check.question == question]
    judged = [check for check in checks if check.id not in accuracies]
    parts = [_heading(assignment, question, judged, language)]
    parts += ["\n".join(_check(check, language)) for check in judged]
    if found := [finding for finding in grade.findings if _belongs(finding, question)]:
        parts.append("\n".join(_finding(finding, language) for finding in found))
    if left := [check for check in checks if check.id in accuracies]:
        parts.append(_not_judged(left, language))
    return "\n\n".join(parts)


def _heading(assignment: Assignment, question: str, judged: list[CheckResult], language: Language) -> str:
    right = sum(check.verdict == "pass" for check in judged)
    title = assignment.question(question).title.to(language)
    count = Text(es=f"{right} de {len(judged)} apartados bien", en=f"{right} of {len(judged)} items right")
    counted = f": {count.to(language)}" if judged else ""
    return wrapped(f"{_QUESTION.to(language)} {question}) {title}{counted}", _WIDTH)


def _check(check: CheckResult, language: Language) -> Iterator[str]:
    yield wrapped(check.title.to(language), _WIDTH, f"{SIGN[check.verdict]} ")
    yield check_text(check, language, _WIDTH, "  ")


def _belongs(finding: Finding, question: str) -> bool:
    """A question's own findings, and what went wrong in running, which may be why something is missing.

    Hints speak of how a training went, and a training of a few rows goes as it likes.
    """
    return not finding.hint and finding.question in (question, None)


def _finding(finding: Finding, language: Language) -> str:
    where = cell_text(finding, language)
    name = cause_name(finding.cause, language)
    label = f"{name} ({where})" if where else name
    return wrapped(f"{label}: {finding.message.to(language)}", _WIDTH, "• ")


def _not_judged(left: list[CheckResult], language: Language) -> str:
    named = "; ".join(check.title.to(language) for check in left)
    told = Text(es=f"No se juzga con tan pocos datos: {named}.", en=f"Not judged on so little data: {named}.")
    return wrapped(told.to(language), _WIDTH)
