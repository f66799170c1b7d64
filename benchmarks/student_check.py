"""How long a student's own check of a notebook takes: `python benchmarks/student_check.py [ID …] [--times 3]`.

To be run on an idle machine. Checks each assignment's reference solution, worked example included, in a warm sandbox,
which judges all questions at once. Prints the median of the checks, the seconds of the first one with opening and
warming up, which happen while a student works, and every line that is not passed (accuracies are not judged).

Exit code 1: a check takes longer than 20 s.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.authoring import solution_notebook
from autograder.commands.bench import EMBEDDED, Choice
from autograder.commands.look import SMOKE, look_at, open_room
from autograder.intake import read
from autograder.model.submission import Submission

ROOT = Path(__file__).parents[1]
LIMIT = 20.0
"""Seconds that a student is asked to wait at most."""


def main() -> int:
    """Measure one assignment after the other; 0: all are quick enough."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("assignments", nargs="*", metavar="ID")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    everything = sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml"))
    slow = [name for name in asked.assignments or everything if measure(name, asked.times) > LIMIT]
    for name in slow:
        print(f"{name}: more than {LIMIT:g} s", file=sys.stderr)
    return 1 if slow else 0


def measure(identifier: str, times: int) -> float:
    """Print what the checks of an assignment's solution take, and return their median in seconds."""
    submission = _solution(identifier)
    started = time.monotonic()
    with open_room(Choice(identifier, EMBEDDED, SMOKE)) as room:
        look_at(submission, room)
        first = time.monotonic() - started
        looks = [look_at(submission, room) for _ in range(times)]
    median = statistics.median(look.seconds for look in looks)
    left = [check.id for check in looks[-1].grade.checks if check.verdict != "pass"]
    told = f"with warming up {first:.1f} s; not passed: {', '.join(left) or 'none'}"
    print(f"{identifier}: {median:.1f} s; {told}", flush=True)
    return median


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
