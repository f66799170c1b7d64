"""The store's file: versions, locks, a full disk, a file cut short."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import insert

from autograder.errors import StoreUnavailable, UsageError
from autograder.store import database as module
from autograder.store import upgrade
from autograder.store.database import Database
from autograder.store.schema import documents, metadata


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store goes."""
    return tmp_path / "new" / "store.sqlite"


def older(path: Path, revision: str) -> None:
    """A store as an earlier version of the program left it, with one document."""
    path.parent.mkdir(parents=True)
    path.touch()
    engine = module._engine(path)
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(upgrade._STEPS))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, revision)
        connection.execute(insert(documents).values(key="k", body=b"kept"))


def content(path: Path) -> tuple[str, bytes]:
    """Version and document."""
    with closing(sqlite3.connect(path)) as raw:
        return (
            raw.execute("SELECT version_num FROM alembic_version").fetchone()[0],
            raw.execute("SELECT body FROM documents").fetchone()[0],
        )


def test_a_new_store_is_its_owners_alone(path: Path) -> None:
    """Personal data: folder and file are closed to others, and what is deleted is overwritten."""
    database = Database(path)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_the_steps_lead_to_the_tables_that_the_program_uses(path: Path) -> None:
    """Migrations and schema say the same."""
    with Database(path).reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_older_store_is_copied_and_brought_up_to_date(path: Path) -> None:
    """What was in it is still there, and the copy is as it was."""
    older(path, "0001")
    database = Database(path)
    assert content(path) == (upgrade.NEWEST, b"kept")
    assert database.copy is not None
    assert content(database.copy) == ("0001", b"kept")
    assert Database(path).copy is None


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it in one transaction, the last step's tables included."""
    older(path, "0001")

    def fail(config: Config, revision: str) -> None:
        real(config, revision)
        raise StoreUnavailable("the machine stopped")

    real = command.upgrade
    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(StoreUnavailable, match="the machine stopped"):
        Database(path)
    assert content(path) == ("0001", b"kept")
    with closing(sqlite3.connect(path)) as raw:
        assert not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'claims'").fetchall()


def test_a_newer_store_is_left_alone(path: Path) -> None:
    """This program cannot know what is in it."""
    Database(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    with pytest.raises(StoreUnavailable, match="newer version"):
        Database(path)


def test_other_files_are_no_stores(tmp_path: Path) -> None:
    """Another program's database, and anything else."""
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE songs (name)")
    with pytest.raises(StoreUnavailable, match="another program"):
        Database(other)
    text = tmp_path / "notes.txt"
    text.write_text("x" * 5000)
    with pytest.raises(StoreUnavailable, match="not a store"):
        Database(text)
    with pytest.raises(UsageError, match="no store"):
        Database(tmp_path / "none.sqlite", create=False)


def test_a_locked_store_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while of waiting, with what to do."""
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.1)
    database = Database(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        locked = pytest.raises(StoreUnavailable, match=r"store\.sqlite: another program has it locked: close")
        with locked, database.writing():
            pass


def test_a_full_disk_loses_nothing_that_was_kept(path: Path) -> None:
    """The write fails whole, what was there stays, and the next one works when there is room."""
    database = Database(path)

    def write(key: str, limit: int) -> None:
        with database.writing() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")
            connection.execute(insert(documents).values(key=key, body=b"x" * 500_000))

    write("first", 10**6)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        write("second", 1)
    write("third", 10**6)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT key FROM documents ORDER BY key").scalars().all() == [
            "first",
            "third",
        ]


@pytest.mark.parametrize("damage", ["cut", "garbled"])
def test_a_broken_store_is_told_at_once(path: Path, damage: str) -> None:
    """Cut short, or with a page that is none."""
    with Database(path).writing() as connection:
        for number in range(50):
            connection.execute(insert(documents).values(key=f"k{number}", body=bytes(10_000)))
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] if damage == "cut" else data[:8192] + b"\xff" * 8192 + data[16384:])
    with pytest.raises(StoreUnavailable, match="store salvage"):
        Database(path)
