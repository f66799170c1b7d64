"""What `autograder doctor` looks at on this machine, each with what would mend it."""

import ctypes
import os
import platform
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final, Literal

from packaging.requirements import Requirement

from autograder.bands.calibration import Calibration, load_all, load_calibration
from autograder.commands.bench import JUDGING_PACKAGES, KERAS, default_budget
from autograder.commands.shelf import default_store
from autograder.data.expected import EXPECTED
from autograder.data.prepare import DatasetStatus, status
from autograder.data.source import default_cache, open_source
from autograder.errors import AutograderError, BandsUnavailable
from autograder.model.assignment import Assignment
from autograder.model.base import Frozen
from autograder.otter.containers import needs
from autograder.rubric import load_assignment
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.interface import Isolation
from autograder.sandbox.levels import not_held
from autograder.scheduler.memory import available_bytes
from autograder.scheduler.needs import Needs
from autograder.settings import Home, cores

State = Literal["ok", "warn", "bad"]
_PROJECT: Final = "keras-autograder"
_INSTALL: Final = "pip install -r requirements.txt"
_GIB: Final = 2**30
_SCRATCH_BYTES: Final = 2 * _GIB
"""Free in the folder for temporary files: data sets for the sandbox, and the files of a few runs."""
_STORE_BYTES: Final = _GIB // 4
"""Free where the store is: runs of a class of 200 take some 100 MB."""
_TASKS: Final = 256
"""Processes and threads that a run may have with all that is around it, twice what its own limit is."""
_FILES: Final = 256
_NAMESPACES: Final = (
    "allow unprivileged user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu)"
)
_UNSYNCHRONISED: Final = 5
"""TIME_ERROR of adjtimex(2)."""


class Condition(Frozen):
    """One thing looked at, how it is, and what would mend it."""

    name: str
    state: State
    found: str
    remedy: str = ""


def conditions(home: Home) -> Iterator[Condition]:
    """Everything, in the order in which it matters."""
    yield _python()
    yield from _packages()
    yield from _isolation()
    assignments = [load_assignment(home.assignments, name) for name in _ids(home)]
    yield _memory()
    yield from (_need(item, home) for item in assignments)
    yield from _limits()
    yield from _disks()
    statuses = status(open_source(KERAS))
    yield from map(_data, statuses)
    stored, broken = _stored(home)
    yield from broken
    if not broken:
        yield from (_bands(item, home, statuses) for item in assignments)
    yield _clock(stored)
    yield _browser()


def _ids(home: Home) -> list[str]:
    return sorted(path.parent.name for path in home.assignments.glob("*/assignment.toml"))


def _python() -> Condition:
    good = sys.version_info[:2] == (3, 11)
    return Condition(
        name="Python", state="ok" if good else "bad", found=platform.python_version(), remedy="Python 3.11"
    )


def _packages() -> Iterator[Condition]:
    """The packages that this program asks for, against what it asks; those that decide about accuracies by name."""
    others = []
    for text in requires(_PROJECT) or ():
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        found = _installed(wanted)
        judging = wanted.name in JUDGING_PACKAGES
        if found.state != "ok" or judging:
            worse: State = "bad" if judging and found.state != "ok" else found.state
            yield found.model_copy(update={"state": worse})
        else:
            others.append(wanted.name)
    yield Condition(name="other packages", state="ok", found=f"{len(others)} as this version asks for them")


def _installed(wanted: Requirement) -> Condition:
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return Condition(name=wanted.name, state="bad", found="not installed", remedy=_INSTALL)
    if wanted.specifier.contains(found, prereleases=True):
        return Condition(name=wanted.name, state="ok", found=found)
    return Condition(name=wanted.name, state="warn", found=f"{found}, not {wanted.specifier}", remedy=_INSTALL)


def _isolation() -> Iterator[Condition]:
    try:
        with open_sandbox(warm=False) as sandbox:
            isolation = sandbox.isolation
    except AutograderError as error:
        remedy = f"apt-get install bubblewrap libseccomp2 on Linux, and {_NAMESPACES}"
        yield Condition(name="isolation", state="bad", found=str(error), remedy=remedy)
        return
    weak = not_held(isolation)
    remedy = _stronger(isolation)
    found = isolation.variant or isolation.level
    yield Condition(name="isolation", state="warn" if weak or isolation.lacks else "ok", found=found, remedy=remedy)
    for lack in isolation.lacks:
        yield Condition(name="isolation lacks", state="warn", found=lack, remedy=remedy)
    if weak:
        yield Condition(name="isolation", state="warn", found=weak, remedy=f"{remedy} (docs/security.md)")


def _stronger(isolation: Isolation) -> str:
    """What would give the strongest level."""
    missing = [] if shutil.which("bwrap") else ["apt-get install bubblewrap"]
    if "unfiltered" in isolation.variant:
        missing.append("apt-get install libseccomp2")
    if "old-kernel" in isolation.variant:
        missing.append("Linux 6.12 or later")
    if isolation.level != "bubblewrap":
        missing.append(_NAMESPACES)
    return ", ".join(missing)


def _memory() -> Condition:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = f"{total / _GIB:.1f} GiB, {available_bytes() / _GIB:.1f} GiB of it free, {cores()} cores"
    return Condition(name="machine", state="ok", found=found)


def _need(assignment: Assignment, home: Home) -> Condition:
    """What a run of an assignment's default budget needs: as measured here, else with Otter, else assumed."""
    name = f"room for {assignment.id}"
    budget = default_budget(assignment, KERAS)
    try:
        known = {need.budget: need for need in needs(assignment, home.reference_results)}.get(budget)
    except AutograderError as error:
        return Condition(name=name, state="warn", found=str(error), remedy="restore the file, or measure again")
    need = Needs().memory_bytes(assignment.id, budget)
    lasts = f", {known.usual:.0f} s of a core a submission" if known is not None else ""
    free = available_bytes()
    fits = min(cores(), free // need)
    found = f"{budget}: {need / _GIB:.1f} GiB a run{lasts}: {max(fits, 0)} at a time"
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    state: State = "ok" if fits >= 1 else "bad" if total < need else "warn"
    return Condition(name=name, state=state, found=found, remedy="close other programs, or grade on a larger machine")


def _limits() -> Iterator[Condition]:
    """Limits on this user or container that a run would meet before its own, and that would look like its doing."""
    tasks = [int(text) for path in _groups("pids") if (text := _text(path / "pids.max")).isdecimal()]
    if os.geteuid() != 0:
        tasks.append(resource.getrlimit(resource.RLIMIT_NPROC)[0])
    least = min((count for count in tasks if count != resource.RLIM_INFINITY), default=0)
    if least and least < _TASKS * cores():
        remedy = f"raise it to {_TASKS * cores()}: `ulimit -u`, or the container's limit on pids"
        yield Condition(name="processes", state="warn", found=f"at most {least} with all their threads", remedy=remedy)
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files != resource.RLIM_INFINITY and files < _FILES:
        yield Condition(name="open files", state="warn", found=f"at most {files}", remedy=f"ulimit -n {_FILES} or more")


def _groups(controller: str) -> Iterator[Path]:
    """The folders of this process' control group, of either version."""
    for line in _text(Path("/proc/self/cgroup")).splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:
            yield Path("/sys/fs/cgroup") / path.lstrip("/")
        elif controller in controllers.split(","):
            yield Path("/sys/fs/cgroup") / controller / path.lstrip("/")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _disks() -> Iterator[Condition]:
    yield _disk("temporary files", Path(tempfile.gettempdir()), _SCRATCH_BYTES, "set TMPDIR to a larger disk")
    yield _disk("store", default_store(), _STORE_BYTES, "choose another place with --store")
    yield _disk("prepared data", default_cache(), _STORE_BYTES, "set XDG_CACHE_HOME to a larger disk")


def _disk(name: str, place: Path, least: int, remedy: str) -> Condition:
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / _GIB:.1f} GiB free for {short(place)}"
    if not os.access(there, os.W_OK):
        return Condition(name=name, state="bad", found=f"{short(there)} cannot be written", remedy=remedy)
    return Condition(name=name, state="ok" if free >= least else "bad", found=found, remedy=f"free some, or {remedy}")


def _data(item: DatasetStatus) -> Condition:
    name = f"data {item.dataset}"
    if item.problem is None:
        return Condition(name=name, state="ok", found=f"prepared, {(item.fingerprint or '')[:16]}")
    there = "missing" if not open_source(KERAS).cached.path(item.dataset).exists() else item.problem  # type: ignore[attr-defined]
    remedy = "autograder data prepare, or grade with --data embedded or --data DIRECTORY"
    return Condition(name=name, state="warn", found=f"{there} in {short(default_cache())}", remedy=remedy)


def _stored(home: Home) -> tuple[tuple[Calibration, ...], list[Condition]]:
    try:
        return load_all(home.reference_results), []
    except AutograderError as error:
        return (), [
            Condition(name="bands", state="bad", found=str(error), remedy="restore the file, or calibrate again")
        ]


def _bands(assignment: Assignment, home: Home, statuses: list[DatasetStatus]) -> Condition:
    """Whether there are bands for the data that would be graded on, the default budget and the versions installed."""
    dataset = assignment.graded_dataset
    here = {item.dataset: item.fingerprint for item in statuses if item.problem is None}
    fingerprint = here.get(dataset) or EXPECTED[dataset]
    budget = assignment.budgets[default_budget(assignment, KERAS)]
    name = f"bands {assignment.id}"
    if not budget.judges_accuracy:
        return Condition(name=name, state="ok", found=f"{budget.name} judges no accuracy")
    try:
        found = load_calibration(home.reference_results, assignment.id, fingerprint, budget, _versions(), data=KERAS)
    except BandsUnavailable as error:
        what, _, remedy = str(error).rpartition(": run ")
        return Condition(name=name, state="warn", found=what or str(error), remedy=remedy)
    return Condition(name=name, state="ok", found=f"{found.name}, {len(found.runs)} runs, {found.created[:10]}")


def _versions() -> Mapping[str, str]:
    out = {}
    for name in JUDGING_PACKAGES:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            continue
    return out


def _clock(stored: tuple[Calibration, ...]) -> Condition:
    """No grade asks the clock on the wall; what is kept is dated by it, and `forget --days` goes by it."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    newest = max((item.created for item in stored), default="")
    remedy = "timedatectl set-ntp true"
    if newest > now:
        return Condition(
            name="clock", state="warn", found=f"{now}, before the bands were made ({newest})", remedy=remedy
        )
    if _unsynchronised():
        return Condition(name="clock", state="warn", found=f"{now}, kept in step by nobody", remedy=remedy)
    return Condition(name="clock", state="ok", found=now)


def _unsynchronised() -> bool:
    """What the kernel says; False where it says nothing."""
    try:
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))) == _UNSYNCHRONISED
    except (OSError, AttributeError):
        return False


def _browser() -> Condition:
    """Grading needs none; the tests of the report open its pages in one."""
    found = shutil.which("chromium")
    remedy = "apt-get install chromium, to test the report"
    return Condition(name="chromium", state="ok", found=found or "not installed (optional)", remedy=remedy)


def short(path: Path) -> str:
    """A path with ~ for the user's own folder."""
    return str(path).replace(str(Path.home()), "~", 1)
