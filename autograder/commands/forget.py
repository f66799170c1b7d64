"""`autograder forget`: students' work and grades out of the store."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from autograder.anonymous import KeyFile
from autograder.commands.shelf import Shelf
from autograder.errors import UsageError
from autograder.model.base import Language, Text
from autograder.store.deleting import forget_all, forget_older, forget_student


@dataclass(frozen=True)
class Whom:
    """One of three: a student, everybody, or all that is older than so many days."""

    student: str = ""
    everybody: bool = False
    days: int | None = None
    key: Path | None = None
    """The key file of an anonymous grading: the student is then named as the files were."""


def forget(whom: Whom, shelf: Shelf, language: Language, console: Console) -> int:
    """Delete, and tell what is left elsewhere; 0: done."""
    if sum((bool(whom.student), whom.everybody, whom.days is not None)) != 1:
        raise UsageError("name one student, or --all, or --older-than DAYS")
    database = shelf.open(console)
    if whom.everybody:
        gone = forget_all(database)
    elif whom.days is not None:
        gone = forget_older(database, (datetime.now(UTC) - timedelta(days=whom.days)).isoformat(timespec="seconds"))
    else:
        keys = KeyFile.read(whom.key) if whom.key is not None else None
        gone = forget_student(database, keys.pseudonym(whom.student) if keys is not None else whom.student)
        if keys is not None:
            keys.without(whom.student).write()
    told = Text(
        es=f"Borrado del almacén: {gone.gradings} correcciones y {gone.runs} ejecuciones.",
        en=f"Deleted from the store: {gone.gradings} gradings and {gone.runs} runs.",
    )
    console.print(told.to(language), highlight=False)
    if gone.copies:
        told = Text(es="Y sus copias anteriores:", en="And its earlier copies:")
        console.print(told.to(language), *map(str, gone.copies), highlight=False, soft_wrap=True)
    if gone.folders:
        told = Text(
            es="Siguen estos informes, y los de la clase (grades.*, index.html) en las carpetas que los contienen;"
            " bórralos o corrige de nuevo sin esas entregas:",
            en="These reports are still there, and the class' (grades.*, index.html) in the folders around them;"
            " delete them or grade again without those submissions:",
        )
        console.print(told.to(language), highlight=False, soft_wrap=True)
        for folder in gone.folders:
            console.print(f"  {folder}", highlight=False, soft_wrap=True, markup=False)
    return 0
