"""One core and two, and a model of more from what is measured of the parts that cannot be shared.

A batch of N submissions on c cores takes `start + N · (alone + shared / c)`: *start* is the opening of sandboxes, which
all wait for; *alone* is what the grader's own process does for each submission (assembling, judging, writing), one
after the other; *shared* is what runs do, each on a core of its own. From these Amdahl's law gives the speed-up on c
cores in a steady state, `(alone + shared) / (alone + shared / c)`. What it leaves out is told by the speed-up on two
cores that was measured: the rest of the difference is laid to crosstalk, Gunther's κ in
`c / (1 + σ (c - 1) + κ c (c - 1))` with σ = alone / (alone + shared), and never taken to be negative.
"""

import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from benchmarks.speed.calm import Calm
from benchmarks.speed.setting import Setting, grade, opened, written
from benchmarks.speed.spread import ratio, spread
from benchmarks.speed.watched import Watch

NAME = "tl04"
SUBMISSIONS = 8
CORES = (1, 2, 4, 8, 16, 32, 64)


def measure(setting: Setting) -> dict[str, Any]:
    """Throughput with one and two jobs in turns, and the model."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    own: list[float] = []
    calm = Calm()
    with opened(NAME, setting) as bench, TemporaryDirectory(prefix="speed-") as place:
        folder = Path(place)
        paths = [written(bench.reference(), folder / "work" / f"s-{number}.ipynb") for number in range(SUBMISSIONS)]
        for _ in range(setting.runs):
            for jobs in (1, 2):
                few, watch_few = calm.measured(partial(_throughput, paths[:jobs], setting, folder, jobs))
                all_, watch = calm.measured(partial(_throughput, paths, setting, folder, jobs))
                each = (all_ - few) / (SUBMISSIONS - jobs)  # the start, and its share of the last moments, fall out
                seconds[jobs].append(each)
                if jobs == 1:
                    own.append((watch.grader_cpu - watch_few.grader_cpu) / (SUBMISSIONS - jobs))
                print(jobs, each, flush=True)
    told = {str(jobs): spread(values) for jobs, values in seconds.items()}
    gained = ratio(told["1"], told["2"])
    sigma = max(0.0, min(own)) / told["1"]["median"]
    crosstalk = kappa(gained, sigma)
    return {
        "assignment": NAME,
        "submissions": SUBMISSIONS,
        "seconds_per_submission": told,
        "grader_seconds_per_submission": spread(own),
        "speed_up_on_2": gained,
        "taken": calm.told(),
        "sigma": round(sigma, 5),
        "kappa": round(crosstalk, 5),
        "model": {
            str(count): {"amdahl": round(amdahl(count, sigma), 2), "usl": round(usl(count, sigma, crosstalk), 2)}
            for count in CORES
        },
    }


def _throughput(paths: list[Path], setting: Setting, folder: Path, jobs: int) -> tuple[float, Watch]:
    """Seconds of grading these into a folder of their own, and what was read meanwhile."""
    out = Path(mkdtemp(dir=folder))
    with Watch() as watch:
        began = time.monotonic()
        grade(paths, NAME, setting, out, jobs=jobs)
    return time.monotonic() - began, watch


def amdahl(count: int, sigma: float) -> float:
    """Speed-up on so many cores with a serial share `sigma`."""
    return count / (1 + sigma * (count - 1))


def usl(count: int, sigma: float, crosstalk: float) -> float:
    """Speed-up by Gunther's universal scalability law."""
    return count / (1 + sigma * (count - 1) + crosstalk * count * (count - 1))


def kappa(gained_on_two: float, sigma: float) -> float:
    """The crosstalk that explains what two cores gained less than Amdahl says; 0 where they gained more."""
    return max(0.0, (2 / gained_on_two - 1 - sigma) / 2)
