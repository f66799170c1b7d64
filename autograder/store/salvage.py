"""What can still be read of a broken store, in a new one; the broken file stays beside it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import insert

from autograder.errors import StoreUnavailable
from autograder.store.database import Database, explained
from autograder.store.documents import unpacked
from autograder.store.schema import batches, documents, grading_runs, gradings, runs

_TABLES: Final = (documents, runs, batches, gradings, grading_runs)
_JSON: Final = ("accuracies", "setting", "rules")


def salvage(path: Path) -> tuple[dict[str, int], Path]:
    """Put a new store in the broken one's place; rows saved by table, and where the broken one is now.

    A run or grade that is not whole is left out; a grade without its run is kept, and its run is made again.
    """
    fresh = path.with_name(f"{path.name}.salvaged")
    for name in (fresh, *_beside(fresh)):
        name.unlink(missing_ok=True)
    target = Database(fresh)
    saved: dict[str, int] = {}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source:
            source.row_factory = sqlite3.Row
            with target.writing() as connection:
                there: dict[str, set[Any]] = {}
                for table in _TABLES:
                    saved[table.name] = _copy(source, connection, table, there)
    except sqlite3.Error as error:
        fresh.unlink(missing_ok=True)
        raise StoreUnavailable(f"the store {path}: nothing of it can be read: {explained(error)}") from error
    target.compact()
    broken = _aside(path)
    fresh.replace(path)
    return saved, broken


def _beside(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}-{part}") for part in ("wal", "shm")]


def _aside(path: Path) -> Path:
    """Move a file and its log away."""
    number = 1
    while (broken := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    for old, new in zip(_beside(path), _beside(broken), strict=True):
        if old.exists():
            old.replace(new)
    path.replace(broken)
    return broken


def _copy(source: sqlite3.Connection, connection: Connection, table: Table, there: dict[str, set[Any]]) -> int:
    count = 0
    keys = there.setdefault(table.name, set())
    for row in _readable(source, table.name):
        values = {name: row[name] for name in row.keys() if name in table.c}  # noqa: SIM118  a sqlite3.Row is no dict
        if not _whole(values) or not _held(table, values, there):
            continue
        for name in _JSON:
            if name in values:
                values[name] = table.c[name].type.result_processor(connection.dialect, None)(values[name])  # type: ignore[misc]
        done = connection.execute(insert(table).values(**values).on_conflict_do_nothing())
        count += done.rowcount
        keys.add(values.get("key", values.get("id")))
    return count


def _readable(source: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """The rows from the beginning up to the broken page, and from the end back to it."""
    for order in ("ASC", "DESC"):
        try:
            yield from source.execute(f"SELECT * FROM {table} ORDER BY rowid {order}")  # noqa: S608  our own names
        except sqlite3.DatabaseError:
            continue
        return


def _whole(values: Mapping[str, Any]) -> bool:
    try:
        return all(values.get(name) is None or bool(unpacked(values[name])) for name in ("body", "answers"))
    except ValueError:
        return False


def _held(table: Table, values: Mapping[str, Any], there: Mapping[str, set[Any]]) -> bool:
    """Whether everything that the row refers to was saved."""
    if table is gradings:
        return values["batch"] in there[batches.name]
    if table is grading_runs:
        return values["grading"] in there[gradings.name] and values["run"] in there[runs.name]
    return True
