"""`record.json`: what the pages about one submission need beside its evidence, and `grades.json` leaves out."""

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from autograder.model.base import Frozen
from autograder.model.grade import Grade
from autograder.model.submission import Cell, Rejected, Submission
from autograder.report.write import submission_folder, write_text

NAME = "record.json"


class Record(Frozen):
    """A grade in both languages and the cells of the notebook, without the outputs that the student's run left."""

    schema_version: Literal[1] = 1
    grade: Grade
    cells: tuple[Cell, ...] = ()


def make_record(grade: Grade, submission: Submission | Rejected | None) -> Record:
    """The record of a graded submission; one that could not be read has no cells."""
    cells = submission.cells if isinstance(submission, Submission) else ()
    return Record(grade=grade, cells=tuple(cell.model_copy(update={"stored_output": ""}) for cell in cells))


def write_record(directory: Path, item: Record) -> None:
    """Write it into the submission's folder in `directory`."""
    write_text(submission_folder(directory, item.grade) / NAME, item.model_dump_json() + "\n")


def read_record(folder: Path) -> Record | None:
    """The record in a submission's folder; None where there is none that this version can read."""
    try:
        return Record.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return None
