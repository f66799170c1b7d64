"""How long `autograder regrade` takes for a class of 1,000: copies of real runs in a store of their own.

    python benchmarks/regrade.py FOLDER… [--submissions 1000] [--out FILE]

FOLDER…: results of `autograder grade` (each submission's `evidence.json`), or folders of runs (`*.json.gz`). Each
assignment is a class of its own, whose runs are copied in turn; the submission's cells are those of the reference
solution. The whole command is measured, in a process of its own, from its start to the last report:

same      nothing changed
points    two lines' points were changed, so that nearly everybody's grade changes and nearly all reports are written
judged    everything is judged anew from its evidence, as when bands or a line's settings changed
program   the same, and verdicts on what functions answered are reached again, as when the checks were changed
"""

import argparse
import gzip
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, literal, select

from autograder.bands.calibration import load_calibration
from autograder.commands.bench import versions
from autograder.errors import BandsUnavailable
from autograder.handed_out import handed_out
from autograder.intake import read
from autograder.judging import Judge, Scored
from autograder.model.evidence import Evidence
from autograder.model.submission import Submission
from autograder.rubric import load_assignment
from autograder.settings import HOME_VARIABLE, Home, cores, find_home
from autograder.store import batches, documents, rules, runs, schema, verdicts
from autograder.store.batches import Setting
from autograder.store.database import Database

OUT = Path(__file__).parents[1] / "reference_results" / "regrade.json"
_ACCURACY = 0.8


def found(folders: Iterable[Path]) -> dict[str, list[Evidence]]:
    """The runs by assignment, those of the budget that most of them have."""
    pieces: dict[str, list[Evidence]] = defaultdict(list)
    for folder in folders:
        for text in texts(folder):
            evidence = Evidence.model_validate_json(text)
            pieces[evidence.environment.assignment].append(evidence)
    return {name: alike(items) for name, items in sorted(pieces.items())}


def texts(folder: Path) -> Iterator[str | bytes]:
    """Every run below a folder as JSON."""
    for path in sorted(folder.glob("*.json.gz")):
        with suppress(OSError, EOFError):  # one that is being written
            yield gzip.decompress(path.read_bytes())
    for path in sorted(folder.glob("*/evidence.json")):
        for run in json.loads(path.read_text(encoding="utf-8"))["runs"]:
            yield json.dumps(run)


def alike(items: list[Evidence]) -> list[Evidence]:
    """Those of one budget and one set of data; what ran everything on few rows is no run that is graded."""
    kinds = [(item.environment.budget, json.dumps(item.environment.data)) for item in items]
    usual = Counter(kind for kind in kinds if kind[0] != "whole").most_common(1)[0][0]
    return [item for item, kind in zip(items, kinds, strict=True) if kind == usual]


def fill(database: Database, home: Home, assignment_id: str, pieces: list[Evidence], count: int) -> int:
    """A batch of so many submissions, graded; its number."""
    assignment = load_assignment(home.assignments, assignment_id)
    work = read(home.solutions / assignment_id / f"{assignment_id}.ipynb")
    assert isinstance(work, Submission)
    here = pieces[0].environment
    budget = assignment.budgets[here.budget]
    bands = None
    if budget.judges_accuracy:
        with suppress(BandsUnavailable):
            fingerprint = here.data[assignment.graded_dataset]
            bands = load_calibration(home.reference_results, assignment_id, fingerprint, budget, versions())
    judge = Judge(assignment, budget, bands, handed_out(home.assignments / assignment_id))
    setting = Setting(
        data="data",
        source="data",
        fingerprints=here.data,
        budget=budget,
        seeds=assignment.seeds,
        versions=versions(),
        isolation=here.isolation,
        code="0",
    )
    items = [work.model_copy(update={"name": f"student-{number}"}) for number in range(count)]
    scored = [Scored(evidence=piece, accuracies={item.id: _ACCURACY for item in piece.predictions}) for piece in pieces]
    lines, known_by = verdicts.slow_lines(assignment), rules.verdicts_digest(judge)
    with database.writing() as connection:
        batch = batches.begin(connection, database.path.parent / "class", judge, setting, items)
        content = documents.put(connection, documents.nameless(work))
        grades = []
        for turn, run in enumerate(scored):
            runs.keep(connection, f"run-{turn}-0", content, run)
            verdicts.keep(connection, f"run-{turn}-0", lines, verdicts.reach(judge.case(work, [run]), lines))
            grades.append(judge.grade(work, [run]))
        for number, item in enumerate(items):
            again, turn = divmod(number, len(pieces))
            if again:
                copied(connection, f"run-{turn}-0", f"run-{turn}-{again}")
            grade = grades[turn].model_copy(update={"submission": item.name})
            batches.note(connection, batch.id, batches.Entry(grade, [(f"run-{turn}-{again}", False)], known_by))
        batches.finish(connection, batch.id)
    return batch.id


def copied(connection: Connection, old: str, new: str) -> None:
    """A run once more, as another student's."""
    for table, column in ((schema.runs, schema.runs.c.key), (schema.verdicts, schema.verdicts.c.run)):
        rest = [item for item in table.c if item is not column]
        names = [column.name, *(item.name for item in rest)]
        connection.execute(insert(table).from_select(names, select(literal(new), *rest).where(column == old)))


def another_rubric(path: Path) -> None:
    """A quarter of a point of the first line goes to the second."""
    text = path.read_text(encoding="utf-8")
    matches = list(re.finditer(r"^points = (\S+)", text, re.MULTILINE))[:2]
    for match, change in reversed(list(zip(matches, (-0.25, 0.25), strict=True))):
        text = f"{text[: match.start(1)]}{float(match[1]) + change}{text[match.end(1) :]}"
    path.write_text(text, encoding="utf-8")


def course(folder: Path, home: Home) -> Path:
    """A copy of the course's folder, whose rubrics may be changed."""
    shutil.copytree(home.assignments, folder / "assignments")
    (folder / "reference_results").symlink_to(home.reference_results)
    return folder


def regraded(batch: int, store: Path, folder: Path, place: Path) -> dict[str, Any]:
    """The command, measured: seconds by the clock and of all its processes' processor time."""
    command = [sys.executable, "-m", "autograder", "regrade", str(batch), "--store", str(store), "--lang", "en"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--out", str(folder)],
        env={**os.environ, HOME_VARIABLE: str(place), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = re.search(r"(\d+) of (\d+) grades change", done.stdout)
    if told is None:
        raise SystemExit(done.stdout + done.stderr)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(seconds, 1), "processor_seconds": round(busy, 1), "changed": int(told[1])}


def changed(store: Path, statement: str) -> None:
    """Make the store forget something."""
    with closing(sqlite3.connect(store)) as raw, raw:
        raw.execute(statement)


def measured(home: Home, assignment_id: str, pieces: list[Evidence], count: int) -> dict[str, Any]:
    """All four for one assignment's class."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store.sqlite"
        batch = fill(Database(store), home, assignment_id, pieces, count)
        place = course(folder / "course", home)
        result: dict[str, Any] = {"runs": len(pieces), "budget": pieces[0].environment.budget}
        result["store_mib"] = round(store.stat().st_size / 2**20)
        result["same"] = regraded(batch, store, folder / "same", place)
        another_rubric(place / "assignments" / assignment_id / "assignment.toml")
        result["points"] = regraded(batch, store, folder / "points", place)
        changed(store, "UPDATE gradings SET judged_by = NULL")
        result["judged"] = regraded(batch, store, folder / "judged", home.folder)
        changed(store, "DELETE FROM verdicts")
        result["program"] = regraded(batch, store, folder / "program", home.folder)
    return result


def main() -> None:
    """Fill, judge anew, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    home = find_home()
    classes = {}
    for assignment_id, pieces in found(options.folders).items():
        classes[assignment_id] = measured(home, assignment_id, pieces, options.submissions)
        print(assignment_id, json.dumps(classes[assignment_id]), flush=True)
    machine = {"cores": cores(), "others": "load at the end " + ", ".join(f"{load:.1f}" for load in os.getloadavg())}
    written = {"submissions": options.submissions, "machine": machine, "classes": classes}
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
