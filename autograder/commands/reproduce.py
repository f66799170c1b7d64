"""`autograder reproduce`: one grade made again with its own seeds, budget, data and rubric, compared bit by bit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from sqlalchemy import Row

from autograder.changes import Change, carried_over, change
from autograder.commands.bench import versions
from autograder.commands.shelf import Shelf, tell
from autograder.comparison import Compared, Difference, compare
from autograder.data.source import open_source
from autograder.errors import UsageError
from autograder.judging import Judge
from autograder.model.base import Language, Text
from autograder.model.evidence import Evidence
from autograder.model.grade import Grade
from autograder.model.submission import Submission
from autograder.pipeline import Graded, Grader
from autograder.report.changes import changes_table
from autograder.report.plain import plain
from autograder.runner import GradingData, open_grading_sandbox
from autograder.store import batches, rejudging
from autograder.store.batches import Batch
from autograder.store.key import code_digest

_SHOWN = 10
"""Differences told of each run."""


@dataclass(frozen=True)
class Stored:
    """A grade as the store has it, with everything it came from."""

    batch: Batch
    judge: Judge
    submission: Submission
    grade: Grade
    runs: tuple[Evidence, ...]
    whole: Evidence | None


def reproduce(what: str, name: str, data: str, shelf: Shelf, language: Language, console: Console) -> int:
    """Run one submission's grade again; 0: equal to the last bit, 1: it differs, and in what is told.

    data: where the data are now; empty: where they were.
    """
    stored = _stored(what, name, shelf, console)
    setting = stored.batch.setting
    for line in _circumstances(stored):
        console.print(line, highlight=False, soft_wrap=True, markup=False)
    source = open_source(data or setting.data)
    assignment = stored.judge.assignment
    with GradingData(source, assignment, official=setting.budget.official) as opened:
        _same_data(setting.fingerprints, opened.fingerprints)
        with open_grading_sandbox(opened, setting.isolation) as sandbox, console.status(stored.submission.name):
            judge = stored.judge
            grader = Grader(assignment, setting.budget, opened, sandbox, judge.calibration, setting.seeds, judge.given)
            again = grader.grade_any(stored.submission)
    return _tell(stored, again, language, console)


def _stored(what: str, name: str, shelf: Shelf, console: Console) -> Stored:
    with shelf.open(console).reading() as connection:
        batch = batches.find(connection, what)
        row = _row(batches.entries(connection, batch.id), name, batch)
        links = rejudging.run_keys(connection, row.id)
        runs = rejudging.evidence_of(connection, links)
        grade = rejudging.stored_grade(row)
        if len(runs) < max(1, len(grade.seeds)):
            raise UsageError(f"the runs of {name!r} are not in the store: grade it again")
        whole = rejudging.evidence_of(connection, links, whole=True)
        return Stored(
            batch=batch,
            judge=batches.judge(connection, batch),
            submission=rejudging.stored_submission(connection, row),
            grade=grade,
            runs=tuple(runs[: len(grade.seeds)]),
            whole=whole[0] if whole else None,
        )


def _row(rows: Sequence[Row[Any]], name: str, batch: Batch) -> Row[Any]:
    row = next((row for row in rows if row.name == name), None)
    if row is None:
        raise UsageError(f"batch {batch.id} has no submission {name!r}: names are those of grades.csv")
    if row.body is None:
        raise UsageError(f"{name!r} is not graded yet: let `autograder grade` finish first")
    if row.submission is None:
        raise UsageError(f"{name!r} was rejected and never run: there is nothing to repeat")
    return row


def _circumstances(stored: Stored) -> list[str]:
    """What is another one here than when the grade was made; with one of them, differences are to be expected."""
    setting = stored.batch.setting
    then, now = {**setting.versions, "program": setting.code}, {**versions(), "program": code_digest()}
    return [f"{name}: {then.get(name)} → {now.get(name)}" for name in now if then.get(name) != now.get(name)]


def _same_data(then: dict[str, str], now: dict[str, str]) -> None:
    other = [
        f"{name} {now.get(name, 'none')[:16]} instead of {then[name][:16]}"
        for name in then
        if then[name] != now.get(name)
    ]
    if other:
        raise UsageError(f"the data are others than those of the grade ({', '.join(other)}): name them with --data")


def _tell(stored: Stored, again: Graded, language: Language, console: Console) -> int:
    equal = len(stored.runs) == len(again.evidence)
    for before, after in zip(stored.runs, again.evidence, strict=False):
        equal &= _tell_run(str(before.environment.seed), compare(before, after), language, console)
    if stored.whole is not None and again.whole is not None:
        equal &= _tell_run("whole", compare(stored.whole, again.whole), language, console)
    then = stored.grade
    now = carried_over(then, again.grade)
    same_grade = then.model_dump_json() == now.model_dump_json()
    changed: Change | None = change(then, now)
    if changed is not None:
        console.print(changes_table([changed], language))
    elif not same_grade:
        tell(Text(es="Cambian los textos de la nota.", en="Texts of the grade differ."), language, console)
    total = equal and same_grade
    told = (
        Text(
            es="Idéntico: predicciones, historiales y veredictos, bit a bit.",
            en="Equal: predictions, histories and verdicts, bit by bit.",
        )
        if total
        else Text(es="No es idéntico.", en="It is not equal.")
    )
    console.print(told.to(language), highlight=False)
    return 0 if total else 1


def _tell_run(seed: str, found: Compared, language: Language, console: Console) -> bool:
    """Tell how a run differs; True where nothing that counts does."""

    def lines(items: Sequence[Difference]) -> None:
        for item in items[:_SHOWN]:
            line = f"  {plain(item.place, 100)}: {plain(item.before, 80)} → {plain(item.after, 80)}"
            console.print(line, highlight=False, soft_wrap=True, markup=False)
        if len(items) > _SHOWN:
            console.print(f"  … {len(items) - _SHOWN}", highlight=False)

    count = len(found.results)
    told = Text(es=f"Semilla {seed}: {count} diferencias.", en=f"Seed {seed}: {count} differences.")
    console.print(told.to(language), highlight=False)
    lines(found.circumstances)
    lines(found.results)
    if found.printed:
        cells = len(found.printed)
        told = Text(
            es=f"  Además, {cells} celdas imprimen otro texto (tiempos o direcciones): no cuenta.",
            en=f"  Besides, {cells} cells print another text (times or addresses): that does not count.",
        )
        console.print(told.to(language), highlight=False, style="dim")
    return not count
