"""How long a student's own check of a notebook takes: `python benchmarks/student_check.py [ID …] [--times 3]`.

To be run on an idle machine; adds what it finds to `reference_results/student_check.json`. Checks each assignment's
reference solution, worked example included, in a warm sandbox, which judges all questions at once: the median of the
checks in seconds, the first one with opening and warming up, which happen while a student works, and every line that is
not passed (accuracies are not judged).

Exit code 1: a check takes longer than 20 s.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from autograder.authoring import solution_notebook
from autograder.commands.bench import EMBEDDED, Choice
from autograder.commands.look import SMOKE, look_at, open_room
from autograder.intake import read
from autograder.model.submission import Submission
from autograder.settings import cores

ROOT = Path(__file__).parents[1]
OUT = ROOT / "reference_results" / "student_check.json"
LIMIT = 20.0
"""Seconds that a student is asked to wait at most."""


def main() -> int:
    """Measure one assignment after the other; 0: all are quick enough."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("assignments", nargs="*", metavar="ID")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    everything = sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml"))
    names = asked.assignments or everything
    found: dict[str, Any] = json.loads(OUT.read_text(encoding="utf-8")) if OUT.is_file() else {}
    packages = {name: version(name) for name in ("keras", "tensorflow")}
    for name in names:
        found[name] = {**measure(name, asked.times), "limit": LIMIT, "cores": cores(), **packages}
        print(name, json.dumps(found[name]), flush=True)
        OUT.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    slow = [name for name in names if found[name]["seconds"] > LIMIT]
    for name in slow:
        print(f"{name}: more than {LIMIT:g} s", file=sys.stderr)
    return 1 if slow else 0


def measure(identifier: str, times: int) -> dict[str, Any]:
    """The checks of an assignment's solution: their seconds, the median first, and the lines that are not passed."""
    submission = _solution(identifier)
    started = time.monotonic()
    with open_room(Choice(identifier, EMBEDDED, SMOKE)) as room:
        look_at(submission, room)
        first = time.monotonic() - started
        looks = [look_at(submission, room) for _ in range(times)]
    took = [round(look.seconds, 1) for look in looks]
    left = [check.id for check in looks[-1].grade.checks if check.verdict != "pass"]
    return {"seconds": statistics.median(took), "each": took, "with_warming_up": round(first, 1), "not_passed": left}


def _solution(identifier: str) -> Submission:
    master = nbformat.read(ROOT / "solutions" / identifier / f"{identifier}.ipynb", as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{identifier}.ipynb"
        nbformat.write(solution_notebook(master, example=True), path)
        submission = read(path)
    assert isinstance(submission, Submission)
    return submission


if __name__ == "__main__":
    raise SystemExit(main())
