"""A batch on a real Dask cluster: the same grades as here, whatever happens to workers and scheduler."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from autograder.errors import ClusterLost, SandboxUnavailable, UsageError
from autograder.pipeline import Graded, Grader
from autograder.sandbox.interface import Isolation, Sandbox
from autograder.scheduler.batch import grade_all
from autograder.scheduler.cluster import ClusterSandbox, connect, wait_for_workers, weakest

from .conftest import Cluster, cluster
from .fakes import Obedient, open_fake, open_once, work

MakeGrader = Callable[[Sandbox], Grader]


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers that live as long as this file's tests."""
    with cluster(tmp_path_factory.mktemp("dask")) as opened:
        yield opened


@pytest.fixture
def client(dask: Cluster) -> Iterator[Client]:
    """Connected as the command does."""
    with connect(dask.address) as opened:
        wait_for_workers(opened)
        opened.wait_for_workers(2, timeout=120)  # one that a test before this killed is on its way
        yield opened


@pytest.fixture
def sandbox(client: Client) -> Iterator[ClusterSandbox]:
    """On workers that replay."""
    with ClusterSandbox(client, {}, {}, opener=open_fake) as opened:
        yield opened


def told(results: list[Graded]) -> list[dict[str, Any]]:
    """Grades and evidence without the times."""
    return [
        item.model_dump(mode="json", exclude={"grade": {"seconds"}, "evidence": {"__all__": {"seconds"}}})
        for item in results
    ]


def when_begun(dask: Cluster, order: str, act: Callable[[str], None]) -> None:
    """Act, in a thread of its own, as soon as two runs of this order are under way; gets the name of one."""

    def watch() -> None:
        until = time.monotonic() + 60
        while len(dask.runs(order)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        act(dask.runs(order)[-1])

    threading.Thread(target=watch, daemon=True).start()


def ignore(_item: Graded) -> None:
    """Nothing."""


def test_the_grades_are_those_of_this_machine(grader: MakeGrader, sandbox: ClusterSandbox) -> None:
    """Evidence included, and in the order of the batch."""
    batch = work(*["sleep 0.05", "go"] * 4)
    here = grade_all(grader(Obedient()), batch, 2, ignore)
    seen: list[Graded] = []
    there = grade_all(grader(sandbox), batch, sandbox.slots, seen.append)
    assert sandbox.slots() == 2
    assert told(there) == told(here)
    assert len(seen) == len(batch)


def test_a_worker_killed_in_the_middle_costs_nothing(
    grader: MakeGrader, sandbox: ClusterSandbox, dask: Cluster
) -> None:
    """Its run is made again elsewhere, and nothing else is."""
    batch = work(*["sleep 1.0 killed"] * 6)
    when_begun(dask, "sleep 1.0 killed", lambda name: os.kill(int(name.split()[-2]), signal.SIGKILL))
    there = grade_all(grader(sandbox), batch, sandbox.slots, ignore)
    assert told(there) == told(grade_all(grader(Obedient()), batch, 6, ignore))
    assert len(batch) < len(dask.runs("sleep 1.0 killed")) <= len(batch) + 2


def test_what_takes_its_worker_with_it_goes_to_a_person(grader: MakeGrader, sandbox: ClusterSandbox) -> None:
    """It ends, costs no point, and the others are graded."""
    results = grade_all(grader(sandbox), work("go", "go", "die"), sandbox.slots, ignore)
    assert [item.grade.status for item in results] == ["graded", "graded", "needs-review"]
    reason = results[2].grade.reason
    assert reason is not None
    assert "each worker that ran it was lost: 2 in all, and one more on which it ran alone" in reason.en
    assert results[2].grade.score == results[2].grade.max_score


def test_what_ran_beside_a_killer_is_graded(grader: MakeGrader, tmp_path: Path) -> None:
    """One worker with two threads: each of its deaths is charged to both, and only one of them dies alone, too."""
    with cluster(tmp_path, workers=1, threads=2) as pair, connect(pair.address) as client:
        wait_for_workers(client)
        with ClusterSandbox(client, {}, {}, opener=open_fake) as sandbox:
            results = grade_all(grader(sandbox), work("sleep 3", "collapse"), sandbox.slots, ignore)
        assert [item.grade.status for item in results] == ["graded", "needs-review"]
        assert len(sandbox._lost) == 2
        assert len(pair.runs("collapse")) == 4  # the last is the second attempt that every failure of the machine gets


def test_cancelling_ends_what_runs_on_the_workers(grader: MakeGrader, sandbox: ClusterSandbox, dask: Cluster) -> None:
    """Also there, and soon."""
    made = grader(sandbox)
    when_begun(dask, "wait", lambda name: made.cancel.set())
    with pytest.raises(KeyboardInterrupt):
        grade_all(made, work(*["wait"] * 4), sandbox.slots, ignore)
    until = time.monotonic() + 10
    while len(dask.runs("cancelled")) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(dask.runs("cancelled")) == len(dask.runs("wait")) == 2
    assert not dask.runs("forgotten")


def test_workers_that_cannot_run_anything_end_the_batch(grader: MakeGrader, client: Client) -> None:
    """And not with a review for each submission."""
    seen: list[Graded] = []
    with (
        ClusterSandbox(client, {"x": Path(__file__)}, {}, opener=open_once) as sandbox,
        pytest.raises(ClusterLost, match="bwrap is gone"),
    ):
        grade_all(grader(sandbox), work(*["go"] * 8), sandbox.slots, seen.append)
    assert not seen


def test_no_scheduler_is_one_clear_line() -> None:
    """What was tried and what to do."""
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        connect("tcp://127.0.0.1:9", timeout=1)


def test_the_weakest_worker_decides_what_is_promised() -> None:
    """A claim that does not hold everywhere is none."""
    strong = Isolation(level="bubblewrap", holds=(), lacks=())
    weak = Isolation(level="restricted", holds=(), lacks=("all",))
    assert weakest({"a": strong, "b": weak}) == weak
    with pytest.raises(SandboxUnavailable, match="worker b: no Landlock"):
        weakest({"a": strong, "b": "no Landlock"})


def test_a_killed_scheduler_ends_the_batch_and_keeps_what_was_graded(
    grader: MakeGrader, sandbox: ClusterSandbox, dask: Cluster
) -> None:
    """What ran is no failure of any submission's, so nobody is sent to a person for it. The last of this file."""
    seen: list[Graded] = []

    def note(item: Graded) -> None:
        seen.append(item)
        if len(seen) == 3:
            dask.scheduler.kill()

    with pytest.raises(ClusterLost, match="scheduler is gone"):
        grade_all(grader(sandbox), work(*["sleep 0.3"] * 12), sandbox.slots, note)
    assert 3 <= len(seen) <= 5
    assert {item.grade.status for item in seen} == {"graded"}
    began = time.monotonic()
    sandbox.close()
    assert time.monotonic() - began < 5  # nobody is asked who cannot answer
