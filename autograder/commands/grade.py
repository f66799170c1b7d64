"""`autograder grade`: a batch of submissions to grades, reports and evidence."""

import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console

from autograder.commands.batch import read_batch
from autograder.commands.bench import EMBEDDED, Choice, open_grader
from autograder.commands.hiding import hidden
from autograder.commands.report import write_pages
from autograder.commands.settled import Settled, settle
from autograder.commands.shelf import Shelf, closing, in_turn, opening, tell
from autograder.errors import AutograderError, UsageError
from autograder.intake import collect
from autograder.machine import exhausted
from autograder.model.base import Language, Text
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded, Grader
from autograder.report.record import make_record, write_record
from autograder.report.table import batch_table
from autograder.report.timings import timings_table
from autograder.report.write import submission_folder, write_reports, write_text
from autograder.runner import GradingData
from autograder.scheduler.batch import grade_all
from autograder.scheduler.place import room
from autograder.scheduler.progress import Outlook, expected, shown
from autograder.store.storing import Recorded


@dataclass(frozen=True)
class Output:
    """Where results go and how they are told."""

    directory: Path
    language: Language = "es"
    timings: bool = False
    shelf: Shelf = field(default_factory=Shelf)
    rules: Path | None = None
    times: Path | None = None
    settled: Settled = field(default_factory=Settled)
    """What the course says of times: read from `rules` and `times` before anything is graded."""
    anonymous: Path | None = None
    """The file with the key that makes pseudonyms of names; None: names are names."""


def grade(paths: Sequence[Path], choice: Choice, output: Output, console: Console) -> int:
    """Grade all submissions in `paths`; 0: all graded, 1: something was rejected or is left to a person."""
    missing = [path for path in paths if not path.exists()]
    if len(missing) == len(paths):
        raise UsageError(f"no such file or folder: {', '.join(map(str, missing))}")
    submissions = collect(paths)
    if not submissions:
        raise UsageError(f"no notebook, script or zip in {', '.join(map(str, paths))}")
    output = replace(output, settled=settle(output.rules, output.times, choice.assignment, submissions))
    for note in output.settled.arrivals.notes:
        console.print(note, highlight=False, markup=False, style="yellow", soft_wrap=True)
    if output.anonymous is not None:
        submissions, settled = hidden(output.anonymous, submissions, output.settled, output.directory)
        output = replace(output, settled=settled)
    with open_grader(choice, console) as (grader, data):
        console.print(_opening(choice, grader).to(output.language), highlight=False, style="dim", soft_wrap=True)
        with output.shelf.record(grader, choice, output.directory, submissions, console) or nullcontext() as record:
            results = grade_and_report(grader, data, submissions, choice.parallel, console, output, record)
    console.print(batch_table([item.grade for item in results], output.language))
    if output.timings:
        console.print(timings_table([run for item in results for run in item.evidence], output.language))
    console.print(f"{output.directory}/grades.json", highlight=False, soft_wrap=True)
    return 0 if all(item.grade.status == "graded" for item in results) else 1


def _opening(choice: Choice, grader: Grader) -> Text:
    """Which budget is used, and what grades on generated data are good for."""
    name = grader.budget.name
    if choice.data == EMBEDDED:
        return Text(
            es=f"Presupuesto «{name}», datos generados: sirven para probar, no para poner notas de verdad.",
            en=f"Budget “{name}”, generated data: good for trying things out, not for real grades.",
        )
    return Text(es=f"Presupuesto «{name}».", en=f"Budget “{name}”.")


def _prepare(directory: Path) -> None:
    """Make the folder for results now: after an hour of grading is too late to find that it cannot be."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as trial:
            trial.write(b"x")
    except OSError as error:
        if exhausted(error):
            raise
        what = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        raise UsageError(f"cannot write to {directory}: {what}; choose another output directory") from error


def grade_and_report(
    grader: Grader,
    data: GradingData,
    submissions: Sequence[Submission | Rejected],
    jobs: int,
    console: Console,
    output: Output,
    record: Recorded | None = None,
) -> list[Graded]:
    """Grade with a progress bar and write all reports; after an interrupt those of what was graded until then.

    record: the batch in a store, that is asked before anything is run and keeps each grade as it comes.
    """
    _prepare(output.directory)
    done: list[Graded] = []

    def note(item: Graded) -> None:
        if record is not None:
            record.note(item)
        write_evidence(output.directory, item)
        done.append(item)

    if record is not None:
        grader = record.grader
        tell(opening(record), output.language, console)
    try:
        results = _with_progress(grader, in_turn(submissions, record), jobs, console, note)
    except (KeyboardInterrupt, AutograderError, OSError, MemoryError):
        with suppress(
            AutograderError, OSError, MemoryError
        ):  # what ended the batch may keep reports from being written
            _report(grader, data, output.settled.honour(done, grader.assignment.id), output, submissions)
            console.print(f"{len(done)} / {len(submissions)}: {output.directory}/grades.json", highlight=False)
        tell(_goes_on(record), output.language, console)
        raise
    by_name = {item.grade.submission: item for item in results}
    results = output.settled.honour([by_name[item.name] for item in submissions], grader.assignment.id)
    _report(grader, data, results, output, submissions)
    if record is not None:
        record.finish(results)
        tell(closing(record), output.language, console)
    return results


def _goes_on(record: Recorded | None) -> Text | None:
    if record is None:
        return None
    return Text(es="La misma orden sigue donde se quedó.", en="The same command goes on where it stopped.")


def _with_progress(
    grader: Grader,
    submissions: Sequence[Submission | Rejected],
    jobs: int,
    console: Console,
    note: Callable[[Graded], None],
) -> list[Graded]:
    """`note` gets each result as soon as it is there."""
    slots = room(grader.sandbox, jobs)
    outlook = Outlook(submissions, slots, *expected(grader))
    with shown(console, grader.assignment.id, len(submissions), outlook) as advance:

        def step(item: Graded) -> None:
            note(item)
            advance()

        return grade_all(grader, submissions, slots, step, outlook)


def _report(
    grader: Grader,
    data: GradingData,
    results: Sequence[Graded],
    output: Output,
    submissions: Sequence[Submission | Rejected],
) -> None:
    source = {"source": data.source, "fingerprint": data.fingerprints[grader.assignment.graded_dataset]}
    assignment, settled = grader.assignment, output.settled
    grades = [item.grade for item in results]
    write_reports(
        output.directory,
        assignment.id,
        source,
        grades,
        output.language,
        title=assignment.title,
        presentation=settled.course.gradescope,
        beside=settled.beside(results, submissions, assignment, output.language),
    )
    read_in = {item.name: item for item in submissions}
    for one in grades:
        write_record(output.directory, make_record(one, read_in.get(one.submission)))
    write_pages(read_batch(output.directory), output.language)


def write_evidence(directory: Path, item: Graded) -> None:
    """`evidence.json`: the record of every run, in the order of the seeds; `error.log` where the grader broke."""
    folder = submission_folder(directory, item.grade)
    runs = [json.loads(run.model_dump_json()) for run in item.evidence]
    if runs:
        text = json.dumps({"schema": 1, "runs": runs}, ensure_ascii=False, sort_keys=True)
        write_text(folder / "evidence.json", text + "\n")
    if item.trouble:
        write_text(folder / "error.log", item.trouble)
