"""The store that a command uses, and what is said about it."""

import random
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from rich.console import Console

from autograder.commands.bench import EMBEDDED, KERAS, Choice, versions
from autograder.model.base import Language, Text
from autograder.pipeline import Grader
from autograder.store.batches import Item
from autograder.store.database import Database
from autograder.store.storing import Recorded, recorded


@dataclass(frozen=True)
class Shelf:
    """Where runs and grades are kept: the user's own store, another file, or (`keep` false) nowhere."""

    file: Path | None = None
    keep: bool = True

    @property
    def path(self) -> Path:
        """The store's file."""
        return (self.file or default_store()).expanduser().absolute()

    def open(self, console: Console, *, create: bool = False) -> Database:
        """The store, brought up to date where it is of an earlier version."""
        database = Database(self.path, create=create)
        if database.copy is not None:
            told = f"the store was brought up to date; as it was before: {database.copy}"
            console.print(told, highlight=False, style="dim", soft_wrap=True)
        return database

    def record(
        self,
        grader: Grader,
        choice: Choice,
        directory: Path,
        items: Sequence[Item],
        console: Console,
    ) -> AbstractContextManager[Recorded] | None:
        """A batch begun or gone on with; None where nothing is to be kept."""
        if not self.keep:
            return None
        data = choice.data if choice.data in (KERAS, EMBEDDED) else str(Path(choice.data).absolute())
        return recorded(self.open(console, create=True), grader, versions(), directory, data, items)


def default_store() -> Path:
    """The user's own."""
    return user_data_path("keras-autograder") / "store.sqlite"


def opening(record: Recorded) -> Text | None:
    """What is to be known before a batch goes on: how much of it is there, and what changed since the last time."""
    told = []
    if record.again:
        told.append(
            Text(
                es=f"Sigue la corrección interrumpida (lote {record.batch.id}): {record.again} ya tenían nota.",
                en=f"Going on with the interrupted grading (batch {record.batch.id}): {record.again} had grades.",
            )
        )
    if record.changed:
        names = ", ".join(record.changed[:10]) + (" …" if len(record.changed) > 10 else "")
        told.append(
            Text(
                es=f"Entregas que han cambiado desde la última vez: {names}.",
                en=f"Submissions that changed since the last time: {names}.",
            )
        )
    return None if not told else Text(es=" ".join(t.es for t in told), en=" ".join(t.en for t in told))


def closing(record: Recorded) -> Text:
    """How much was run and how much was there already."""
    made, taken, number = record.desk.made, record.desk.taken, record.batch.id
    return Text(
        es=f"Lote {number}: ejecuciones nuevas, {made}; tomadas del almacén, {taken}.",
        en=f"Batch {number}: {made} runs made, {taken} taken from the store.",
    )


def tell(text: Text | None, language: Language, console: Console) -> None:
    """Say it, if there is anything to say."""
    if text is not None:
        console.print(text.to(language), highlight=False, style="dim", soft_wrap=True, markup=False)


def in_turn(items: Sequence[Item], record: Recorded | None) -> list[Item]:
    """The order to grade in: another grader at work on the same store begins elsewhere, so that neither waits."""
    order = list(items)
    if record is not None and record.desk.others():
        random.shuffle(order)
    return order
