"""The one place where a run is begun: never while the same is under way, never when it is stored."""

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from autograder.closing import Closing
from autograder.errors import StoreUnavailable
from autograder.judging import Scored
from autograder.store import runs
from autograder.store.alive import BEAT_SECONDS, Owner, Watch, started
from autograder.store.database import Database
from autograder.store.schema import claims, owners

_POLL_SECONDS: Final = 0.5


class Desk(Closing):
    """A grader's claims on a store, from when it is opened to when it is closed or dies, however it dies.

    `taken` and `made` count the runs that came from the store and those that were run.
    """

    def __init__(self, database: Database, watch: Watch | None = None) -> None:
        self.database = database
        self.taken = self.made = 0
        self._watch = watch or Watch()
        self._locks: dict[str, Lock] = {}
        self._guard = Lock()
        self._closed = Event()
        self._me = Owner(uuid.uuid4().hex, self._watch.place, os.getpid(), started(os.getpid()) or "")
        with database.writing() as connection:
            self._bury(connection)
            me = {name: getattr(self._me, name) for name in ("id", "place", "pid", "started", "beats")}
            connection.execute(insert(owners).values(**me))
        self._heart = threading.Thread(target=self._beat, name="store-heartbeat", daemon=True)
        self._heart.start()

    def others(self) -> int:
        """How many other graders are at work on this store."""
        with self.database.reading() as connection:
            found = [_owner(row) for row in connection.execute(select(owners))]
        return sum(owner.id != self._me.id and self._watch.alive(owner) for owner in found)

    def run(self, key: str, submission: str, make: Callable[[], tuple[Scored, bool]], stop: Event) -> Scored:
        """The run of this key: from the store, or from `make`, which says also whether it is worth keeping.

        Waits while another thread or grader makes it; `stop`, when set, ends the waiting.
        """
        with self._mine(key):
            found = self._find(key)
            while found is None and not stop.is_set():
                found, claimed = self._claim(key)
                if claimed:
                    return self._make(key, submission, make)
                if found is None:
                    stop.wait(_POLL_SECONDS)
            if found is None:
                return make()[0]
        with self._guard:
            self.taken += 1
        return found

    def _make(self, key: str, submission: str, make: Callable[[], tuple[Scored, bool]]) -> Scored:
        try:
            run, keep = make()
            if keep:
                with self.database.writing() as connection:
                    runs.keep(connection, key, submission, run)
        finally:
            with suppress(StoreUnavailable), self.database.writing() as connection:
                connection.execute(delete(claims).where(claims.c.run == key, claims.c.owner == self._me.id))
        with self._guard:
            self.made += 1
        return run

    def _find(self, key: str) -> Scored | None:
        with self.database.reading() as connection:
            return runs.find(connection, key)

    def _claim(self, key: str) -> tuple[Scored | None, bool]:
        """What is stored by now, or whether the run is ours to make."""
        with self.database.writing() as connection:
            found = runs.find(connection, key)
            if found is not None:
                return found, False
            statement = select(owners).join(claims, claims.c.owner == owners.c.id).where(claims.c.run == key)
            holder = connection.execute(statement).first()
            if holder is not None and holder.id != self._me.id and self._watch.alive(_owner(holder)):
                return None, False
            claim = insert(claims).values(run=key, owner=self._me.id)
            connection.execute(claim.on_conflict_do_update(index_elements=[claims.c.run], set_={"owner": self._me.id}))
        return None, True

    def _bury(self, connection: Connection) -> None:
        """Forget the graders that died here, and with them their claims."""
        for row in connection.execute(select(owners)).all():
            owner = _owner(row)
            if owner.place == self._watch.place and not self._watch.alive(owner):
                connection.execute(delete(owners).where(owners.c.id == owner.id))

    def _beat(self) -> None:
        while not self._closed.wait(BEAT_SECONDS):
            with suppress(StoreUnavailable), self.database.writing() as connection:
                mine = owners.c.id == self._me.id
                connection.execute(update(owners).where(mine).values(beats=owners.c.beats + 1))

    @contextmanager
    def _mine(self, key: str) -> Iterator[None]:
        """One thread of this grader at a time for a key."""
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            yield

    def close(self) -> None:
        """Give back every claim; what cannot be written now, the next grader clears away."""
        self._closed.set()
        with suppress(StoreUnavailable), self.database.writing() as connection:
            connection.execute(delete(owners).where(owners.c.id == self._me.id))


def _owner(row: object) -> Owner:
    return Owner(*(getattr(row, name) for name in ("id", "place", "pid", "started", "beats")))
