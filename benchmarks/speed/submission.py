"""One submission: `autograder grade` beside bare Keras, Otter, nbclient at official size, and nbgrader.

In each round every way has its turn, so that what else the machine does falls on all of them. `autograder grade` gets
two copies of the reference solution: the time to the first one's record holds the start, the time from there to the
second one's is what a submission costs in a warm grader, judging and writing included.
"""

import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from autograder.commands.batch import read_evidence
from benchmarks.speed import rivals
from benchmarks.speed.calm import Calm
from benchmarks.speed.prelude import cell
from benchmarks.speed.setting import Bench, Setting, grade, opened, written
from benchmarks.speed.spread import ratio, spread
from benchmarks.speed.warm import Warm
from benchmarks.speed.watched import Watch

PROBE_EPOCHS = 2
"""The second one is the first without tracing."""
NOTEBOOKS = frozenset({"training", "validation", "student", "loading", "evaluation", "tuner", "grid"})
"""Sections of a run's clock in which the notebook is at work; all others are the grader's own."""
FACTOR, EXTRA = 1.15, 1.0
"""The aim: at most so many times bare Keras' seconds, and so many more."""


def measure(setting: Setting) -> dict[str, Any]:
    """All assignments."""
    found = {}
    for name in setting.assignments:
        with opened(name, setting) as bench, TemporaryDirectory(prefix="speed-") as folder:
            found[name] = _one(bench, setting, Path(folder))
        print(name, found[name], flush=True)
    return found


def _one(bench: Bench, setting: Setting, folder: Path) -> dict[str, Any]:
    work, name = bench.reference(), bench.assignment.id
    bare = written(work, folder / "plain" / f"{name}.ipynb")
    trained = folder / "otter.json"
    budgeted = written(work, folder / "otter" / f"{name}.ipynb", cell(bench.files, bench.budgets, str(trained)))
    archive = rivals.otter_zip(folder / "zip")
    values: dict[str, list[float]] = {}
    limit: dict[str, Any] = {}
    reason, calm = rivals.nbgrader_reason(setting.nbgrader), Calm()
    for _ in range(setting.runs):
        for key, value in calm.measured(lambda: _graded(bench, setting, bare, folder)).items():
            values.setdefault(key, []).append(value)
        limit = _bare(bench, folder / "fits.pickle", values, limit, calm)
        took, fits = calm.measured(lambda: _otter(archive, budgeted, trained, folder / "run"))
        values.setdefault("otter" if fits else "otter_failed", []).append(took)
        limit["otter_fits"] = fits
        if not reason:
            took, said = calm.measured(lambda: rivals.nbgrader_run(setting.nbgrader, budgeted, folder / "nbgrader"))
            made = list((folder / "nbgrader" / "autograded").glob("*/hw/*.ipynb"))
            reason = "" if made else f"nbgrader autograde failed: {said}"
            values.setdefault("nbgrader", []).extend([took] if made else [])
    out: dict[str, Any] = {key: spread(items) for key, items in values.items() if items}
    out |= {"budget": bench.budget.name, "limit": limit, "taken": calm.told()}
    out["official"] = _official(bench, setting, folder)
    if reason:
        out["nbgrader"] = {"reason": reason}
    return _compared(out)


def _graded(bench: Bench, setting: Setting, notebook: Path, folder: Path) -> dict[str, float]:
    """Seconds of the first and of a further submission, and the peak memory of the first, during which it is read."""
    out = Path(mkdtemp(dir=folder))
    copies = [folder / "two" / f"copy-{number}.ipynb" for number in (1, 2)]
    for copy in copies:
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(notebook.read_bytes())
    with Watch(enough=lambda: any(out.glob("*/evidence.json"))) as watch:
        began = _now(folder)
        grade(copies, bench.assignment.id, setting, out, seed=bench.assignment.seeds[0])
    (first, _), (second, path) = sorted((path.stat().st_mtime, path) for path in out.glob("*/evidence.json"))
    sections = read_evidence(path)[0].seconds
    own = sum(seconds for name, seconds in sections.items() if name not in NOTEBOOKS)
    memory = {"peak_mib": watch.memory, "run_mib": watch.largest}
    return {"cold": first - began, "warm": second - first, "own": own, **memory}


def _now(folder: Path) -> float:
    """The time by the clock of the file system."""
    mark = folder / "now"
    mark.write_text("", encoding="utf-8")
    return mark.stat().st_mtime


def _bare(
    bench: Bench, fits: Path, values: dict[str, list[float]], limit: dict[str, Any], calm: Calm
) -> dict[str, Any]:
    with Warm(bench.data.environment) as warm:
        if not limit:
            limit = warm.call(
                "benchmarks.speed.inside:captured", job=bench.job(bench.reference()), files=bench.files, out=str(fits)
            )
        if not limit["lost"]:
            replay = partial(warm.call, "benchmarks.speed.inside:replayed", path=str(fits))
            values.setdefault("bare", []).append(calm.measured(replay)["seconds"])
    return limit


def _otter(archive: Path, notebook: Path, log: Path, folder: Path) -> tuple[float, int]:
    """Seconds, and how often it trained; Otter passes over cells that fail, so a run without training is none."""
    log.unlink(missing_ok=True)
    took, whole = rivals.otter_run(archive, notebook, folder)
    return took, len(json.loads(log.read_text(encoding="utf-8"))) if whole and log.is_file() else 0


def _official(bench: Bench, setting: Setting, folder: Path) -> dict[str, Any]:
    """The unmodified notebook on data of official size: a probe, extrapolated."""
    log = folder / "official.json"
    few: dict[str, int | None] = {"epochs": PROBE_EPOCHS, "trials": 1, "candidates": 1}
    budgets = {course.dataset: few for course in bench.assignment.data}
    notebook = written(bench.reference(), folder / "official" / "hw.ipynb", cell(bench.files, budgets, str(log)))
    found: list[dict[str, Any]] = []
    for _ in range(setting.official_runs):
        log.unlink(missing_ok=True)
        found.append(rivals.official_probe(notebook, log, folder / "nbclient"))
        if "reason" in found[-1]:
            return found[-1]
    if not found:
        return {"reason": "not asked for (--official-runs 0)"}
    names = ("probe_seconds", "at_least", "at_most")
    return {"fits": found[0]["fits"], **{name: spread([item[name] for item in found], 1) for name in names}}


def _compared(out: dict[str, Any]) -> dict[str, Any]:
    """With ratios of medians."""
    if "bare" in out:
        out["of_bare"] = ratio(out["warm"], out["bare"])
        out["aim_seconds"] = round(FACTOR * out["bare"]["median"] + EXTRA, 2)
        out["reached"] = out["warm"]["median"] <= out["aim_seconds"]
    if "otter" in out:
        out["otter_of_warm"] = ratio(out["otter"], out["warm"])
    if "at_least" in out["official"]:
        out["official_of_warm"] = ratio(out["official"]["at_least"], out["warm"])
    return out
