"""`autograder regrade`: a class judged anew by today's rubric and bands, from what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console

from autograder.bands.calibration import Calibration, load_calibration
from autograder.changes import Change
from autograder.commands.bench import EMBEDDED, KERAS
from autograder.commands.settled import Settled, settled_before
from autograder.commands.shelf import Shelf, tell
from autograder.course.arrivals import honoured
from autograder.errors import BandsUnavailable, UsageError
from autograder.handed_out import handed_out
from autograder.judging import Judge
from autograder.model.base import Language, Text
from autograder.report.changes import changes_csv, changes_table
from autograder.report.csv_table import grades_csv
from autograder.report.grades_json import grades_document
from autograder.report.write import write_json, write_own, write_text
from autograder.rubric import load_assignment
from autograder.settings import cores, find_home
from autograder.store import batches, rules, verdicts
from autograder.store.batches import Batch, Entry
from autograder.store.database import Database
from autograder.store.rejudging import Rejudged, Task, rejudge

_SHOWN = 40
"""Changes, or names, told on the console; all changes are in the table that is written."""
_PARTS = {
    "assignment": Text(es="la rúbrica", en="the rubric"),
    "given": Text(es="el cuaderno entregado a los estudiantes", en="the notebook handed out"),
    "calibration": Text(es="las bandas", en="the bands"),
}


@dataclass(frozen=True)
class Whose:
    """What to judge anew: a folder of results or the number of a batch, and which assignment's where it has several."""

    what: str
    assignment: str = ""
    out: Path | None = None
    """Where the new reports go; None: beside the old ones."""


def regrade(whose: Whose, shelf: Shelf, language: Language, console: Console) -> int:
    """Judge anew, tell who changes and why, keep both grades; 0: all could be judged."""
    database = shelf.open(console)
    with database.reading() as connection:
        batch = batches.find(connection, whose.what, whose.assignment)
        then = batches.judge(connection, batches.first(connection, batch))
        rows = batches.entries(connection, batch.id)
    if not any(row.body is not None for row in rows):
        raise UsageError(f"nothing of batch {batch.id} was graded: grade it first")
    judge = _today(batch, console)
    done = list(rejudge(Task(database, judge, then.assignment), rows, cores()))
    new = _keep(database, batch, judge, whose.out, done)
    settled = settled_before(batch.directory)
    _write(new, judge, done, settled, language)
    for note in settled.arrivals.notes:
        console.print(note, highlight=False, markup=False, style="yellow", soft_wrap=True)
    _tell(batch, new, len(rows), done, language, console)
    console.print(f"{new.directory}/grades.json", highlight=False, soft_wrap=True)
    return 0 if all(item.judged and not item.open for item in done) and len(done) == len(rows) else 1


def _today(batch: Batch, console: Console) -> Judge:
    """The judge by the rubric and the bands as they are now, for runs as they were made then."""
    home = find_home()
    assignment = load_assignment(home.assignments, batch.assignment)
    setting = batch.setting
    bands: Calibration | None = None
    if setting.budget.judges_accuracy:
        try:
            fingerprint = setting.fingerprints[assignment.graded_dataset]
            data = setting.data if setting.data in (KERAS, EMBEDDED) else Path(setting.data).name
            bands = load_calibration(
                home.reference_results, assignment.id, fingerprint, setting.budget, setting.versions, data=data
            )
        except BandsUnavailable as error:
            console.print(f"[yellow]accuracies stay undetermined:[/] {error}", highlight=False, soft_wrap=True)
    return Judge(assignment, setting.budget, bands, handed_out(home.assignments / assignment.id))


def _keep(database: Database, batch: Batch, judge: Judge, out: Path | None, done: Sequence[Rejudged]) -> Batch:
    """The new batch beside the old one, which stays as it is: all of it, or where that fails nothing."""
    with database.writing() as connection:
        judged = [Entry(item.grade, item.runs, item.judged_by) for item in done]
        lines = verdicts.slow_lines(judge.assignment)
        for item in done:
            if item.reached:
                verdicts.keep(connection, item.runs[0][0], lines, item.reached)
        return batches.derive(connection, batch, out, rules.keep(connection, judge), judged)


def _write(new: Batch, judge: Judge, done: Sequence[Rejudged], settled: Settled, language: Language) -> None:
    """The class anew, and the reports of those whose grade changed: what the others have stands.

    Who was late then is late now: clocks are no part of what is stored.
    """
    identifier, title = judge.assignment.id, judge.assignment.title
    source = {"source": new.setting.source, "fingerprint": new.setting.fingerprints[judge.assignment.graded_dataset]}
    grades = honoured(settled.course, identifier, [item.grade for item in done], settled.arrivals)
    changed = [grade for grade, item in zip(grades, done, strict=True) if item.change is not None]
    shown = settled.course.gradescope
    write_own(new.directory, changed, language, title=title, presentation=shown)
    write_text(new.directory / "grades.csv", grades_csv(grades))
    write_json(new.directory / "grades.json", grades_document(identifier, source, grades, language))
    write_text(new.directory / "changes.csv", changes_csv(_changes(done), language))
    trouble = "\n".join(f"{item.grade.submission}\n{item.trouble}" for item in done if item.trouble)
    if trouble:
        write_text(new.directory / "errors.log", trouble)


def _changes(done: Sequence[Rejudged]) -> list[Change]:
    return [item.change for item in done if item.change is not None]


def _tell(old: Batch, new: Batch, total: int, done: Sequence[Rejudged], language: Language, console: Console) -> None:
    differing = new.rules.differing(old.rules)
    if differing:
        named = ", ".join(_PARTS[name].to(language) for name in differing)
        tell(Text(es=f"Ha cambiado: {named}.", en=f"What changed: {named}."), language, console)
    else:
        same = Text(
            es="Rúbrica y bandas son las mismas: solo puede cambiar lo que juzgue de otro modo el programa.",
            en="Rubric and bands are the same: only what the program judges otherwise can change.",
        )
        tell(same, language, console)
    changed = _changes(done)
    if changed:
        console.print(changes_table(islice(changed, _SHOWN), language))
    count = Text(
        es=f"Lote {old.id} → {new.id}: cambian {len(changed)} de {len(done)} notas.",
        en=f"Batch {old.id} → {new.id}: {len(changed)} of {len(done)} grades change.",
    )
    console.print(count.to(language), highlight=False)
    if len(changed) > _SHOWN:
        console.print(f"… {new.directory}/changes.csv", highlight=False, soft_wrap=True)
    for text in _left(total, done):
        console.print(text.to(language), highlight=False, soft_wrap=True, markup=False)


def _names(items: Sequence[Rejudged]) -> str:
    """Who, and of many how many more; empty for nobody."""
    shown = ", ".join(item.grade.submission for item in items[:_SHOWN])
    return f"{shown} … (+{len(items) - _SHOWN})" if len(items) > _SHOWN else shown


def _left(total: int, done: Sequence[Rejudged]) -> list[Text]:
    """Who could not be judged anew, and what to do about it."""
    told = []
    broken = [item for item in done if item.trouble]
    if broken:
        names = _names(broken)
        told.append(
            Text(
                es=f"El programa falla al juzgarlas y la nota queda como estaba (errors.log): {names}",
                en=f"The program fails to judge them and the grade stays as it was (errors.log): {names}",
            )
        )
    lost = _names([item for item in done if not item.judged and not item.trouble])
    if lost:
        told.append(
            Text(
                es=f"Sus ejecuciones no están en el almacén y la nota queda como estaba; corrige de nuevo: {lost}",
                en=f"Their runs are not in the store and the grade stays as it was; grade again: {lost}",
            )
        )
    borderline = _names([item for item in done if item.open])
    if borderline:
        told.append(
            Text(
                es=f"En el límite de la banda: `autograder grade` hace las ejecuciones que faltan: {borderline}",
                en=f"Borderline by these bands: `autograder grade` makes the runs that are missing: {borderline}",
            )
        )
    if total > len(done):
        told.append(
            Text(
                es=f"Aún sin corregir: {total - len(done)}; termina antes `autograder grade`.",
                en=f"Not graded yet: {total - len(done)}; let `autograder grade` finish first.",
            )
        )
    return told
