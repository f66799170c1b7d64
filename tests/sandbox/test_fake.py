"""The sandbox that tests of other packages use."""

from threading import Event

from autograder.sandbox.fake import FakeSandbox, outcome, replay
from autograder.sandbox.interface import Ended, Limits, Sandbox


def test_frames_are_replayed_and_calls_remembered() -> None:
    """The recorded frames arrive in order, and the test can ask what was run."""
    fake = replay([{"n": 1}, {"n": 2}])
    sandbox: Sandbox = fake
    frames: list[dict[str, object]] = []
    with sandbox:
        assert sandbox.run("m:f", {"seed": 1}, Limits(), frames.append).ended is Ended.FINISHED
    assert frames == [{"n": 1}, {"n": 2}]
    assert fake.calls == [("m:f", {"seed": 1}, Limits())]
    assert fake.closed


def test_it_ends_as_it_is_told() -> None:
    """A recorded limit comes out as the outcome, and a cancelled run does not begin."""
    assert replay([], outcome(Ended.WALL_LIMIT)).run("m:f", {}, Limits(), print).ended is Ended.WALL_LIMIT
    cancel = Event()
    cancel.set()
    assert FakeSandbox(lambda *_: None).run("m:f", {}, Limits(), print, cancel).ended is Ended.CANCELLED


def test_it_never_claims_to_isolate() -> None:
    """Its promises are empty, so that a report made with it says so."""
    isolation = replay([]).isolation
    assert isolation.holds == ()
    assert isolation.lacks
