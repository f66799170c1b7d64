"""`autograder doctor`: whether this machine is fit to grade, and what would make it better."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from autograder.bands.calibration import load_all
from autograder.data.prepare import status
from autograder.data.source import default_cache, open_source
from autograder.errors import AutograderError, UsageError
from autograder.otter.containers import ASSUMED_MIB, CONTAINERS, MINUTES, Fit, Need, fit, needs
from autograder.rubric import load_assignment
from autograder.sandbox.choose import open_sandbox
from autograder.settings import cores, find_home

_PACKAGES = ("tensorflow", "keras", "keras-tuner", "tensorboard", "scikeras", "scikit-learn", "numpy", "otter-grader")
_MEMORY_PER_RUN_GIB = 2.5
"""Measured peak of a text assignment at official shapes; images need less."""
_HOW_MUCH = (
    f"Gradescope's default is {CONTAINERS[0]} and {MINUTES[0]} minutes. Set the container and the limit in the "
    "assignment's settings, and build with the same limit: `autograder build ID --budget … --minutes …`. "
    "Seconds are those of the machine that calibrated: what one seed takes, and all seeds at their slowest."
)
_NOT_MEASURED = (
    "Memory marked ? was not measured: {assumed:g} GB are assumed, more than any assignment takes, and a smaller "
    "container may do. `python benchmarks/otter_all.py --no-attacks --only {names}` in the project's folder measures "
    "it: some minutes for each, on a machine that does nothing else meanwhile."
)
_SIGN = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "bad": "[red]✗[/]"}


@dataclass(frozen=True)
class Condition:
    """One thing looked at, how it is, and what would mend it."""

    name: str
    state: Literal["ok", "warn", "bad"]
    found: str
    remedy: str = ""


GRADESCOPE = "gradescope"


def doctor(console: Console, profile: str = "") -> int:
    """Print every condition; 0: nothing is bad.

    profile: `gradescope` prints instead what each assignment needs there; UsageError for any other.
    """
    if profile == GRADESCOPE:
        return _gradescope(console)
    if profile:
        raise UsageError(f"there is no profile {profile!r}: choose {GRADESCOPE}, or none for this machine")
    conditions = list(_conditions())
    table = Table("", "", "", show_header=False, box=None, padding=(0, 1))
    for item in conditions:
        remedy = f"\n[dim]→ {item.remedy}[/]" if item.remedy and item.state != "ok" else ""
        table.add_row(_SIGN[item.state], item.name, f"{item.found}{remedy}")
    console.print(table)
    return 1 if any(item.state == "bad" for item in conditions) else 0


def _gradescope(console: Console) -> int:
    """Which container each assignment needs, by budget; 0: there is one for each."""
    home = find_home()
    columns = ("", "budget", "memory", "seconds", "at most", "container", "limit")
    table = Table(*columns, box=None, padding=(0, 1))
    short = False
    unknown: list[str] = []
    for path in sorted(home.assignments.glob("*/assignment.toml")):
        assignment = load_assignment(home.assignments, path.parent.name)
        for need in needs(assignment, home.reference_results):
            found = fit(need)
            short |= found is None or found.minutes is None
            if need.memory_mib is None and assignment.id not in unknown:
                unknown.append(assignment.id)
            table.add_row(*_needed(need, found))
    console.print(table)
    console.print(_HOW_MUCH, style="dim", highlight=False, soft_wrap=True)
    if unknown:
        told = _NOT_MEASURED.format(assumed=ASSUMED_MIB / 1024, names=" ".join(unknown))
        console.print(told, style="yellow", highlight=False, soft_wrap=True)
    return 1 if short else 0


def _needed(need: Need, found: Fit | None) -> tuple[str, ...]:
    seconds = (f"{need.usual:.0f}", f"{need.most:.0f}")
    memory = "?" if need.memory_mib is None else f"{need.memory_mib:.0f} MB"
    if found is None:
        return need.assignment, need.budget, memory, *seconds, "none is large enough", ""
    limit = f"{found.minutes} min" if found.minutes else "a smaller budget, or grade elsewhere"
    return need.assignment, need.budget, memory, *seconds, str(found.container), limit


def _conditions() -> Iterator[Condition]:
    yield _python()
    yield from _packages()
    yield from _isolation()
    yield _memory()
    yield _disk()
    yield from _data()
    yield _bands()
    yield _browser()


def _python() -> Condition:
    good = sys.version_info[:2] == (3, 11)
    return Condition("Python", "ok" if good else "warn", platform.python_version(), "use Python 3.11")


def _packages() -> Iterator[Condition]:
    for name in _PACKAGES:
        try:
            yield Condition(name, "ok", version(name))
        except PackageNotFoundError:
            yield Condition(name, "bad", "not installed", "pip install -r requirements.txt")


def _isolation() -> Iterator[Condition]:
    for tool, package in (("bwrap", "bubblewrap"),):
        if shutil.which(tool) is None:
            yield Condition(package, "warn", "not installed", f"apt-get install {package}")
    try:
        with open_sandbox(warm=False) as sandbox:
            isolation = sandbox.isolation
    except AutograderError as error:
        yield Condition("isolation", "bad", str(error), "grade on Linux with user namespaces, or in a container")
        return
    state: Literal["ok", "warn"] = "ok" if isolation.level == "bubblewrap" else "warn"
    remedy = "apt-get install bubblewrap libseccomp2, and allow unprivileged user namespaces"
    yield Condition("isolation", state, isolation.level, remedy)
    for lack in isolation.lacks:
        yield Condition("isolation lacks", "warn", lack, remedy)


def _memory() -> Condition:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    runs = min(cores(), int(total / _MEMORY_PER_RUN_GIB))
    found = f"{total:.1f} GiB, {cores()} cores: {max(runs, 0)} runs at a time"
    return Condition("memory", "ok" if runs >= 1 else "bad", found, "a machine with 4 GiB or more")


def _disk() -> Condition:
    free = shutil.disk_usage(tempfile.gettempdir()).free / 2**30
    return Condition("disk", "ok" if free > 2 else "bad", f"{free:.1f} GiB free", "free some space for temporary files")


def _data() -> Iterator[Condition]:
    for item in status(open_source("keras")):
        if item.problem is None:
            yield Condition(f"data {item.dataset}", "ok", f"prepared, {(item.fingerprint or '')[:16]}")
        else:
            remedy = "autograder data prepare, or grade with --data embedded or --data DIRECTORY"
            yield Condition(f"data {item.dataset}", "warn", f"not in {_short(default_cache())}", remedy)


def _bands() -> Condition:
    try:
        stored = load_all(find_home().reference_results)
    except AutograderError as error:
        return Condition("bands", "bad", str(error), "autograder calibrate ID")
    named = ", ".join(f"{item.assignment}/{item.name}" for item in stored)
    return Condition("bands", "ok" if stored else "warn", named or "none stored", "autograder calibrate tl04")


def _browser() -> Condition:
    """Grading needs none; the tests of the report open its pages in one."""
    found = shutil.which("chromium")
    state: Literal["ok", "warn"] = "ok" if found else "warn"
    return Condition(
        "chromium", state, found or "not installed (optional)", "apt-get install chromium, to test the report"
    )


def _short(path: Path) -> str:
    home = str(Path.home())
    return str(path).replace(home, "~", 1)
