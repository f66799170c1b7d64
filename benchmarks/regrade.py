"""How long `autograder regrade` takes for a class of 1,000: copies of real evidence in a store of their own.

    python benchmarks/regrade.py FOLDER… [--submissions 1000] [--jobs 2]

FOLDER…: results of `autograder grade`, whose `evidence.json` are copied in turn, each assignment a class of its own.
The submission's cells are those of the reference solution. Prints the seconds for judging alone, and for the whole
command with all reports.
"""

import argparse
import json
import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from sqlalchemy import insert

from autograder.commands.bench import versions
from autograder.commands.regrade import Whose, regrade
from autograder.commands.shelf import Shelf
from autograder.handed_out import handed_out
from autograder.intake import read
from autograder.judging import Judge, Scored
from autograder.model.evidence import Evidence
from autograder.model.submission import Submission
from autograder.rubric import load_assignment
from autograder.settings import find_home
from autograder.store import batches, documents, runs, schema
from autograder.store.batches import Setting
from autograder.store.database import Database
from autograder.store.documents import packed
from autograder.store.rejudging import Task, rejudge


def fill(database: Database, assignment_id: str, pieces: list[Evidence], count: int) -> batches.Batch:
    """A batch of so many submissions, graded."""
    home = find_home()
    assignment = load_assignment(home.assignments, assignment_id)
    work = read(home.solutions / assignment_id / f"{assignment_id}.ipynb")
    assert isinstance(work, Submission)
    judge = Judge(assignment, assignment.budgets["smoke"], None, handed_out(home.assignments / assignment_id))
    first = pieces[0].environment
    setting = Setting(
        data="embedded",
        source="embedded",
        fingerprints=first.data,
        budget=judge.budget,
        seeds=assignment.seeds,
        versions=versions(),
        isolation=first.isolation,
        code="0",
    )
    items = [work.model_copy(update={"name": f"student-{number}"}) for number in range(count)]
    scored = [Scored(evidence=piece, accuracies={item.id: 0.8 for item in piece.predictions}) for piece in pieces]
    grades = [judge.grade(work, [run]) for run in scored]
    with database.writing() as connection:
        batch = batches.begin(connection, Path("class").resolve(), judge, setting, items)
        content = documents.put(connection, documents.nameless(work))
        bodies = [packed(piece) for piece in pieces]
        for number, item in enumerate(items):
            turn = number % len(pieces)
            values = {
                "key": f"{assignment_id}-{number}",
                "submission": content,
                "assignment": assignment_id,
                "budget": "smoke",
                "seed": 101,
                "ending": "finished",
                "created": runs.now(),
                "accuracies": {name: str(value) for name, value in scored[turn].accuracies.items()},
                "body": bodies[turn],
            }
            connection.execute(insert(schema.runs).values(**values))
            grade = grades[turn].model_copy(update={"submission": item.name, "seeds": (101,)})
            batches.note(connection, batch.id, grade, [(f"{assignment_id}-{number}", False)])
        batches.finish(connection, batch.id)
    return batch


def main() -> None:
    """Fill, judge anew, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    found: dict[str, list[Evidence]] = defaultdict(list)
    for folder in options.folders:
        for path in sorted(folder.glob("*/evidence.json")):
            for run in json.loads(path.read_text(encoding="utf-8"))["runs"]:
                evidence = Evidence.model_validate_json(json.dumps(run))
                found[evidence.environment.assignment].append(evidence)
    for assignment_id, pieces in found.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "store.sqlite"
            database = Database(path)
            batch = fill(database, assignment_id, pieces, options.submissions)
            size = path.stat().st_size / 2**20
            with database.reading() as connection:
                judge = batches.judge(connection, batch)
                rows = batches.entries(connection, batch.id)
            begun = time.perf_counter()
            count = sum(1 for _ in rejudge(Task(database, judge, judge.assignment), rows, options.jobs))
            judged = time.perf_counter() - begun
            begun = time.perf_counter()
            whose = Whose(str(batch.id), out=Path(folder) / "again")
            regrade(whose, Shelf(path), "en", Console(quiet=True))
            whole = time.perf_counter() - begun
            busy = sum(os.times()[:4])
            told = f"judged {judged:.1f} s, in all {whole:.1f} s; processor time so far {busy:.1f} s"
            print(f"{assignment_id}: {count} submissions, {size:.0f} MiB: {told}")


if __name__ == "__main__":
    main()
