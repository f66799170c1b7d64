"""The reports of a batch on disk. A file is there whole or not at all, also when the machine stops half-way."""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from autograder.errors import MachineFailure, UsageError
from autograder.machine import exhausted, explained
from autograder.model.base import Language, Text
from autograder.model.grade import Grade
from autograder.report.csv_table import grades_csv
from autograder.report.grades_json import grades_document
from autograder.report.gradescope import Beside, Presentation, results
from autograder.report.text import feedback


def write_reports(
    directory: Path,
    assignment_id: str,
    data: Mapping[str, str],
    grades: Sequence[Grade],
    language: Language = "es",
    *,
    title: Text | None = None,
    bom: bool = False,
    presentation: Presentation | None = None,
    beside: Mapping[str, Beside] | None = None,
) -> None:
    """Write `grades.json`, `grades.csv`, and for each submission `results.json` and `feedback.txt` in its folder.

    `presentation` and `beside` (by submission) are for `results.json`.
    Raises UsageError where the directory cannot be written, or a submission's name is no folder's name or repeats.
    """
    write_own(directory, grades, language, title=title, presentation=presentation, beside=beside)
    write_text(directory / "grades.csv", grades_csv(grades, bom=bom))
    write_json(directory / "grades.json", grades_document(assignment_id, data, grades, language))


def write_own(
    directory: Path,
    grades: Sequence[Grade],
    language: Language = "es",
    *,
    title: Text | None = None,
    presentation: Presentation | None = None,
    beside: Mapping[str, Beside] | None = None,
) -> None:
    """Write each submission's own reports alone; raises as `write_reports`."""
    folders = [submission_folder(directory, grade) for grade in grades]
    if len(set(folders)) != len(folders):
        raise UsageError(f"{directory}: two grades have the same submission name; names must be unique")
    for folder, grade in zip(folders, grades, strict=True):
        own = (beside or {}).get(grade.submission)
        document = results(grade, language, title=title, presentation=presentation, beside=own)
        write_json(folder / "results.json", document)
        write_text(folder / "feedback.txt", feedback(grade, language, title=title))


def submission_folder(directory: Path, grade: Grade) -> Path:
    """Where the reports on one submission go. Raises UsageError for a name that would leave `directory`."""
    name = grade.submission
    if name in {"", ".", ".."} or any(char in name for char in "/\\\0"):
        raise UsageError(f"submission {name!r} cannot name a folder; read it with autograder.intake")
    return directory / name


def write_json(path: Path, value: Any) -> None:
    """Write strict, readable JSON in UTF-8, with a line end."""
    json.dumps(value, allow_nan=False)  # refuses what is not strict; indenting takes it ten times as long as pydantic
    write_bytes(path, to_json(value, indent=2) + b"\n")


def write_text(path: Path, text: str) -> None:
    """Replace the file's content at once, line ends as they are. Raises UsageError where the place is unwritable."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file's content at once.

    Raises UsageError where the place is unwritable, MachineFailure where its disk is full or fails.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        if exhausted(error):
            told = explained(OSError(error.errno, error.strerror))
            raise MachineFailure(f"cannot write {path}: {told}") from error
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another output directory") from error
