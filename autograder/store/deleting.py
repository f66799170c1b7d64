"""Deletion: a student, a class, everything. What was deleted is overwritten on the disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, delete, select, true

from autograder.errors import UsageError
from autograder.store.database import Database
from autograder.store.schema import batches, claims, documents, grading_runs, gradings, runs
from autograder.store.upgrade import copies


@dataclass(frozen=True)
class Deleted:
    """What is gone from the store, and whose reports in which folders nothing stands for any more."""

    gradings: int
    runs: int
    reports: Mapping[Path, frozenset[str]]
    copies: tuple[Path, ...] = ()
    """Older copies of the store, deleted with it: they held the same."""


def forget_student(database: Database, name: str) -> Deleted:
    """Delete every grading under this name, and what nobody else's rests on."""
    return _forget(database, gradings.c.name == name, f"nobody in the store is called {name!r}")


def forget_older(database: Database, before: str) -> Deleted:
    """Delete all that was graded before a time (ISO 8601, UTC)."""
    old = gradings.c.batch.in_(select(batches.c.id).where(batches.c.created < before))
    return _forget(database, old, f"nothing in the store is older than {before}")


def forget_all(database: Database) -> Deleted:
    """Delete everything."""
    return _forget(database, true(), "the store is empty")


def _forget(database: Database, which: ColumnElement[bool], nothing: str) -> Deleted:
    with database.writing() as connection:
        reported = _reported(connection, which)
        works = set(connection.execute(select(gradings.c.submission).where(which)).scalars())
        rested = set(
            connection.execute(
                select(grading_runs.c.run).join(gradings, gradings.c.id == grading_runs.c.grading).where(which)
            ).scalars()
        )
        gone = connection.execute(delete(gradings).where(which)).rowcount
        everything = connection.execute(select(gradings.c.id).limit(1)).first() is None
        if not gone and not (everything and connection.execute(select(runs.c.key).limit(1)).first()):
            raise UsageError(nothing)
        reported -= _reported(connection, true())
        count = _sweep(connection, [work for work in works if work], list(rested), everything=everything)
    database.compact()
    held = copies(database.path)
    for copy in held:
        copy.unlink()
    reports: dict[Path, set[str]] = {}
    for directory, name in sorted(reported):
        reports.setdefault(Path(directory), set()).add(name)
    return Deleted(gone, count, {folder: frozenset(names) for folder, names in reports.items()}, tuple(held))


def _reported(connection: Connection, which: ColumnElement[bool]) -> set[tuple[str, str]]:
    """Folder and submission of these gradings."""
    statement = select(batches.c.directory, gradings.c.name).join(gradings, gradings.c.batch == batches.c.id)
    return {(row.directory, row.name) for row in connection.execute(statement.where(which))}


def _sweep(connection: Connection, works: Sequence[str], rested: Sequence[str], *, everything: bool) -> int:
    """Delete runs, works and empty batches that no grading needs any more."""
    needed = runs.c.key.in_(select(grading_runs.c.run))
    own = true() if everything else runs.c.submission.in_(works) | runs.c.key.in_(rested)
    count = connection.execute(delete(runs).where(own & ~needed)).rowcount
    used = select(gradings.c.submission).where(gradings.c.submission.is_not(None))
    kept = documents.c.key.in_(used) | documents.c.key.in_(select(runs.c.submission))
    mine = true() if everything else documents.c.key.in_(works)
    connection.execute(delete(documents).where(mine & ~kept))
    connection.execute(delete(batches).where(batches.c.id.not_in(select(gradings.c.batch))))
    if everything:
        connection.execute(delete(claims))
    return count
