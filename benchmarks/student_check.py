"""How long a student's own check of a notebook takes: `python benchmarks/student_check.py [ID …]`, on an idle machine.

Checks each assignment's reference solution, worked example included, three times in a warm sandbox. Prints the seconds
to open and warm up, which happen while a student works, the median of the checks, and every line that is not passed
(accuracies are not judged).
"""

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
TIMES = 3


def main(assignments: list[str]) -> None:
    """Measure one assignment after the other."""
    for identifier in assignments or sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml")):
        submission = _solution(identifier)
        started = time.monotonic()
        with open_room(Choice(identifier, EMBEDDED, SMOKE)) as room:
            look_at(submission, room)
            first = time.monotonic() - started
            looks = [look_at(submission, room) for _ in range(TIMES)]
        median = statistics.median(look.seconds for look in looks)
        left = [check.id for check in looks[-1].grade.checks if check.verdict != "pass"]
        print(f"{identifier}: {median:.1f} s; with warming up {first:.1f} s; not passed: {', '.join(left) or 'none'}")


def _solution(identifier: str) -> Submission:
    master = nbformat.read(ROOT / "solutions" / identifier / f"{identifier}.ipynb", as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{identifier}.ipynb"
        nbformat.write(solution_notebook(master, example=True), path)
        submission = read(path)
    assert isinstance(submission, Submission)
    return submission


if __name__ == "__main__":
    main(sys.argv[1:])
