"""How regrading, reports and the store grow with the number of submissions: copies of real evidence.

One run of an assignment's reference solution is made, and a class of so many submissions filled with it.
"""

import json
import time
from collections.abc import Callable
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from autograder.commands.batch import read_evidence
from autograder.commands.regrade import Whose, regrade
from autograder.commands.report import report
from autograder.commands.shelf import Shelf
from autograder.judging import Judge, Scored
from autograder.report.record import make_record, write_record
from autograder.report.write import write_reports
from autograder.store import batches
from autograder.store.database import Database
from benchmarks.regrade import fill
from benchmarks.speed.setting import Bench, Setting, grade, opened, written
from benchmarks.speed.spread import spread

NAME = "tl04"
RUNS = {10: 5, 100: 5, 1000: 5}
"""Runs of each size; larger ones get fewer."""


def measure(setting: Setting) -> dict[str, Any]:
    """Seconds of each step at each size, and the power with which each grows."""
    found: dict[str, dict[str, Any]] = {}
    with opened(NAME, setting, "smoke") as bench, TemporaryDirectory(prefix="speed-") as place:
        folder = Path(place)
        notebook = written(bench.reference(), folder / "work.ipynb")
        grade([notebook], NAME, Setting(setting.data, "smoke"), folder / "graded")
        for size in setting.sizes:
            rounds: dict[str, list[float]] = {}
            for number in range(min(setting.runs, RUNS.get(size, 1))):
                with TemporaryDirectory(dir=folder) as own:
                    for name, value in _round(bench, folder / "graded", size, Path(own)).items():
                        rounds.setdefault(name, []).append(value)
                print(size, number, rounds, flush=True)
            found[str(size)] = {name: spread(values) for name, values in rounds.items()}
    return {"assignment": NAME, "sizes": found, "grows_with_power": powers(found)}


def powers(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    """From the two largest sizes: 1 is linear."""
    if len(found) < 2:
        return {}
    (small, before), (large, after) = list(found.items())[-2:]
    grown = log(int(large) / int(small))
    return {name: round(log(after[name]["median"] / before[name]["median"]) / grown, 2) for name in after}


def _round(bench: Bench, graded: Path, size: int, folder: Path) -> dict[str, float]:
    evidence = list(read_evidence(next(graded.glob("*/evidence.json"))))
    path = folder / "store.sqlite"
    database, quiet = Database(path), Console(quiet=True)
    out: dict[str, float] = {}
    batch = _timed(out, "store", lambda: fill(database, bench.home, NAME, evidence, size))
    out["store_mib"] = path.stat().st_size / 2**20
    whose = Whose(str(batch), out=folder / "again")
    _timed(out, "regrade", lambda: regrade(whose, Shelf(path), "en", quiet))
    _timed(out, "lookup", lambda: _look_up(database, batch))
    _class_folder(bench, evidence[0], size, folder / "class")
    _timed(out, "report", lambda: report(folder / "class", "en", quiet))
    return out


def _timed(out: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = work()
    out[name] = time.perf_counter() - began
    return result


def _look_up(database: Database, batch: int) -> None:
    with database.reading() as connection:
        batches.entries(connection, batch)


def _class_folder(bench: Bench, evidence: Any, size: int, folder: Path) -> None:
    """What `grade` leaves of a class in which everybody did the same."""
    judge = Judge(bench.assignment, bench.budget, None)
    work = bench.reference()
    one = judge.grade(work, [Scored(evidence=evidence)])
    grades = [one.model_copy(update={"submission": f"student-{number}"}) for number in range(size)]
    source = {"source": bench.data.source, "fingerprint": bench.data.fingerprints[bench.assignment.graded_dataset]}
    write_reports(folder, bench.assignment.id, source, grades, "en", title=bench.assignment.title)
    text = json.dumps({"schema": 1, "runs": [evidence.model_dump(mode="json")]})
    for grade_ in grades:
        write_record(folder, make_record(grade_, work.model_copy(update={"name": grade_.submission})))
        (folder / grade_.submission / "evidence.json").write_text(text, encoding="utf-8")
