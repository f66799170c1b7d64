"""`autograder check`: a student's own look at a notebook before handing it in."""

import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from autograder.bands.calibration import Calibration, budget_digest, load_all
from autograder.commands.bench import Choice, load, open_grader
from autograder.commands.desk import written_in
from autograder.errors import UsageError
from autograder.intake import read
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Language, Text
from autograder.model.evidence import Evidence
from autograder.model.grade import CheckResult, Grade
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded
from autograder.report.text import feedback
from autograder.report.timings import estimate

_DEFAULT, _GRADING = "tl04", "standard"


def check(notebook: Path, choice: Choice, language: Language | None, console: Console) -> int:
    """Grade one notebook on generated data and print the feedback; 0: full marks, 1: something to mend or to review.

    Without an assignment in `choice` the notebook's own word decides, and TL04 where it says nothing; without a
    language, the notebook's, and Spanish where it names none. Shown is what a graded submission's feedback shows, the
    rubric's lines and points; no reference value, no band and no accuracy to reach.
    """
    if not notebook.exists():
        raise UsageError(f"{notebook}: no such file")
    language = language or ("en" if written_in(notebook) == "en" else "es")
    submission = read(notebook)
    said = submission.assignment if isinstance(submission, Submission) else None
    choice = replace(choice, assignment=choice.assignment or said or _DEFAULT)
    if isinstance(submission, Rejected):
        _say(console, submission.reason.to(language))
        return 1
    started = time.monotonic()
    with open_grader(choice, console) as (grader, _):
        with console.status(str(notebook)):
            result = grader.grade_any(submission)
        assignment = grader.assignment
    _say(console, feedback(result.grade, language, title=assignment.title))
    for line in (*_summary(result.grade), *_duration(result, assignment, choice)):
        _say(console, line.to(language))
    told = Text(
        es="Comprobación previa con datos generados y un presupuesto pequeño: la nota se pone con los datos reales.",
        en="A first look at generated data with a small budget: the grade is given on the real data.",
    )
    _say(console, f"{told.to(language)} ({time.monotonic() - started:.0f} s)", style="dim")
    return 0 if result.grade.score >= result.grade.max_score and result.grade.status == "graded" else 1


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True, style=style)


def _summary(grade: Grade) -> tuple[Text, ...]:
    """What the student can mend, and what a person will have to look at."""
    wrong = [check for check in grade.checks if check.verdict in ("fail", "partial")]
    left = [check for check in grade.checks if check.verdict == "undetermined"]
    mend = (
        Text(es=f"Por corregir: {_titles(wrong, 'es')}.", en=f"To mend: {_titles(wrong, 'en')}.")
        if wrong
        else Text(es="No hay nada que corregir.", en="There is nothing to mend.")
    )
    person = Text(
        es=f"Lo tendrá que mirar una persona: {_titles(left, 'es')}.",
        en=f"A person will have to look at: {_titles(left, 'en')}.",
    )
    return (mend, person) if left else (mend,)


def _titles(checks: list[CheckResult], language: Language) -> str:
    return "; ".join(f"{check.question}) {check.title.to(language)}" for check in checks)


def _duration(result: Graded, assignment: Assignment, choice: Choice) -> tuple[Text, ...]:
    """How long grading will take: empty where nothing was trained, or nothing else is planned."""
    planned = assignment.budgets.get(_GRADING)
    if planned is None or not result.evidence or not result.evidence[0].fits:
        return ()
    home, _, done = load(choice)
    run = result.evidence[0]
    most = estimate(run, assignment, done, planned)
    usual = usual_seconds(run, done, planned, load_all(home.reference_results, assignment.id))
    if usual is None or usual >= most:
        return (
            Text(
                es=f"La corrección completa de este cuaderno tardará como mucho unos {_round(most)} s en esta máquina.",
                en=f"Grading this notebook in full will take at most some {_round(most)} s on this machine.",
            ),
        )
    return (
        Text(
            es=f"La corrección completa de este cuaderno tardará unos {_round(usual)} s en esta máquina, y como mucho "
            f"{_round(most)} s.",
            en=f"Grading this notebook in full will take some {_round(usual)} s on this machine, and at most "
            f"{_round(most)} s.",
        ),
    )


def usual_seconds(run: Evidence, done: Budget, planned: Budget, stored: tuple[Calibration, ...]) -> float | None:
    """Seconds of a run with the planned budget, if it grows as the reference solution's stored runs do.

    The run itself says how fast this machine is and how much the notebook asks for. None where the reference solution
    was not measured with both budgets.
    """
    before, after = _mean_seconds(stored, done), _mean_seconds(stored, planned)
    return None if before is None or after is None else sum(run.seconds.values()) * after / before


def _mean_seconds(stored: tuple[Calibration, ...], budget: Budget) -> float | None:
    times = [run.seconds for item in stored if item.budget_digest == budget_digest(budget) for run in item.runs]
    return sum(times) / len(times) if times else None


def _round(seconds: float) -> str:
    return f"{max(10, round(seconds, -1)):.0f}"
