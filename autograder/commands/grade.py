"""`autograder grade`: a batch of submissions to grades, reports and evidence."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograder.commands.bench import Choice, open_grader
from autograder.errors import UsageError
from autograder.intake import collect
from autograder.model.base import Language
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded, Grader, grade_all
from autograder.report.table import batch_table
from autograder.report.timings import timings_table
from autograder.report.write import submission_folder, write_reports, write_text


@dataclass(frozen=True)
class Output:
    """Where results go and how they are told."""

    directory: Path
    language: Language = "es"
    timings: bool = False


def grade(paths: Sequence[Path], choice: Choice, output: Output, console: Console) -> int:
    """Grade all submissions in `paths`; 0: all graded, 1: something is left to a person."""
    submissions = collect(paths)
    if not submissions:
        raise UsageError(f"no notebook, script or zip in {', '.join(map(str, paths))}")
    with open_grader(choice, console) as (grader, data):
        results = with_progress(grader, submissions, choice.parallel, console, output)
        source = {"source": data.source, "fingerprint": data.fingerprints[grader.assignment.graded_dataset]}
        write_reports(
            output.directory,
            grader.assignment.id,
            source,
            [item.grade for item in results],
            output.language,
            title=grader.assignment.title,
        )
    console.print(batch_table([item.grade for item in results], output.language))
    if output.timings:
        console.print(timings_table([run for item in results for run in item.evidence], output.language))
    console.print(f"{output.directory}/grades.json", highlight=False)
    return 1 if any(item.grade.status == "needs-review" for item in results) else 0


def with_progress(
    grader: Grader,
    submissions: Sequence[Submission | Rejected],
    jobs: int,
    console: Console,
    output: Output | None = None,
) -> list[Graded]:
    """Grade with a progress bar; each submission's evidence is on disk as soon as it is graded."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(grader.assignment.id, total=len(submissions))

        def done(item: Graded) -> None:
            if output is not None:
                write_evidence(output.directory, item)
            progress.advance(task)

        return grade_all(grader, submissions, jobs, done)


def write_evidence(directory: Path, item: Graded) -> None:
    """`evidence.json`: the record of every run, in the order of the seeds."""
    runs = [json.loads(run.model_dump_json()) for run in item.evidence]
    if runs:
        text = json.dumps({"schema": 1, "runs": runs}, ensure_ascii=False, sort_keys=True)
        write_text(submission_folder(directory, item.grade) / "evidence.json", text + "\n")
