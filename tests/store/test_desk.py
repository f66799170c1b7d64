"""One run at a time for each key, among threads and graders, whoever dies."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from checks.build import honest
from sqlalchemy import insert, select, update

from autograder.judging import Scored
from autograder.store import alive
from autograder.store.alive import LEASE_SECONDS, Owner, Watch, started
from autograder.store.database import Database
from autograder.store.desk import Desk
from autograder.store.schema import claims, owners, runs

RUN = Scored(evidence=honest(), accuracies={"p1": 0.1 + 0.2, "p2": float("nan")})
NEVER = threading.Event()
DEAD = 2**22 + 1
"""No process has such a number."""


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty store."""
    return Database(tmp_path / "store.sqlite")


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A grader's desk on it."""
    with Desk(database) as opened:
        yield opened


def making(log: list[int], keep: bool = True, seconds: float = 0.0) -> Callable[[], tuple[Scored, bool]]:
    """Something that runs and is noted."""

    def make() -> tuple[Scored, bool]:
        log.append(1)
        time.sleep(seconds)
        return RUN, keep

    return make


def claim(database: Database, owner: Owner, key: str = "k") -> None:
    """Another grader at work on a run."""
    with database.writing() as connection:
        connection.execute(insert(owners).values(**vars(owner)))
        connection.execute(insert(claims).values(run=key, owner=owner.id))


def test_a_run_comes_back_as_it_was(desk: Desk, database: Database) -> None:
    """To the last bit, NaN included; and it is not made again, nor after a restart."""
    log: list[int] = []
    desk.run("k", "s", making(log), NEVER)
    with Desk(database) as later:
        again = later.run("k", "s", making(log), NEVER)
        assert (len(log), later.taken, later.made) == (1, 1, 0)
    assert again.evidence == RUN.evidence
    assert (again.accuracies["p1"], str(again.accuracies["p2"])) == (0.1 + 0.2, "nan")


def test_threads_that_want_the_same_run_share_one(desk: Desk) -> None:
    """The second waits for the first."""
    log: list[int] = []
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: desk.run("k", "s", making(log, seconds=0.1), NEVER), range(4)))
    assert (len(log), len(got), desk.made, desk.taken) == (1, 4, 1, 3)


def test_what_is_not_worth_keeping_is_made_again(desk: Desk) -> None:
    """A failing machine's evidence, or a run that was cut off."""
    log: list[int] = []
    for _ in range(2):
        desk.run("k", "s", making(log, keep=False), NEVER)
    assert len(log) == 2


def test_a_run_that_cannot_be_read_is_made_again(desk: Desk, database: Database) -> None:
    """And replaced."""
    log: list[int] = []
    desk.run("k", "s", making(log), NEVER)
    with database.writing() as connection:
        connection.execute(update(runs).values(body=b"\x1f\x8b cut"))
    desk.run("k", "s", making(log), NEVER)
    desk.run("k", "s", making(log), NEVER)
    assert len(log) == 2


def test_a_claim_falls_with_what_it_was_for(desk: Desk, database: Database) -> None:
    """An exception leaves none behind."""

    def broken() -> tuple[Scored, bool]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.run("k", "s", broken, NEVER)
    with database.reading() as connection:
        assert connection.execute(select(claims)).all() == []


def test_a_living_graders_claim_is_waited_for(desk: Desk, database: Database) -> None:
    """And what it made is taken; `stop` ends the waiting."""
    claim(database, Owner("other", alive.here(), os.getpid(), started(os.getpid()) or ""))
    assert desk.others() == 1
    log: list[int] = []
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    desk.run("k", "s", making(log, keep=False), stop)
    assert (len(log), desk.taken) == (1, 0)


@pytest.mark.parametrize(
    "owner", [Owner("dead", alive.here(), DEAD, "1"), Owner("dead", alive.here(), os.getpid(), "1")]
)
def test_a_dead_graders_claim_is_taken_over_at_once(desk: Desk, database: Database, owner: Owner) -> None:
    """Its process is gone, or its number is another one's by now."""
    claim(database, owner)
    assert desk.others() == 0
    log: list[int] = []
    desk.run("k", "s", making(log), NEVER)
    assert len(log) == 1


def test_the_dead_are_cleared_away(database: Database) -> None:
    """By the next grader that begins here."""
    claim(database, Owner("dead", alive.here(), DEAD, "1"))
    with Desk(database) as desk, database.reading() as connection:
        assert connection.execute(select(owners.c.id)).scalars().all() == [desk._me.id]


def test_elsewhere_a_heart_decides_and_no_clock_on_a_wall() -> None:
    """Silent for the length of a lease on this machine's steady clock: dead; one more beat: alive."""
    now = [0.0]
    watch = Watch("here", lambda: now[0])
    far = Owner("far", "another machine", 1, "1", beats=5)
    assert watch.alive(far)
    now[0] = LEASE_SECONDS - 1
    assert watch.alive(far)
    now[0] = LEASE_SECONDS + 1
    assert not watch.alive(far)
    assert watch.alive(Owner("far", "another machine", 1, "1", beats=6))


def test_a_zombie_is_dead() -> None:
    """Killed and not yet fetched by its parent."""
    pid = os.fork()
    if not pid:
        os._exit(0)
    deadline = time.monotonic() + 5
    while started(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert started(pid) is None
    os.waitpid(pid, 0)
    assert started(os.getpid()) is not None
