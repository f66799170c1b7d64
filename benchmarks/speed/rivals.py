"""What instructors use today, run as they run it: Otter, nbclient, nbgrader.

Otter's zip is plain: one test that costs nothing, no plugin of ours. What Otter is given is the notebook with the
budget in its first cell (`prelude`).
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.worker.warm import ENVIRONMENT
from benchmarks.speed.prelude import extrapolated

LONGEST = 3600.0
"""Seconds after which a command is ended: Otter has no limit of its own."""
_TEST = """OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"cases": [{"code": ">>> 1 + 1\\n2", "hidden": False, "locked": False}],
        "scored": True, "setup": "", "teardown": "", "type": "doctest"}]}
"""
_EXECUTE = """import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=None, kernel_name="python3", allow_errors=True).execute()
nbformat.write(notebook, sys.argv[1])
"""


def environment(folder: Path) -> dict[str, str]:
    """Of a kernel: one thread, as when grading, and whatever it writes in a place of its own."""
    threads = {name: ENVIRONMENT[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    more = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "CUDA_VISIBLE_DEVICES": "-1"}
    more |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TMPDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder / "jupyter")}
    return {**os.environ, **threads, **more}


def run(command: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float = LONGEST) -> tuple[float, str]:
    """Seconds of a command and the last line it said; it is ended with all its children after `seconds`."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        said, _ = process.communicate()
        said += f"\nended after {seconds:.0f} s"
    lines = said.strip().splitlines()
    return time.perf_counter() - began, lines[-1] if lines else ""


def otter_zip(folder: Path) -> Path:
    """A plain zip for `otter run`; SystemExit where Otter makes none."""
    tests, archive = folder / "tests", folder / "plain.zip"
    tests.mkdir(parents=True, exist_ok=True)
    (tests / "q1.py").write_text(_TEST, encoding="utf-8")
    command = [sys.executable, "-m", "otter", "generate", "-t", str(tests), "-o", str(archive)]
    _, said = run([*command, "--no-requirements", "--no-environment"], folder, os.environ)
    if not archive.is_file():
        raise SystemExit(f"otter generate made no zip: {said}")
    return archive


def otter_run(archive: Path, notebook: Path, folder: Path, seconds: float = LONGEST) -> tuple[float, bool]:
    """Seconds of `otter run`, and whether it wrote results."""
    out = folder / f"{notebook.stem}-out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = [sys.executable, "-m", "otter", "run", "-a", str(archive), "-o", str(out), "--no-logo", str(notebook)]
    took, _ = run(command, out, environment(out), seconds)
    return took, (out / "results.json").is_file()


def official_probe(notebook: Path, log: Path, folder: Path) -> dict[str, Any]:
    """A notebook on data of official size for few epochs and one trial, and what all it asks for would take.

    `at_most`: every epoch asked for; `at_least`: each training with early stopping ends at the first epoch it can.
    """
    copy = folder / notebook.name
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(notebook, copy)
    took, said = run([sys.executable, "-c", _EXECUTE, str(copy)], folder, environment(folder))
    if not log.is_file():
        return {"reason": f"no training ended: {said}"[:300]}
    if "ended after" in said:
        return {"reason": f"the probe of few epochs was {said}"}
    fits = json.loads(log.read_text(encoding="utf-8"))
    return {
        "probe_seconds": took,
        "fits": len(fits),
        "at_most": extrapolated(took, fits, "asked"),
        "at_least": extrapolated(took, fits, "at_least"),
    }


def nbgrader_reason(program: str) -> str:
    """Why nbgrader is not measured; empty where it can be."""
    if program:
        return "" if shutil.which(program) else f"{program} is no program"
    if find_spec("nbgrader") is None:
        return "nbgrader is not installed (its requirements are no part of this project's; give --nbgrader PROGRAM)"
    return ""


def nbgrader_run(program: str, notebook: Path, folder: Path) -> tuple[float, str]:
    """Seconds of `nbgrader autograde` on one notebook as `nbgrader`'s folders want it, and its last line.

    The kernel is this interpreter's, whatever environment nbgrader itself lives in.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for place in ("source/hw", "release/hw", "submitted/ana/hw"):
        target = folder / place / "hw.ipynb"
        target.parent.mkdir(parents=True)
        shutil.copy(notebook, target)
    kernel = folder / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.CourseDirectory.root = {str(folder)!r}\n"
        "c.ExecutePreprocessor.timeout = -1\nc.Execute.timeout = -1\nc.Execute.allow_errors = True\n",
        encoding="utf-8",
    )
    command = [program] if program else [sys.executable, "-m", "nbgrader"]
    env = {**environment(folder), "JUPYTER_PATH": str(folder / "jupyter")}
    return run([*command, "autograde", "hw", "--create", "--force"], folder, env)
