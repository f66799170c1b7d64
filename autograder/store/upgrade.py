"""The store's version: an empty file gets the tables, an older store is copied and then brought up to date."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from autograder.errors import StoreUnavailable

NEWEST: Final = "0004"
_STEPS: Final = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """The revision of a store; None for a file without tables. Raises StoreUnavailable for another program's file."""
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if "alembic_version" in tables:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if isinstance(found, str):
            return found
    if tables - {"alembic_version"}:
        raise StoreUnavailable("it is a database of another program: choose another file with --store")
    return None


def upgrade(connection: Connection, path: Path) -> Path | None:
    """Bring a store up to date inside the open write transaction; returns the copy made of an older one.

    Whatever fails, the transaction takes back: the file is then as it was.
    """
    found = version(connection)
    if found == NEWEST:
        return None
    if found is not None and found > NEWEST:
        raise StoreUnavailable(
            f"it was written by a newer version of this program (schema {found}, this one knows {NEWEST}):"
            " update the program or choose another file with --store"
        )
    copy = _copy(path, found) if found is not None else None
    from alembic import command  # noqa: PLC0415  half a second that only an upgrade needs
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_STEPS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
    return copy


def copies(path: Path) -> list[Path]:
    """The copies that upgrades made of a store, and broken ones put aside: they hold the same personal data."""
    return sorted(copy for kind in ("before", "broken") for copy in path.parent.glob(f"{path.name}.{kind}-*"))


def _copy(path: Path, found: str) -> Path:
    copy = path.with_name(f"{path.name}.before-{NEWEST}-from-{found}")
    half = copy.with_name(f"{copy.name}.part")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(half)) as target:
        source.backup(target)
    half.chmod(0o600)
    half.replace(copy)
    return copy
