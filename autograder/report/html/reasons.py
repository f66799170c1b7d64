"""Which finding belongs to what: the reason of lost points, something about the run, or a hint that costs nothing."""

from autograder.model.base import Frozen
from autograder.model.grade import CheckResult, Finding, Grade
from autograder.report.labels import lost

_OF_THE_RUN = frozenset({"cell-error", "time-limit", "memory-limit", "output-limit", "died", "tampering"})
"""Causes that say how running went; they belong to no check."""


class Reasons(Frozen):
    """A grade's findings: by check, about the run, and hints."""

    by_check: dict[str, tuple[Finding, ...]]
    run: tuple[Finding, ...]
    hints: tuple[Finding, ...]


def reasons(grade: Grade) -> Reasons:
    """Sort the findings. One is a check's reason where the check's message holds the finding's.

    A hint says so itself; what explains no lost point and is not about running is one as well.
    """
    by_check = {check.id: _of(check, grade) for check in grade.checks}
    explained = {finding for check in grade.checks if lost(check) > 0 for finding in by_check[check.id]}
    about_running = (finding for finding in grade.findings if finding.cause in _OF_THE_RUN and not finding.hint)
    run = tuple(finding for finding in about_running if finding not in explained)
    hints = tuple(finding for finding in grade.findings if finding not in explained and finding not in run)
    return Reasons(by_check=by_check, run=run, hints=hints)


def _of(check: CheckResult, grade: Grade) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in grade.findings
        if not finding.hint
        and finding.question == check.question
        and finding.message.es
        and finding.message.es in check.message.es
    )
