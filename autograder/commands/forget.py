"""`autograder forget`: students' work and grades out of the store and out of the folders with reports."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from autograder.anonymous import KeyFile
from autograder.commands.erase import Erased, erase
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
    reports: bool = True
    """Whether reports go, too."""


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
    if whom.reports:
        found = [erase(directory, names) for directory, names in gone.reports.items()]
        for erased in found:
            if erased is not None:
                _tell(erased, language, console)
    return 0


def _tell(erased: Erased, language: Language, console: Console) -> None:
    said = [
        (
            (erased.directory,),
            Text(es="Informes borrados, y los de la clase rehechos, en:", en="Reports deleted, the class' anew, in:"),
        ),
        (erased.exports, Text(es="Borrado; expórtalo de nuevo:", en="Deleted; export it again:")),
        (erased.left, Text(es="No es del programa y sigue ahí:", en="Not this program's and still there:")),
    ]
    for paths, text in said:
        for path in paths:
            console.print(text.to(language), path, highlight=False, soft_wrap=True, markup=False)
