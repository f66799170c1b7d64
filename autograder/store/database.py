"""The file itself: opened, checked, brought up to date; every failure told in one line with what helps."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from autograder.errors import StoreUnavailable, UsageError
from autograder.store.upgrade import NEWEST, upgrade, version

BUSY_SECONDS: Final = 30.0
_HEADER: Final = 100
_SMALL: Final = 64 * 2**20
"""A file up to this size is checked whole when it is opened; a larger one when it is read, page by page."""
_REMEDIES: Final = (
    ("SQLITE_FULL", "the disk is full: free some space and give the same command again; what was graded is kept"),
    ("SQLITE_BUSY", "another program has it locked: close that program and give the same command again"),
    ("SQLITE_LOCKED", "another program has it locked: close that program and give the same command again"),
    ("SQLITE_READONLY", "it cannot be written: correct its permissions or choose another file with --store"),
    ("SQLITE_CANTOPEN", "it cannot be opened: correct the permissions of its folder or choose another with --store"),
    ("SQLITE_PERM", "it cannot be opened: correct its permissions or choose another file with --store"),
    ("SQLITE_NOTADB", "it is not a store: choose another file with --store"),
    ("SQLITE_CORRUPT", "it is broken or was cut short: `autograder store salvage` saves what can be read"),
    (
        "SQLITE_IOERR",
        "the disk fails or is full: look after it and give the same command again; what was graded is kept",
    ),
)


class Database:
    """A store's file. One instance may be used from many threads, and again after a fork.

    `copy`: where the file was kept as it was before it was brought up to date, None where it was not.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self.copy: Path | None = None
        _prepare(path, create)
        self.engine = _engine(path)
        with self.reading() as connection:
            current = version(connection) == NEWEST
        if not current:
            with self.writing() as connection:
                self.copy = upgrade(connection, path)
        _check(self, path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view; nothing that others write meanwhile is seen."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing, and one writer at a time."""
        with self._told(), self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreUnavailable(f"the store {self.path}: {explained(error.orig)}") from error
        except StoreUnavailable as error:
            if str(self.path) in str(error):
                raise
            raise StoreUnavailable(f"the store {self.path}: {error}") from error

    def compact(self) -> None:
        """Give deleted pages back to the disk, overwritten, and leave nothing of them in the log."""
        with self._told(), self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            try:
                raw.execute("VACUUM")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise StoreUnavailable(f"the store {self.path}: {explained(error)}") from error


def explained(error: BaseException | None) -> str:
    """What SQLite says in one line, with what helps."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return next((text for known, text in _REMEDIES if name.startswith(known)), f"{error} ({name})")


def _prepare(path: Path, create: bool) -> None:
    """A folder and a file that only their owner reads: what is in it is personal data."""
    if not create and not path.is_file():
        raise UsageError(f"there is no store at {path}: `autograder grade` makes one, `--store FILE` names another")
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, mode=0o700)
        if not path.exists():  # closing any handle of a store drops this process' locks on it
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _whole(path)
    except OSError as error:
        raise StoreUnavailable(f"the store {path}: {error.strerror}; choose another file with --store") from error


def _whole(path: Path) -> None:
    """A file shorter than it says it is was cut short; SQLite would say so only when it misses the page."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
        size = file.seek(0, os.SEEK_END)
    if not size:
        return
    page = int.from_bytes(header[16:18], "big")
    expected = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    if header.startswith(b"SQLite format 3\0") and size < expected:
        raise StoreUnavailable(
            f"the store {path}: it was cut short ({size} of {expected} bytes):"
            " `autograder store salvage` saves what can be read"
        )


def _check(database: Database, path: Path) -> None:
    if path.stat().st_size > _SMALL:
        return
    with database.reading() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise StoreUnavailable(f"the store {path}: it is broken: `autograder store salvage` saves what can be read")


def _engine(path: Path) -> Engine:
    """Each transaction its own connection: nothing is shared between threads, nor between a process and its forks."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions begin where `_begin` says so, changes of the schema included
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            raw.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
