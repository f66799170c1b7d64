"""Slurm: what is asked for, and a batch through a queue that is a script."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from distributed import Client

from autograder.errors import UsageError
from autograder.pipeline import Grader
from autograder.sandbox.interface import Sandbox
from autograder.scheduler.batch import grade_all
from autograder.scheduler.cluster import ClusterSandbox, wait_for_workers
from autograder.scheduler.place import Remote
from autograder.scheduler.slurm import slurm, slurm_cluster

from .fakes import open_fake, work

SBATCH = """#!/bin/sh
for script; do :; done
number=$$
cp "$script" "$QUEUE/$number.sh"
setsid sh "$QUEUE/$number.sh" > "$QUEUE/$number.log" 2>&1 &
echo $! > "$QUEUE/$number.pid"
echo "Submitted batch job $number"
"""
SCANCEL = """#!/bin/sh
for job; do kill -- -$(cat "$QUEUE/$job.pid"); echo "$job" >> "$QUEUE/cancelled"; done
"""


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`sbatch` and `scancel` that start and end a job's script here."""
    folder = tmp_path / "queue"
    folder.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        path = folder / name
        path.write_text(text)
        path.chmod(0o755)
    tests = Path(__file__).parents[1]
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("QUEUE", str(folder))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tests), str(tests.parent)]))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.slow
def test_a_batch_through_slurm(queue: Path, grader: Callable[[Sandbox], Grader]) -> None:
    """One job of two workers, TLS between all of them, the job cancelled when the batch is over."""
    wanted = slurm(1, ["cores=2", "memory=3 GB", "queue=gpu", "walltime=01:00:00", "interface=lo"])
    with slurm_cluster(wanted) as cluster, Client(cluster, set_as_default=False) as client:
        assert client.scheduler.address.startswith("tls://")
        wait_for_workers(client, 120)
        with ClusterSandbox(client, {}, {}, opener=open_fake) as sandbox:
            results = grade_all(grader(sandbox), work(*["go"] * 4), sandbox.slots, lambda item: None)
    assert {item.grade.status for item in results} == {"graded"}
    script = next(queue.glob("*.sh")).read_text()
    for line in ("#SBATCH -p gpu", "#SBATCH --cpus-per-task=2", "#SBATCH --mem=3G", "#SBATCH -t 01:00:00"):
        assert line in script
    assert "--nworkers 2" in script
    assert "--nthreads 1" in script
    assert script.rstrip().rpartition("--memory-limit ")[2].startswith("0")
    assert (queue / "cancelled").read_text().split() == [next(queue.glob("*.sh")).stem]
    assert not list((queue.parent / "cache").rglob("*.pem"))


def test_options_are_checked() -> None:
    """A wrong name is told with the right ones."""
    assert slurm(3, ["cores=8", "job-extra-directives=--qos=low", "job_extra_directives=--exclusive"]).settings == {
        "cores": 8,
        "job_extra_directives": ["--qos=low", "--exclusive"],
    }
    for option in ("partition=gpu", "cores", "cores=many", "cores=0"):
        with pytest.raises(UsageError, match="--slurm-option"):
            slurm(1, [option])


def test_two_clusters_are_one_too_many() -> None:
    """And options of Slurm need Slurm."""
    with pytest.raises(UsageError, match="choose one"):
        Remote("tcp://a:8786", 2)
    with pytest.raises(UsageError, match="needs --slurm"):
        Remote("tcp://a:8786", 0, ("cores=2",))
    assert not Remote()
