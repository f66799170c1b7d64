"""Measure how fast grading is, beside what instructors use today: docs/performance.md.

    python -m benchmarks.speed                                       # everything, on generated data
    python -m benchmarks.speed --part submission --data ../data      # one part, on real data
    python -m benchmarks.speed --describe                            # the page anew, from what is stored

Everything takes hours on two cores; the machine should do nothing else meanwhile. Each part is stored as soon as it is
measured.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.settings import find_home
from benchmarks.speed import archive, budgets, classroom, costs, scaling, start, submission
from benchmarks.speed.describe import describe
from benchmarks.speed.setting import ASSIGNMENTS, Setting

PARTS: dict[str, Callable[[Setting], dict[str, Any]]] = {
    "start": start.measure,
    "submission": submission.measure,
    "costs": costs.measure,
    "scaling": scaling.measure,
    "store": archive.measure,
    "class": classroom.measure,
    "budgets": budgets.measure,
}
RESULT = Path("performance.json")
PAGE = Path("docs") / "performance.md"


def main() -> None:
    """Measure the parts asked for, store each, write the page."""
    asked = _parser().parse_args()
    home = find_home()
    result, page = asked.out or home.reference_results / RESULT, asked.page or home.folder / PAGE
    setting = Setting(
        data=asked.data,
        budget=asked.budget,
        runs=asked.runs,
        assignments=tuple(asked.only),
        official_runs=asked.official_runs,
        class_size=asked.class_size,
        class_runs=asked.class_runs,
        sizes=tuple(asked.sizes),
        nbgrader=asked.nbgrader,
    )
    for part in [] if asked.describe else asked.part or list(PARTS):
        about = setting.told()
        measured = PARTS[part](setting)
        stored = _stored(result)
        if part == "submission":  # assignments measured apart stand side by side, each with its time
            measured = {name: {**one, "created": about["created"]} for name, one in measured.items()}
            measured = {**stored.get(part, {}).get("measured", {}), **measured}
        stored[part] = {"measured": measured, "setting": about}
        result.parent.mkdir(parents=True, exist_ok=True)
        result.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    page.write_text(describe(_stored(result)), encoding="utf-8")


def _stored(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=list(PARTS), help="measure this one alone; repeatable")
    parser.add_argument("--data", default="embedded", help="keras, embedded, or a directory of prepared files")
    parser.add_argument("--budget", default="", help="default: the assignment's for the data")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=list(ASSIGNMENTS), choices=ASSIGNMENTS, help="assignments")
    parser.add_argument("--official-runs", type=int, default=1, help="probes at official size; 0: none")
    parser.add_argument("--class-size", type=int, default=40)
    parser.add_argument("--class-runs", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 10000], help="of the store")
    parser.add_argument("--nbgrader", default="", help="nbgrader's program, from an environment of its own")
    parser.add_argument("--describe", action="store_true", help="measure nothing, write the page")
    parser.add_argument("--out", type=Path, help="the JSON; default: reference_results/performance.json")
    parser.add_argument("--page", type=Path, help="the page; default: docs/performance.md")
    return parser


if __name__ == "__main__":
    main()
