"""`autograder check`: a student's own look at a notebook before handing it in."""

import time
from pathlib import Path

from rich.console import Console

from autograder.commands.bench import Choice, open_grader
from autograder.intake import read
from autograder.model.base import Language, Text
from autograder.report.text import feedback


def check(notebook: Path, choice: Choice, language: Language, console: Console) -> int:
    """Grade one notebook on generated data and print the feedback; 0: full marks, 1: something to mend."""
    submission = read(notebook)
    started = time.monotonic()
    with open_grader(choice, console) as (grader, _):
        with console.status(str(notebook)):
            result = grader.grade_one(submission)
        title = grader.assignment.title
    console.print(feedback(result.grade, language, title=title), highlight=False, markup=False, soft_wrap=True)
    told = Text(
        es="Comprobación previa con datos generados y un presupuesto pequeño: la nota se pone con los datos reales.",
        en="A first look at generated data with a small budget: the grade is given on the real data.",
    )
    console.print(f"{told.to(language)} ({time.monotonic() - started:.0f} s)", highlight=False, style="dim")
    return 0 if result.grade.score >= result.grade.max_score and result.grade.status == "graded" else 1
