"""How soon something happens: `--help`, and from the command, or from asking a warm grader, to the first cell."""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from autograder.model.evidence import Evidence
from autograder.model.submission import Cell
from autograder.runner import open_grading_sandbox, run_once
from autograder.validity.catalogue import as_submission
from benchmarks.speed.setting import Bench, Setting, grade, opened, written
from benchmarks.speed.spread import spread

_CLOCK = "import time\nprint(time.time())"
_NAME = "tl04"
HELP_RUNS = 10


def measure(setting: Setting) -> dict[str, Any]:
    """Seconds of each."""
    with opened(_NAME, setting, "smoke") as bench, TemporaryDirectory(prefix="speed-") as folder:
        cold, warm, whole = _first_cells(bench, setting, Path(folder))
    return {
        "interpreter": spread([_took([sys.executable, "-c", "pass"]) for _ in range(HELP_RUNS)]),
        "help": spread([_took([*_program(), "--help"]) for _ in range(HELP_RUNS)]),
        "grade_help": spread([_took([*_program(), "grade", "--help"]) for _ in range(HELP_RUNS)]),
        "cold_first_cell": spread(cold),
        "warm_first_cell": spread(warm),
        "warm_run_of_one_cell": spread(whole),
    }


def _program() -> list[str]:
    script = Path(sys.executable).parent / "autograder"
    return [str(script)] if script.is_file() else [sys.executable, "-m", "autograder"]


def _took(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def _first_cells(bench: Bench, setting: Setting, folder: Path) -> tuple[list[float], list[float], list[float]]:
    """A cell that prints the time, run by new commands and by a sandbox that has run before."""
    work = as_submission("clock", _NAME, [Cell(index=0, kind="code", source=_CLOCK)])
    notebook = written(work, folder / "clock.ipynb")
    cold, warm, whole = [], [], []
    for number in range(setting.runs):
        began = time.time()
        grade([notebook], _NAME, Setting(setting.data, "smoke"), folder / f"out-{number}")
        path = folder / f"out-{number}" / "clock" / "evidence.json"
        first = Evidence.model_validate_json(_run_of(path))
        cold.append(_printed(first) - began)
    with open_grading_sandbox(bench.data) as sandbox:
        for number in range(setting.runs + 1):
            began = time.time()
            evidence = run_once(work, bench.assignment, bench.budget, number, bench.data, sandbox)
            if number:  # the first one waits for the imports
                warm.append(_printed(evidence) - began)
                whole.append(time.time() - began)
    return cold, warm, whole


def _run_of(path: Path) -> str:
    return json.dumps(json.loads(path.read_text(encoding="utf-8"))["runs"][0])


def _printed(evidence: Evidence) -> float:
    return float(evidence.cells[0].output.strip())
