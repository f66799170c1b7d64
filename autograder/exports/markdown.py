"""A table for pages that show Markdown, as the summary of a job on GitHub does."""

import re

from autograder.exports.classroom import Classroom, Line, Product
from autograder.report.causes import cause_name
from autograder.report.labels import CAUSES, LATE, SCORE, STATE, STATUS, SUBMISSION, VERDICT, causes, score_text
from autograder.report.plain import plain

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_FEW = 3
"""Submissions up to which every check is told."""


def markdown(classroom: Classroom) -> Product:
    """The table of the batch, and for a few submissions every check with its reason."""
    language = classroom.language
    titles = (SUBMISSION, STATE, SCORE, LATE, CAUSES)
    lines = [
        f"## {_text(classroom.title.to(language) if classroom.title else classroom.assignment)}",
        "",
        "| " + " | ".join(title.to(language) for title in titles) + " |",
        "| --- | --- | ---: | ---: | --- |",
        *(_row(classroom, line) for line in classroom.lines),
    ]
    if len(classroom.lines) <= _FEW:
        for line in classroom.lines:
            lines += ["", *_checks(classroom, line)]
    return Product(content=("\n".join(lines) + "\n").encode())


def _row(classroom: Classroom, line: Line) -> str:
    grade, language = line.grade, classroom.language
    cells = (
        _text(line.person.shown if line.person else grade.submission),
        STATUS[grade.status].to(language),
        score_text(grade.score, grade.max_score, language),
        classroom.number(-grade.late.points) if grade.late else "",
        ", ".join(_text(cause_name(cause, language)) for cause in causes(grade)),
    )
    return "| " + " | ".join(cells) + " |"


def _checks(classroom: Classroom, line: Line) -> list[str]:
    grade, language = line.grade, classroom.language
    told = [f"### {_text(grade.submission)}", ""]
    told += [_text(grade.reason.to(language)), ""] if grade.reason else []
    for check in grade.checks:
        points = f"{classroom.number(check.points)} / {classroom.number(check.max_points)}"
        verdict = VERDICT[check.verdict].to(language)
        told.append(f"- **{points}** {_text(check.title.to(language))}: {verdict}. {_text(check.message.to(language))}")
    if grade.late:
        told.append(f"- **{LATE.to(language)}**: {_text(grade.late.message.to(language))}")
    return told


def _text(text: str) -> str:
    """A student's words as words: no table, link, mention or markup begins in them."""
    return _SPECIAL.sub(r"\\\1", plain(text, 400))
