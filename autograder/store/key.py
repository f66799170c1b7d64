"""What a run is known by: everything that decides about what its evidence says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from autograder.checks.calls import calls_for
from autograder.model.assignment import Assignment, Budget
from autograder.model.submission import Submission

PACKAGE = Path(__file__).resolve().parents[1]
_RUNNING = (
    "worker",
    "data",
    "model/base.py",
    "model/evidence.py",
    "model/job.py",
    "runner.py",
    "assembly.py",
    "consistency.py",
    "remeasure.py",
    "stalling.py",
    "weighing.py",
    "withheld.py",
)
"""The parts of the program that decide what evidence says; the sandbox only decides whether there is any."""
_RECKONING = ("numpy", "scipy")


@dataclass(frozen=True)
class Circumstances:
    """Where runs happen: data, isolation, versions and the program itself; the same for a whole batch."""

    fingerprints: dict[str, str]
    isolation: str
    versions: dict[str, str]
    code: str

    def key(self, submission: Submission, assignment: Assignment, budget: Budget, seed: int) -> str:
        """24 hexadecimal digits: two runs of one key would say the same."""
        calls = [call.model_dump(mode="json") for call in calls_for(assignment, seed)]
        cells = [(cell.index, cell.source) for cell in submission.code_cells]
        budgets = [budget.model_dump(mode="json"), assignment.token.model_dump(mode="json")]
        parts = [assignment.id, seed, cells, submission.files, calls, budgets]
        parts += [self.fingerprints, self.isolation, self.versions, self.code]
        return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:24]


def code_digest(package: Path = PACKAGE, parts: Sequence[str] = _RUNNING) -> str:
    """Digest of the sources of all that a run depends on, or of these parts of the program."""
    files = sorted(path for part in parts for path in _sources(package / part))
    digest = sha256()
    for path in files:
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def program_digest(package: Path, parts: Sequence[str]) -> tuple[str, ...]:
    """What verdicts depend on in the program: these parts of its sources, and the libraries that they reckon with."""
    return code_digest(package, parts), *map(version, _RECKONING)


def _sources(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.rglob("*.py"))
