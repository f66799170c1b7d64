"""A grader that remembers runs: what was run is never run again, and what is judged is always judged anew.

So a validation that was interrupted goes on where it stopped, and one after a change of a rubric or a check costs no
runs at all. A run is known by everything that decides about it.
"""

import gzip
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from autograder.commands.bench import versions
from autograder.model.assignment import Assignment, Budget
from autograder.model.evidence import Evidence
from autograder.model.submission import Submission
from autograder.pipeline import Grader
from autograder.store.key import Circumstances, code_digest


@dataclass(frozen=True)
class RememberingGrader(Grader):
    """A grader with a folder of runs, one compressed file each."""

    folder: Path = field(kw_only=True)

    def _evidence(self, submission: Submission, assignment: Assignment, budget: Budget, seed: int) -> Evidence:
        path = self.folder / f"{self._key(submission, assignment, budget, seed)}.json.gz"
        kept = _read(path)
        if kept is not None:
            return kept
        evidence = super()._evidence(submission, assignment, budget, seed)
        if evidence.ending.kind != "machine-failed" and not self.cancel.is_set():
            _write(path, evidence)
        return evidence

    def _key(self, submission: Submission, assignment: Assignment, budget: Budget, seed: int) -> str:
        here = Circumstances(self.data.fingerprints, self.sandbox.isolation.level, versions(), self.code)
        return here.key(submission, assignment, budget, seed)

    @cached_property
    def code(self) -> str:
        """Digest of the program's parts that a run depends on."""
        return code_digest()


def _read(path: Path) -> Evidence | None:
    """A run that is there and whole; one that was cut short while it was written is run again."""
    try:
        return Evidence.model_validate_json(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValidationError):
        return None


def _write(path: Path, evidence: Evidence) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_bytes(gzip.compress(evidence.model_dump_json().encode(), compresslevel=5))
    half.replace(path)
