"""Students' work out of the folders that hold reports: what `forget` deletes beside the store."""

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.commands.batch import read_batch
from autograder.commands.export import UNMATCHED
from autograder.commands.report import FEEDBACK, INDEX, REVIEW, write_pages
from autograder.errors import UsageError
from autograder.exports.formats import FORMATS
from autograder.report.csv_table import BOM, harmless
from autograder.report.record import NAME as RECORD
from autograder.report.write import write_json, write_text

_OF_ONE: Final = ("evidence.json", RECORD, "results.json", "feedback.txt", FEEDBACK, REVIEW, "error.log")
_GRADES: Final = "grades.json"
_TABLES: Final = ("grades.csv", "changes.csv")
_LOG: Final = "errors.log"


@dataclass(frozen=True)
class Erased:
    """What became of a folder.

    exports: files for learning platforms, which are to be made again; left: what this program did not write.
    """

    directory: Path
    exports: tuple[Path, ...]
    left: tuple[Path, ...]


def erase(directory: Path, names: Collection[str]) -> Erased | None:
    """Delete all reports on these submissions and make those of the class without them; None where there were none."""
    there = [folder for name in names if (folder := directory / name).is_dir()]
    document = _document(directory / _GRADES)
    graded = [entry for entry in document["grades"] if entry["submission"] in names] if document else []
    if not there and not graded:
        return None
    left = [path for folder in there for path in _emptied(folder)]
    exports = tuple(_exports(directory, document["assignment"])) if document else ()
    for path in directory.glob(f"*{UNMATCHED}"):
        _without(path, {harmless(one) for one in names})
    for path in (*exports, directory / _LOG):
        path.unlink(missing_ok=True)
    if document:
        document["grades"] = [entry for entry in document["grades"] if entry["submission"] not in names]
        _class_anew(directory, document, names)
    return Erased(directory, exports, tuple(left))


def _document(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return document if isinstance(document["grades"], list) and isinstance(document["assignment"], str) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _emptied(folder: Path) -> Iterator[Path]:
    """Remove what grading wrote, and the folder where nothing else is in it; else tell what is."""
    for name in _OF_ONE:
        (folder / name).unlink(missing_ok=True)
        for half in folder.glob(f".{name}.*"):  # of a grader that was killed
            half.unlink()
    others = sorted(path for path in folder.rglob("*") if not path.is_dir())
    if others:
        yield from others
    else:
        folder.rmdir()


def _exports(directory: Path, assignment: str) -> Iterable[Path]:
    """They name students as the platform does, so that none of them can stay."""
    for name, chosen in FORMATS.items():
        path = directory / f"{assignment}-{name}{chosen.suffix}"
        if path.is_file():
            yield path


def _class_anew(directory: Path, document: dict[str, Any], names: Collection[str]) -> None:
    if not document["grades"]:
        for name in (_GRADES, *_TABLES, INDEX):
            (directory / name).unlink(missing_ok=True)
        return
    write_json(directory / _GRADES, document)
    for name in _TABLES:
        _without(directory / name, {harmless(one) for one in names})
    if (directory / INDEX).is_file():
        try:
            write_pages(read_batch(directory), document.get("language", "es"))
        except UsageError:  # pages of an earlier version's grades cannot be made again
            (directory / INDEX).unlink()


def _without(path: Path, names: Collection[str]) -> None:
    """A table without the lines that begin with one of these names."""
    if not path.is_file():
        return
    text = path.read_bytes().decode()
    mark = BOM if text.startswith(BOM) else ""
    buffer = io.StringIO()
    rows = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    csv.writer(buffer).writerows(row for row in rows if not row or row[0] not in names)
    write_text(path, mark + buffer.getvalue())
