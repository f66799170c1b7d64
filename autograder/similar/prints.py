"""What of a submission is compared: fingerprints of its own code by cell, and its trainings bit by bit."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.intake import read
from autograder.model.base import Frozen
from autograder.model.evidence import Evidence, Fit
from autograder.model.submission import Cell, Submission
from autograder.similar.tokens import tokens
from autograder.similar.winnow import grams, winnow


class Print(Frozen):
    """A submission's fingerprints by cell (index from 0) and digests of its trainings."""

    name: str
    cells: dict[int, frozenset[int]] = {}
    histories: frozenset[str] = frozenset()

    @property
    def code(self) -> frozenset[int]:
        """All fingerprints."""
        return frozenset().union(*self.cells.values())


def make_print(
    name: str, cells: Sequence[Cell], template: frozenset[int], evidence: Evidence | None = None, dataset: str = ""
) -> Print:
    """The prints of a submission. `template`: hashes that are left out, those of the code handed out.

    Trainings count on the graded data set, `dataset`, alone: worked examples are the same for everybody.
    """
    code = [cell for cell in cells if cell.kind == "code"]
    found = {
        cell.index: marks
        for cell, run in zip(code, tokens(cell.source for cell in code), strict=True)
        if (marks := winnow(grams(run)) - template)
    }
    return Print(name=name, cells=found, histories=_histories(evidence, dataset) if evidence else frozenset())


def template_of(folder: Path) -> frozenset[int]:
    """Every hash, not only every fingerprint, of the code in the notebooks that an assignment's folder hands out."""
    return handed_out_code(
        item.cells for path in sorted(folder.glob("*.ipynb")) if isinstance(item := read(path), Submission)
    )


def handed_out_code(notebooks: Iterable[Sequence[Cell]]) -> frozenset[int]:
    """The hashes of all runs of tokens in these notebooks."""
    out: set[int] = set()
    for cells in notebooks:
        for run in tokens(cell.source for cell in cells if cell.kind == "code"):
            out.update(grams(run))
    return frozenset(out)


def _histories(evidence: Evidence, dataset: str) -> frozenset[str]:
    seed, budget = evidence.environment.seed, evidence.environment.budget
    return frozenset(
        hashlib.blake2b(f"{seed} {budget} {losses}".encode(), digest_size=12).hexdigest()
        for fit in evidence.fits
        if fit.rows.dataset == dataset and (losses := _losses(fit)) is not None
    )


def _losses(fit: Fit) -> tuple[float | None, ...] | None:
    """The loss after every epoch; None where there are too few to tell trainings apart."""
    values = fit.history.get("loss", ())
    return values if sum(value is not None for value in values) >= 2 else None
