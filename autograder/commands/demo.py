"""`autograder demo`: sample submissions, most of them with one mistake each, graded on generated data."""

import tomllib
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.authoring.samples import DESCRIPTION
from autograder.commands.bench import Choice, open_grader
from autograder.commands.grade import Output, grade_and_report
from autograder.errors import UsageError
from autograder.intake import read
from autograder.model.base import Language, Text
from autograder.report.table import DemoRow, demo_table
from autograder.settings import find_home

_DESCRIPTIONS = (DESCRIPTION, "expected.toml")
"""What samples are like: edits of the bare solution, or notebooks with a builder of their own."""


def demo(directory: Path, language: Language, choice: Choice, console: Console) -> int:
    """Grade the samples and show what was found; 0: every mistake was named and honest work kept its points."""
    folder = find_home().solutions / choice.assignment / "samples"
    samples = _samples(folder)
    submissions = [read(folder / sample["file"]) for sample in samples]
    output = Output(directory, language)
    with open_grader(choice, console) as (grader, data):
        results = grade_and_report(grader, data, submissions, choice.parallel, console, output)
    rows = [
        DemoRow(grade=item.grade, expected=sample.get("cause")) for item, sample in zip(results, samples, strict=True)
    ]
    console.print(demo_table(rows, language))
    good = sum(row.recognised for row in rows)
    told = Text(
        es=f"{good} de {len(rows)} reconocidos; informes en {directory}",
        en=f"{good} of {len(rows)} recognised; reports in {directory}",
    )
    console.print(told.to(language), highlight=False)
    return 0 if good == len(rows) else 1


def _samples(folder: Path) -> list[dict[str, Any]]:
    path = next((folder / name for name in _DESCRIPTIONS if (folder / name).is_file()), None)
    if path is None:
        raise UsageError(f"there are no samples in {folder}: run the demo from the project's own folder")
    samples: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["sample"]
    return samples
