"""A class of mixed submissions on this machine's cores: the grader beside `otter run` in a loop and two at a time.

The grader gets the whole class in each run. Every `otter run` is a process of its own and costs the same in whatever
company, so its class is dealt over the runs: with five of them a fifth in each, and after the last one everybody has
had their turn once each way. How many an hour follows from what each took, as if no place ever stood empty: at the end
of a fifth one of two places does, which a whole class would hardly notice.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import mean
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
OTTERS = {"otter, one at a time": 1, "otter, two at a time": 2}
Took = tuple[float, bool]


def measure(setting: Setting) -> dict[str, Any]:
    """In each run the three ways in turn."""
    found: dict[str, list[dict[str, float]]] = {}
    took: dict[str, list[Took]] = {way: [] for way in OTTERS}
    works = mixture(find_home(), setting.assignments, setting.class_size)
    size = sum(map(len, works.values()))
    runs = min(setting.class_runs, size)
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
        for number in range(runs):
            with Watch() as watch:
                _grade(plain, setting, folder / f"graded-{number}")
            rounds = found.setdefault("autograder", [])
            rounds.append({**watch.told(), "per_hour": 3600 * size / watch.seconds})
            for way, places in OTTERS.items():
                with Watch() as watch:
                    share = _otter(archive, budgeted[number::runs], folder / f"{way}-{number}", places)
                took[way] += share
                found.setdefault(way, []).append({**watch.told(), "per_hour": _per_hour(share, places)})
            print(number, {way: items[-1] for way, items in found.items()}, flush=True)
    told = {way: {name: spread([one[name] for one in items], 2) for name in items[0]} for way, items in found.items()}
    for way, places in OTTERS.items():  # of the whole class, like the grader's
        told[way]["seconds"] = spread([3600 * size / _per_hour(took[way], places)], 2)
    return {
        "submissions": {name: len(items) for name, items in works.items()},
        "cores": cores(),
        "ways": told,
        "times_otter": {way: ratio(told[way]["seconds"], told["autograder"]["seconds"]) for way in OTTERS},
        "otter_without_results": max(sum(not whole for _, whole in items) for items in took.values()),
    }


def _grade(notebooks: dict[str, list[Path]], setting: Setting, out: Path) -> None:
    """One command for each assignment, as an instructor would; each pays its own start."""
    for name, paths in notebooks.items():
        grade(paths, name, setting, out / name, jobs=cores())


def _otter(archive: Path, notebooks: Sequence[Path], out: Path, places: int) -> list[Took]:
    """Seconds of each, and whether it gave results."""
    with ThreadPoolExecutor(places) as pool:
        return list(pool.map(lambda notebook: rivals.otter_run(archive, notebook, out, OTTERS_LIMIT), notebooks))


def _per_hour(took: Sequence[Took], places: int) -> float:
    return 3600 * places / mean(seconds for seconds, _ in took)
