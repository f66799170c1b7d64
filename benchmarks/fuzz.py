"""Feed the grader what no honest student hands in, many times over, and see that it answers.

    python benchmarks/fuzz.py --examples 100000

The property is the same everywhere: a result or one clear error of the grader's own; never another exception, never
longer than LONGEST, never more memory than MOST_MEMORY. Each target runs in a process of its own, so that its peak of
memory is its own; what was measured goes to reference_results/fuzz.json. The test suite runs a fixed sample.
"""

import argparse
import contextlib
import io
import json
import re
import signal
import time
import tomllib
import warnings
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from autograder.assembly import Assembly
from autograder.checks.case import Case, make_run
from autograder.consistency import contradictions
from autograder.errors import AssignmentInvalid
from autograder.grading import grade
from autograder.intake.content import Source
from autograder.intake.limits import LIMITS
from autograder.intake.reader import _from_file
from autograder.intake.reasons import Unreadable
from autograder.model.assignment import Assignment
from autograder.model.evidence import Ending, Environment
from autograder.model.job import Job
from autograder.model.submission import Rejected, Submission
from autograder.remeasure import Captures
from autograder.report.text import feedback
from autograder.rubric import load_assignment, parse_assignment
from autograder.sandbox.frames import FrameReader, OutputLimitExceeded
from autograder.sandbox.interface import Ended, Outcome
from autograder.worker.channel import HEADER

ROOT: Final = Path(__file__).resolve().parents[1]
LONGEST: Final = 10.0
"""Seconds for one example."""
MOST_MEMORY: Final = 1024
"""MiB for a whole process."""
PIPE_BYTES: Final = 1 << 20

# -- strategies ------------------------------------------------------------------------------------------------------

TEXT: Final = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    [
        "code",
        "markdown",
        "=1+1",
        "<script>",
        "\x1b[2J",
        "val_accuracy",
        "search-1",
        "model-1",
        "fit-1",
        "\ud800",
        "../x",
    ]
)
NUMBER: Final = st.one_of(st.integers(-3, 300), st.integers(), st.floats(), st.just(10**400), st.just(2**63))
LEAF: Final = st.one_of(st.none(), st.booleans(), NUMBER, TEXT)
VALUE: Final = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=5,
)
KEYS: Final = st.sampled_from(
    (
        *("cell_type", "source", "input", "outputs", "metadata", "attachments", "id", "level", "output_type", "text"),
        *("data", "name", "nbformat", "nbformat_minor", "cells", "worksheets", "ename", "evalue", "execution_count"),
    )
)
SOURCES: Final = st.sampled_from(
    ["x = 1", "%%bash\nls", ">>> x", "# <script>", "!pip install y", "", "\r\n", "é\ud800"]
)


@st.composite
def changed(draw: st.DrawFn, value: dict[str, Any], most: int = 2) -> Any:
    """A document with up to so many of its keys set to anything; now and then something else altogether."""
    out: Any = dict(value)
    for _ in range(draw(st.integers(0, most))):
        out[draw(KEYS)] = draw(VALUE)
    return draw(VALUE) if draw(st.integers(0, 19)) == 0 else out


@st.composite
def notebooks(draw: st.DrawFn) -> Any:
    """A notebook with cells and outputs that are nearly right."""
    cells = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["code", "code", "markdown", "raw", "heading"]))
        outputs = []
        if kind == "code" and draw(st.booleans()):
            form = draw(st.sampled_from(["stream", "error", "execute_result", "display_data", "pyout", "pyerr"]))
            page = {"text/html": "<script>alert(1)</script>", "text/plain": "=1+1"}
            outputs = [draw(changed({"output_type": form, "name": "stdout", "text": draw(SOURCES), "data": page}))]
        cells.append(draw(changed({"cell_type": kind, "source": draw(SOURCES), "outputs": outputs, "metadata": {}})))
    return draw(changed({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}, 1))


ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252")


@st.composite
def notebook_bytes(draw: st.DrawFn) -> bytes:
    """A notebook's JSON in some encoding, whole or damaged."""
    text = json.dumps(draw(notebooks()), ensure_ascii=draw(st.booleans()))
    return draw(damaged(text.encode(draw(st.sampled_from(ENCODINGS)), "replace")))


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes cut off, with some replaced, repeated, or as they are."""
    how = draw(st.sampled_from(["whole", "whole", "whole", "whole", "cut", "replaced", "repeated", "prefixed"]))
    place = draw(st.integers(0, max(0, len(data) - 1)))
    if how == "cut":
        return data[:place]
    if how == "replaced":
        return data[:place] + draw(st.binary(max_size=6)) + data[place + 1 :]
    if how == "repeated":
        return data[:place] + data[place : place + 20] * draw(st.integers(2, 50)) + data[place:]
    return draw(st.binary(max_size=6)) + data if how == "prefixed" else data


NAMES: Final = (
    *("a.ipynb", "b/a.ipynb", "c.ipynb", "d.py", "e/f.csv", "in.zip", "../a.ipynb", "/a.py", "C:\\a.ipynb"),
    *("__MACOSX/a.ipynb", "a" * 300 + ".ipynb", "ñ.ipynb", "\u202e.ipynb"),
)


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    """A zip with notebooks, scripts, zips and names of every kind, whole or damaged."""
    names = st.sampled_from(NAMES) | st.text(min_size=1, max_size=8)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        for name in draw(st.lists(names, max_size=4)):
            info = zipfile.ZipInfo(name.replace("\0", "") or "x")
            info.external_attr = draw(st.sampled_from([0, 0, 0, 0o120777 << 16, 0o100644 << 16]))
            with contextlib.suppress(UnicodeEncodeError), warnings.catch_warnings(action="ignore"):  # equal names
                archive.writestr(info, draw(notebook_bytes() | st.binary(max_size=60)))
    return draw(damaged(buffer.getvalue()))


@cache
def rubric_bytes() -> bytes:
    """A real assignment's rubric."""
    return (ROOT / "assignments" / "tl04" / "assignment.toml").read_bytes()


@st.composite
def rubrics(draw: st.DrawFn) -> dict[str, Any] | bytes:
    """A real rubric with a value anywhere in it replaced or dropped, or its text damaged."""
    if draw(st.integers(0, 3)) == 0:
        return draw(damaged(rubric_bytes()))
    document = tomllib.loads(rubric_bytes().decode())
    for _ in range(draw(st.integers(1, 3))):
        node: Any = document
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = draw(st.sampled_from(keys))
            if not isinstance(node[key], dict | list) or not node[key] or draw(st.integers(0, 3)) == 0:
                break
            node = node[key]
        if draw(st.booleans()):
            node[key] = draw(VALUE)
        elif len(node) > 1:
            del node[key]
    return document


ROWS: Final[dict[str, Any]] = {"dataset": "fashion_mnist", "asked": 50_000, "kept": 96, "labels_right": 96}
RECORDS: Final[dict[str, dict[str, Any]]] = {
    "cell": {"index": 0, "status": "ok"},
    "model": {"id": "model-1", "at": 1, "cell": 0, "kind": "Sequential", "layers": [], "parameters": 10},
    "fit": {"id": "fit-1", "at": 2, "cell": 0, "model": "model-1", "rows": ROWS, "epochs_asked": 3, "epochs_run": 3,
            "history": {"loss": [1.0, 0.5, 0.2]}, "search": "search-1"},
    "search": {"id": "search-1", "at": 3, "cell": 0, "tuner": "RandomSearch", "trials_asked": 3, "trials_run": 1,
               "objective": ["val_accuracy"], "space": [{"name": "lr", "kind": "Float", "low": 1e-4, "high": 1e-2}]},
    "prediction": {"id": "prediction-1", "at": 4, "cell": 0, "model": "model-1", "dataset": "fashion_mnist",
                   "route": "evaluated", "shape": [2, 2], "values": "AAAAAAAAAAAAAAAAAAAAAA=="},
    "saved": {"id": "saved-1", "at": 5, "cell": 0, "path": "m.keras", "format": "keras", "model": "model-1"},
    "figure": {"id": "figure-1", "at": 6, "cell": 0, "axes": [{"title": "x"}]},
    "tripwire": {"code": "x", "cell": 0, "detail": ""},
}  # fmt: skip


@st.composite
def frames(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What a hostile run sends: records of every kind with values replaced, in any order and number."""
    out = []
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(
            st.sampled_from([*RECORDS, "clock", "environment", "captured-model", "captured-inputs", "end"]) | TEXT
        )
        record: Any = dict(RECORDS.get(kind, {}))
        for key in draw(st.lists(st.sampled_from([*record, "id", "at", "cell", "history", "new"]), max_size=3)):
            record[key] = draw(VALUE)
        out.append({"kind": kind, "record": draw(VALUE) if draw(st.integers(0, 9)) == 0 else record})
    return out


@st.composite
def pipes(draw: st.DrawFn) -> list[bytes]:
    """Bytes on the result pipe in the pieces in which they arrive: frames, hostile frames, noise."""
    stream = b""
    for _ in range(draw(st.integers(0, 8))):
        payload = draw(st.binary(max_size=80) | VALUE.map(lambda value: json.dumps(value).encode()) | st.sampled_from(
            [b"[" * 5000, b'{"a":' * 3000, b'{"a":' + b"9" * 6000 + b"}", b"{}", b'{"x":"\\ud800"}', b'{"x":NaN}']
        ))  # fmt: skip
        length = (
            draw(st.just(len(payload)) | st.integers(0, 2**32 - 1)) if draw(st.integers(0, 5)) == 0 else len(payload)
        )
        stream += HEADER.pack(length) + payload
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


# -- targets: each says whether the input was accepted --------------------------------------------------------------


def read_file(data: bytes, suffix: str) -> bool:
    """Bytes handed in become submissions or rejections, all of which can be written down."""
    try:
        found = list(_from_file(io.BytesIO(data), Source(f"x{suffix}", "x"), LIMITS))
    except Unreadable:  # `read` makes a rejection of it
        return False
    for item in found:
        assert isinstance(item, Submission | Rejected)
        type(item).model_validate_json(item.model_dump_json())
    return all(isinstance(item, Submission) for item in found)


def read_rubric(value: dict[str, Any] | bytes) -> bool:
    """A rubric is an assignment, or one line that says what is wrong with it."""
    try:
        raw = tomllib.loads(value.decode()) if isinstance(value, bytes) else value
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False  # `load_assignment` makes one line of these
    try:
        parse_assignment(raw, "assignment.toml", "tl04")
    except AssignmentInvalid as error:
        if not str(error).isprintable():
            raise ValueError(f"more than one line: {error}") from error
        return False
    return True


@cache
def assignment() -> Assignment:
    """The assignment that fuzzed evidence is judged by."""
    return load_assignment(ROOT / "assignments", "tl04")


def judge(sent: list[dict[str, Any]]) -> bool:
    """Whatever a run sends, it is judged, and told to the student."""
    known = Environment(seed=1, budget="b", assignment="tl04", packages={}, python="", machine="", threads=1,
                        isolation="fake", data={})  # fmt: skip
    assembly, captures = Assembly(known), Captures()
    for frame in sent:
        if not captures.take(frame):
            assembly.add(frame)
    evidence = assembly.evidence(Ending(kind="finished"))
    captures.job(evidence, "fashion_mnist")
    job = Job(assignment="tl04", cells=(), seed=1, budget=assignment().budgets["quick"], token=assignment().token,
              graded=("fashion_mnist",), fingerprints={}, isolation="fake")  # fmt: skip
    outcome = Outcome(
        ended=Ended.FINISHED, detail="", seconds=1, cpu_seconds=1, peak_resident_bytes=0, bytes_received=0
    )
    evidence = evidence.model_copy(update={"tripwires": (*evidence.tripwires, *contradictions(evidence, job, outcome))})
    run = make_run(assignment(), evidence, {item.id: 0.8 for item in evidence.predictions})
    case = Case(assignment=assignment(), runs=(run,), calibration=None, judges_accuracy=False)
    given = grade(case, Submission(name="x", path="x.ipynb", sha256="", cells=()))
    assert 0 <= given.score <= given.max_score
    given.model_dump_json()
    assert "\x1b" not in feedback(given, "es")
    return not evidence.tripwires


def read_pipe(pieces: list[bytes]) -> bool:
    """Bytes on the result pipe are frames, dropped, or the end of the job."""
    reader = FrameReader(PIPE_BYTES)
    try:
        for piece in pieces:
            for frame in reader.feed(piece):
                json.dumps(frame).encode()
    except OutputLimitExceeded:
        return False
    return not reader.broken


Target = tuple[st.SearchStrategy[Any], Callable[[Any], bool]]


SHARES: Final = {"notebooks": 25, "archives": 10, "scripts": 20, "rubrics": 20, "evidence": 5, "pipes": 20}
"""Per cent of all examples; judging takes longest."""


def targets() -> dict[str, Target]:
    """What is fuzzed."""
    return {
        "notebooks": (notebook_bytes(), partial(read_file, suffix=".ipynb")),
        "archives": (archives(), partial(read_file, suffix=".zip")),
        "scripts": (st.binary(max_size=300), partial(read_file, suffix=".py")),
        "rubrics": (rubrics(), read_rubric),
        "evidence": (frames(), judge),
        "pipes": (pipes(), read_pipe),
    }


# -- running ---------------------------------------------------------------------------------------------------------


@dataclass
class Measured:
    """One target's figures; `failure` is the first example that broke the property."""

    examples: int = 0
    accepted: int = 0
    longest_seconds: float = 0.0
    seconds: float = 0.0
    peak_mib: int = 0
    failure: str = ""
    _started: float = field(default_factory=time.monotonic, repr=False)


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """TimeoutError after LONGEST."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"more than {LONGEST:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fuzz(name: str, examples: int, number: int = 0) -> Measured:
    """Try so many examples on a target; the same `number` gives the same ones."""
    strategy, act = targets()[name]
    seen = Measured()

    @seed(number)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(strategy)
    def attempt(value: Any) -> None:
        start = time.perf_counter()
        with bounded():
            seen.accepted += act(value)
        seen.examples += 1
        seen.longest_seconds = max(seen.longest_seconds, time.perf_counter() - start)

    try:
        attempt()
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the finding)
        seen.failure = f"{type(error).__name__}: {error}"[:2000]
    seen.seconds = round(time.monotonic() - seen._started, 1)
    seen.longest_seconds = round(seen.longest_seconds, 4)
    seen.peak_mib = _peak_mib()
    if seen.peak_mib > MOST_MEMORY and not seen.failure:
        seen.failure = f"{seen.peak_mib} MiB of memory"
    return seen


def _peak_mib() -> int:
    """The most memory this process ever held; `ru_maxrss` would also count what its parent held when it forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[1]) >> 10  # type: ignore[index]


def main() -> int:
    """Fuzz all targets, write the figures; 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=100_000, help="in all targets together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "reference_results" / "fuzz.json")
    chosen = parser.parse_args()
    names = list(targets())
    shares = [-(-chosen.examples * SHARES[name] // 100) for name in names]
    with ProcessPoolExecutor(chosen.jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        results = list(pool.map(fuzz, names, shares, [chosen.seed] * len(names)))
    told = {
        name: {k: v for k, v in asdict(item).items() if k[0] != "_"} for name, item in zip(names, results, strict=True)
    }
    document = {"seed": chosen.seed, "examples": sum(item.examples for item in results), "targets": told,
                "longest_seconds": max(item.longest_seconds for item in results),
                "peak_mib": max(item.peak_mib for item in results)}  # fmt: skip
    chosen.out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=2))
    return 1 if any(item.failure for item in results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
