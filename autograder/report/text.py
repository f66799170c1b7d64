"""Feedback on one submission as plain text, for a student to read."""

from collections.abc import Iterator
from itertools import groupby

from autograder.model.base import Language, Text
from autograder.model.grade import CheckResult, Finding, Grade
from autograder.report.causes import cause_name
from autograder.report.labels import (
    ADVICE,
    EARNED,
    LATE,
    OPEN,
    PROVISIONAL,
    REASON,
    SCORE,
    SIGN,
    STATE,
    STATUS,
    STATUS_MEANS,
    SUBMISSION,
    VERDICT,
    cell_text,
    number,
    score_text,
)
from autograder.report.plain import plain, wrapped

_RUBRIC = Text(es="Apartados", en="Rubric")
_FINDINGS = Text(es="Qué se ha encontrado", en="What was found")
_HINTS = Text(es="Consejos que no restan puntos", en="Hints that cost no points")
_REPAIRS = Text(es="Qué se ha arreglado al leer el fichero", en="What was mended when the file was read")
_HOW = Text(es="Cómo leer este informe", en="How to read this report")
_HOW_TO_READ = Text(
    es="Tu cuaderno se ha ejecutado entero, con menos datos y con semillas fijas, y se juzga por lo que ocurrió al "
    "ejecutarlo. Solo los apartados puntúan; lo encontrado explica el porqué. Las celdas se cuentan desde 1, incluidas "
    "las de texto.",
    en="Your notebook was run from beginning to end, on less data and with fixed seeds, and is judged by what happened "
    "when it ran. Only the rubric scores; what was found explains why. Cells are counted from 1, text cells included.",
)


def feedback(
    grade: Grade, language: Language = "es", *, title: Text | None = None, width: int = 76, rubric: bool = True
) -> str:
    """The feedback in lines of at most `width` columns. `title` is the assignment's.

    Without `rubric` the checks are left out, for places that show each of them by itself.
    """
    sections = [_header(grade, language, title, width)]
    if grade.checks and rubric:
        sections.append(_section(_RUBRIC, language, width, _checks(grade, language, width)))
    for heading, hint in ((_FINDINGS, False), (_HINTS, True)):
        found = [_finding(finding, language, width) for finding in grade.findings if finding.hint == hint]
        if found:
            sections.append(_section(heading, language, width, "\n".join(found)))
    if grade.repairs:
        mended = "\n".join(wrapped(text.to(language), width, "  • ") for text in grade.repairs)
        sections.append(_section(_REPAIRS, language, width, mended))
    if grade.status != "rejected":
        legend = " · ".join(f"{SIGN[verdict]} {label.to(language)}" for verdict, label in VERDICT.items())
        how = [wrapped(legend, width, "  "), wrapped(_HOW_TO_READ.to(language), width, "  ")]
        sections.append(_section(_HOW, language, width, "\n".join(how)))
    return "\n\n".join(sections) + "\n"


def check_text(check: CheckResult, language: Language, width: int = 76, indent: str = "") -> str:
    """A check's verdict with its reason, and below it the advice where something is to be mended; wrapped."""
    verdict = VERDICT[check.verdict].to(language)
    lines = [wrapped(f"{verdict[:1].upper()}{verdict[1:]}. {check.message.to(language)}", width, indent)]
    if check.advice is not None and check.verdict in {"partial", "fail"}:
        lines.append(wrapped(f"{ADVICE.to(language)}: {check.advice.to(language)}", width, indent))
    return "\n".join(lines)


def _explanation(grade: Grade, language: Language, width: int) -> str:
    """Why a submission needs a review or was rejected; empty for one that was simply graded."""
    reason = f"{REASON.to(language)}: {grade.reason.to(language)}" if grade.reason else ""
    return "\n".join(wrapped(text, width) for text in (reason, STATUS_MEANS[grade.status].to(language)) if text)


def _header(grade: Grade, language: Language, title: Text | None, width: int) -> str:
    score = score_text(grade.score, grade.max_score, language)
    if grade.status == "needs-review":
        score += f" ({_provisional(grade, language)})"
    labels = [
        (SUBMISSION, plain(grade.submission, 200)),
        (STATE, STATUS[grade.status].to(language)),
        (SCORE, score),
    ]
    if grade.late is not None:
        labels.insert(2, (EARNED, score_text(grade.earned, grade.max_score, language)))
        labels.insert(3, (LATE, grade.late.message.to(language)))
    pad = max(len(label.to(language)) for label, _ in labels) + 2
    lines = [wrapped(title.to(language), width)] if title else []
    lines += [wrapped(value, width, f"{label.to(language)}:".ljust(pad), " " * pad) for label, value in labels]
    explained = _explanation(grade, language, width)
    return "\n".join(lines) + (f"\n\n{explained}" if explained else "")


def _provisional(grade: Grade, language: Language) -> str:
    """That the score may change, and how much of it a person has yet to judge."""
    if not grade.provisional:
        return PROVISIONAL.to(language)
    return f"{PROVISIONAL.to(language)}, {number(grade.provisional, language)} {OPEN.to(language)}"


def _section(title: Text, language: Language, width: int, body: str) -> str:
    heading = title.to(language)
    return f"── {heading} {'─' * max(width - len(heading) - 4, 2)}\n{body}"


def _checks(grade: Grade, language: Language, width: int) -> str:
    blocks = []
    for identifier, group in groupby(grade.checks, key=lambda check: check.question):
        checks = list(group)
        if identifier in grade.questions:
            blocks.append(_question(identifier, grade.questions[identifier], checks, language, width))
        blocks += ["\n".join(_check(check, language, width)) for check in checks]
    return "\n\n".join(blocks)


def _question(identifier: str, title: Text, checks: list[CheckResult], language: Language, width: int) -> str:
    """`a) Title … 4 / 5` above a question's checks."""
    earned, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    points = f"{number(earned, language)} / {number(most, language)}"
    return f"{plain(f'{identifier}) {title.to(language)}', width - len(points) - 2).ljust(width - len(points))}{points}"


def _check(check: CheckResult, language: Language, width: int) -> Iterator[str]:
    """`✓ Title      3 / 3` over the verdict, the reason and the advice."""
    points = f"{number(check.points, language)} / {number(check.max_points, language)}"
    first, *more = wrapped(check.title.to(language), width - len(points) - 2, f"{SIGN[check.verdict]} ").split("\n")
    yield f"{first.ljust(width - len(points))}{points}"
    yield from more
    yield check_text(check, language, width, "  ")


def _finding(finding: Finding, language: Language, width: int) -> str:
    where = cell_text(finding, language)
    name = cause_name(finding.cause, language)
    label = f"{name} ({where})" if where else name
    return wrapped(f"{label}: {finding.message.to(language)}", width, "  • ", "    ")
