"""`autograder check`: a student's own look at a notebook before handing it in."""

import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from autograder.commands.bench import Choice, open_grader
from autograder.errors import UsageError
from autograder.intake import read
from autograder.model.base import Language, Text
from autograder.model.submission import Rejected, Submission
from autograder.report.text import feedback
from autograder.report.timings import estimate

_DEFAULT, _GRADING = "tl04", "standard"


def check(notebook: Path, choice: Choice, language: Language, console: Console) -> int:
    """Grade one notebook on generated data and print the feedback; 0: full marks, 1: something to mend.

    Without an assignment in `choice` the notebook's own word decides, and TL04 where it says nothing.
    """
    if not notebook.exists():
        raise UsageError(f"{notebook}: no such file")
    submission = read(notebook)
    said = submission.assignment if isinstance(submission, Submission) else None
    choice = replace(choice, assignment=choice.assignment or said or _DEFAULT)
    if isinstance(submission, Rejected):
        console.print(submission.reason.to(language), highlight=False, markup=False, soft_wrap=True)
        return 1
    started = time.monotonic()
    with open_grader(choice, console) as (grader, _):
        with console.status(str(notebook)):
            result = grader.grade_any(submission)
        assignment = grader.assignment
    console.print(
        feedback(result.grade, language, title=assignment.title), highlight=False, markup=False, soft_wrap=True
    )
    standard = assignment.budgets.get(_GRADING)
    if standard is not None and result.evidence and result.evidence[0].fits:
        _tell_time(estimate(result.evidence[0], assignment, grader.budget, standard), language, console)
    told = Text(
        es="Comprobación previa con datos generados y un presupuesto pequeño: la nota se pone con los datos reales.",
        en="A first look at generated data with a small budget: the grade is given on the real data.",
    )
    console.print(f"{told.to(language)} ({time.monotonic() - started:.0f} s)", highlight=False, style="dim")
    return 0 if result.grade.score >= result.grade.max_score and result.grade.status == "graded" else 1


def _tell_time(seconds: float, language: Language, console: Console) -> None:
    rounded = f"{max(10, round(seconds, -1)):.0f}"
    told = Text(
        es=f"La corrección completa de este cuaderno tardará como mucho unos {rounded} s en esta máquina.",
        en=f"Grading this notebook in full will take at most some {rounded} s on this machine.",
    )
    console.print(told.to(language), highlight=False, style="dim")
