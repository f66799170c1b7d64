"""What each part of grading mode costs, and how cost grows with rows, epochs, trials and cells.

Runs of one assignment's reference solution in forks of a warm process, without a sandbox; the sandbox is a part among
others. Each part is switched off in turn, and the ways take turns.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.model.submission import Cell, Submission
from autograder.runner import open_grading_sandbox, run_once
from autograder.sandbox.interface import Sandbox
from benchmarks.speed.calm import Calm
from benchmarks.speed.setting import Bench, Setting, opened
from benchmarks.speed.spread import spread
from benchmarks.speed.warm import Warm

NAME = "tl04"
BUDGET = "smoke"
PARTS = ("recording", "determinism", "stand-ins", "checkpoints", "plots")
JOB_SWITCHES = {"determinism": "determinism", "checkpoints": "memory_checkpoints"}
"""Parts that a job itself can switch off, by the name of its switch; the others are in `switches`."""
GROWTH: dict[str, tuple[int, ...]] = {
    "rows": (96, 192, 384, 768),
    "epochs": (2, 4, 8, 16),
    "trials": (1, 2, 3, 4),
    "cells": (0, 50, 100, 200),
}
_TARGET = "benchmarks.speed.inside:graded"


def measure(setting: Setting) -> dict[str, Any]:
    """Parts and growth."""
    with (
        opened(NAME, setting, setting.budget or BUDGET) as bench,
        Warm(bench.data.environment) as warm,
        open_grading_sandbox(bench.data) as sandbox,
    ):
        calm = Calm()
        parts = _parts(bench, setting, warm, sandbox, calm)
        print("parts", parts, flush=True)
        growth = _growth(bench, setting, warm, calm)
        return {
            "assignment": NAME,
            "budget": bench.budget.name,
            "parts": parts,
            "growth": growth,
            "taken": calm.told(),
        }


def _parts(bench: Bench, setting: Setting, warm: Warm, sandbox: Sandbox, calm: Calm) -> dict[str, Any]:
    """Seconds with everything, and what is saved without each part; the sandbox is what it adds."""
    ways: dict[str, Callable[[], float]] = {"everything": lambda: _inside(bench, warm)}
    for part in PARTS:
        ways[part] = lambda part=part: _inside(bench, warm, part)  # type: ignore[misc]
    ways["sandbox"] = lambda: _sandboxed(bench, sandbox)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    _sandboxed(bench, sandbox)  # the first one waits for the imports
    for _ in range(setting.runs):
        for way, run in ways.items():
            seconds[way].append(calm.measured(run))
    told = {way: spread(values) for way, values in seconds.items()}
    whole = told["everything"]["median"]
    for way, one in told.items():
        difference = one["median"] - whole if way == "sandbox" else whole - one["median"]
        one["costs"] = round(difference if way != "everything" else whole, 3)
    return told


def _inside(bench: Bench, warm: Warm, part: str = "") -> float:
    switches = {JOB_SWITCHES[part]: False} if part in JOB_SWITCHES else {}
    off = [part] if part and part not in JOB_SWITCHES else []
    job = bench.job(bench.reference(), switches=switches)
    return float(warm.call(_TARGET, job=job, files=bench.files, off=off)["seconds"])


def _sandboxed(bench: Bench, sandbox: Sandbox) -> float:
    began = time.perf_counter()
    run_once(bench.reference(), bench.assignment, bench.budget, bench.assignment.seeds[0], bench.data, sandbox)
    return time.perf_counter() - began


def _growth(bench: Bench, setting: Setting, warm: Warm, calm: Calm) -> dict[str, Any]:
    """Seconds at each size, and the seconds that one more of it costs (least squares over all runs)."""
    found = {}
    for what, sizes in GROWTH.items():
        seconds: dict[int, list[float]] = {size: [] for size in sizes}
        for _ in range(setting.runs):
            for size in sizes:
                run = partial(warm.call, _TARGET, job=_sized(bench, what, size), files=bench.files)
                seconds[size].append(float(calm.measured(run)["seconds"]))
        found[what] = {
            "seconds": {str(size): spread(values) for size, values in seconds.items()},
            **_line(seconds),
        }
        print(what, found[what], flush=True)
    return found


def _sized(bench: Bench, what: str, size: int) -> dict[str, Any]:
    work = bench.reference()
    if what == "cells":
        return bench.job(_longer(work, size))
    return bench.job(work, budget=bench.budget.model_copy(update={what: size}))


def _longer(work: Submission, cells: int) -> Submission:
    last = max(cell.index for cell in work.cells)
    more = tuple(Cell(index=last + 1 + place, kind="code", source=f"x_{place} = {place}") for place in range(cells))
    return work.model_copy(update={"cells": (*work.cells, *more)})


def _line(seconds: dict[int, Sequence[float]] | dict[int, list[float]]) -> dict[str, float]:
    x = [size for size, values in seconds.items() for _ in values]
    y = [value for values in seconds.values() for value in values]
    slope, start = np.polyfit(x, y, 1)
    return {"per_one": float(f"{slope:.3g}"), "without": round(float(start), 3)}
