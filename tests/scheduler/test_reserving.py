"""A worker is kept free for a run that is to be tried alone."""

import threading
from threading import Event

import pytest

from autograder.scheduler import reserving
from autograder.scheduler.reserving import Reserving


class Place:
    """Workers and what they run, as a scheduler would tell."""

    def __init__(self, **running: set[str]) -> None:
        self.now = dict(running)
        self.reserving = Reserving(lambda: list(self.now), lambda address: self.now.get(address, set()))

    def open(self) -> list[str]:
        """The workers that others may use."""
        return self.reserving.open(dict.fromkeys(self.now, 1))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits long."""
    monkeypatch.setattr(reserving, "POLL_SECONDS", 0.01)


def test_the_quietest_one_is_kept_free() -> None:
    """Until it is given back."""
    place = Place(a={"x"}, b=set())
    with place.reserving.one(Event()) as address:
        assert (address, place.open(), place.reserving.any) == ("b", ["a"], True)
    assert (place.open(), place.reserving.any) == (["a", "b"], False)


def test_what_runs_there_ends_first() -> None:
    """And nothing new is begun there meanwhile."""
    place = Place(a={"x"})
    threading.Timer(0.1, lambda: place.now.update(a=set())).start()
    with place.reserving.one(Event()) as address:
        assert (address, place.now["a"], place.open()) == ("a", set(), [])


def test_one_that_leaves_is_no_use() -> None:
    """Another one is taken, which may come later."""
    place = Place(a={"x"})

    def leave() -> None:
        del place.now["a"]
        threading.Timer(0.05, lambda: place.now.update(b=set())).start()

    threading.Timer(0.05, leave).start()
    with place.reserving.one(Event()) as address:
        assert address == "b"
    assert place.open() == ["b"]


def test_two_never_share_one() -> None:
    """The second waits for the first."""
    place, order = Place(a=set()), []

    def second() -> None:
        with place.reserving.one(Event()):
            order.append("second")

    with place.reserving.one(Event()):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_nobody_waits_for_ever() -> None:
    """A batch that is cancelled keeps nothing."""
    place, cancel = Place(a={"x"}), Event()
    threading.Timer(0.05, cancel.set).start()
    with place.reserving.one(cancel) as address:
        assert address is None
    assert place.open() == ["a"]
