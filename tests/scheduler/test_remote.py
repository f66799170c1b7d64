"""The worker's side, without a cluster around it."""

from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from distributed import Reschedule

from autograder.errors import MachineFailure
from autograder.sandbox.interface import Limits
from autograder.scheduler import remote
from autograder.scheduler.remote import Grading, Kit, UnfitWorker

from .fakes import HONEST, Obedient, open_fake


def plugin(kit: Kit) -> Grading:
    """As a worker with one thread sets it up."""
    made = Grading(kit)
    made.setup(SimpleNamespace(address="tcp://w:1", state=SimpleNamespace(nthreads=1)))
    return made


def job(order: str) -> dict[str, list[dict[str, str]]]:
    """What `fakes` reads orders from."""
    return {"cells": [{"source": f"# {order} x"}]}


def test_a_run_returns_what_left_the_sandbox() -> None:
    """Frames in their order, and the end."""
    returned = plugin(Kit({}, {}, "auto", opener=open_fake)).run("k", "target", job("go"), Limits())
    assert returned.frames == HONEST
    assert returned.outcome.ended == "finished"


def test_files_reach_the_sandbox_and_leave_with_it(tmp_path: Path) -> None:
    """Files get to the sandbox as they are, and are gone with it."""
    seen: list[Path] = []

    def opener(level: str, files: dict[str, Path], environment: dict[str, str]) -> Obedient:
        assert (level, environment) == ("restricted", {"A": "1"})
        seen.extend(files.values())
        assert [path.read_bytes() for path in files.values()] == [b"pools"]
        return Obedient()

    made = plugin(Kit({"mnist": b"pools"}, {"A": "1"}, "restricted", opener=opener))
    made.run("k", "target", job("go"), Limits())
    assert seen[0].is_file()
    made.teardown(None)
    assert not seen[0].exists()


def test_what_nobody_wants_any_more_ends() -> None:
    """Cancelled by the client, or by its death: the task changes its state, the run ends and is no result."""
    made = plugin(Kit({}, {}, "auto", opener=open_fake))
    raised: list[type[BaseException]] = []
    ended = Event()

    def task() -> None:
        try:
            made.run("k", "target", job("wait"), Limits())
        except Reschedule:
            raised.append(Reschedule)
        ended.set()

    Thread(target=task, daemon=True).start()
    while "k" not in made._running:
        ended.wait(0.01)
    made.transition("k", "ready", "executing")
    assert not ended.wait(0.2)
    made.transition("k", "executing", "cancelled")
    assert ended.wait(5)
    assert raised == [Reschedule]


def test_a_worker_unlike_the_client_runs_nothing() -> None:
    """It says why, and others are asked."""
    unlike = Kit({}, {}, "auto", versions={**Kit({}, {}, "auto").versions, "keras": "2.0"}, opener=open_fake)
    with pytest.raises(UnfitWorker, match=r"keras 2\.0 here") as caught:
        plugin(unlike).run("k", "target", job("go"), Limits())
    assert caught.value.address == "tcp://w:1"


def test_a_worker_on_which_everything_fails_steps_back() -> None:
    """Otherwise it would end the whole batch's runs in a minute."""
    made = plugin(Kit({}, {}, "auto", opener=open_fake))
    assert [made.run("k", "t", job("fail"), Limits()).outcome.ended for _ in range(2)] == ["machine-failed"] * 2
    with pytest.raises(UnfitWorker, match="the disk is full"):
        made.run("k", "t", job("fail"), Limits())


def test_a_full_disk_is_the_machines_failure() -> None:
    """And not a mistake in the grader."""

    class Full(Obedient):
        def run(self, *_arguments: object, **_named: object) -> None:  # type: ignore[override]
            raise OSError(28, "No space left on device")

    with pytest.raises(MachineFailure, match=r"tcp://w:1: .*No space left"):
        plugin(Kit({}, {}, "auto", opener=lambda *_: Full())).run("k", "t", job("go"), Limits())


def test_zygotes_that_nobody_uses_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that was killed does not say goodbye; the next run warms them up again."""
    monkeypatch.setattr(remote, "IDLE_SECONDS", 0.1)
    opened: list[Obedient] = []

    def opener(*_: object) -> Obedient:
        opened.append(Obedient())
        return opened[-1]

    made = plugin(Kit({}, {}, "auto", opener=opener))
    made.run("k", "t", job("go"), Limits())
    waiting = Event()
    for _ in range(50):
        if opened[0].closed or waiting.wait(0.1):
            break
    assert opened[0].closed
    made.run("k", "t", job("go"), Limits())
    assert len(opened) == 2
    made.teardown(None)


def test_kits_that_differ_have_different_names() -> None:
    """And equal ones share their zygotes."""
    kit = Kit({"a": b"1"}, {}, "auto")
    assert kit.name == Kit({"a": b"1"}, {}, "auto").name
    others = [Kit({"a": b"2"}, {}, "auto"), Kit({"b": b"1"}, {}, "auto"), Kit({"a": b"1"}, {"x": "1"}, "auto")]
    assert len({kit.name, *(other.name for other in others)}) == 4
