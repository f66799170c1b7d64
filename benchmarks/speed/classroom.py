"""A class of mixed submissions on this machine's cores: the grader beside `otter run` in a loop and two at a time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from autograder.settings import cores, find_home
from benchmarks.speed import rivals
from benchmarks.speed.mixture import mixture
from benchmarks.speed.prelude import cell
from benchmarks.speed.setting import Setting, grade, opened, written
from benchmarks.speed.spread import ratio, spread
from benchmarks.speed.watched import Watch

OTTERS_LIMIT = 900.0
"""Seconds that one `otter run` gets: loops without `fit` have no budget there, and some mutants never end."""


def measure(setting: Setting) -> dict[str, Any]:
    """In each round the three ways in turn."""
    found: dict[str, list[dict[str, float]]] = {}
    ended: list[int] = []
    works = mixture(find_home(), setting.assignments, setting.class_size)
    size = sum(map(len, works.values()))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="speed-")))
        plain: dict[str, list[Path]] = {}
        budgeted: list[Path] = []
        for name, items in works.items():
            bench = stack.enter_context(opened(name, setting))
            before = cell(bench.files, bench.budgets)
            plain[name] = [written(item, folder / "plain" / name / f"{item.name}.ipynb") for item in items]
            budgeted += [written(item, folder / "otter" / f"{item.name}.ipynb", before) for item in items]
        archive = rivals.otter_zip(folder / "zip")
        ways: dict[str, Callable[[Path], int]] = {
            "autograder": lambda out: _grade(plain, setting, out),
            "otter, one at a time": lambda out: _otter(archive, budgeted, out, 1),
            "otter, two at a time": lambda out: _otter(archive, budgeted, out, 2),
        }
        for number in range(setting.class_runs):
            for way, run in ways.items():
                with Watch() as watch:
                    lost = run(folder / f"{way}-{number}")
                found.setdefault(way, []).append({**watch.told(), "per_hour": 3600 * size / watch.seconds})
                ended += [lost] if way != "autograder" else []
                print(way, found[way][-1], flush=True)
    told = {way: {name: spread([one[name] for one in runs], 2) for name in runs[0]} for way, runs in found.items()}
    rate = told["autograder"]["per_hour"]
    times = {way: ratio(rate, one["per_hour"]) for way, one in told.items() if way != "autograder"}
    counts = {name: len(items) for name, items in works.items()}
    return {
        "submissions": counts,
        "cores": cores(),
        "ways": told,
        "times_otter": times,
        "otter_without_results": max(ended, default=0),
    }


def _grade(notebooks: dict[str, list[Path]], setting: Setting, out: Path) -> int:
    """One command for each assignment, as an instructor would; each pays its own start."""
    for name, paths in notebooks.items():
        grade(paths, name, setting, out / name, jobs=cores())
    return 0


def _otter(archive: Path, notebooks: list[Path], out: Path, at_a_time: int) -> int:
    """How many of them gave no results."""

    def one(notebook: Path) -> bool:
        return rivals.otter_run(archive, notebook, out, OTTERS_LIMIT)[1]

    with ThreadPoolExecutor(at_a_time) as pool:
        return sum(not whole for whole in pool.map(one, notebooks))


def throughput(paths: list[Path], name: str, setting: Setting, out: Path, jobs: int) -> tuple[float, Watch]:
    """Seconds of grading these, and what was read meanwhile."""
    with Watch() as watch:
        began = time.monotonic()
        grade(paths, name, setting, out, jobs=jobs)
    return time.monotonic() - began, watch
