"""A plain autograder for comparison, as most courses write it.

It runs the notebook, looks for the names that the notebook handed out asks for, calls each function on one example, and
wants the reported test accuracy above a fixed threshold: what the reference reaches, less two points. It knows nothing
of seeds, of what the data hold, or of what reached `fit`. It gets the very run that the first seed's grade rests on.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.arrays import decoded
from autograder.bands.calibration import Calibration
from autograder.checks.calls import Item, items_of
from autograder.checks.expectations import differs
from autograder.checks.metrics import same_metric
from autograder.intake import read
from autograder.model.assignment import Assignment
from autograder.model.base import Frozen
from autograder.model.evidence import Answer, Evidence
from autograder.model.submission import Cell, Submission

MARGIN = 0.02
"""How far below the reference's accuracy the threshold lies."""


class Plain(Frozen):
    """What the plain autograder finds wrong; empty lists and a reached threshold earn full marks."""

    ran: bool
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    accuracy: float | None = None
    threshold: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the reported accuracy is high enough, where there is a threshold."""
        return self.threshold is None or (self.accuracy is not None and self.accuracy >= self.threshold)

    @property
    def passed(self) -> bool:
        """Whether everything is as it wants it."""
        return self.passed_but_names and not self.missing

    @property
    def passed_but_names(self) -> bool:
        """The same, had students been told nothing of names."""
        return self.ran and not self.wrong and self.reached


def judge(
    assignment: Assignment, names: Sequence[str], submission: Submission, evidence: Evidence, threshold: float | None
) -> Plain:
    """Judge one run."""
    bound = set(_bound(submission.cells))
    return Plain(
        ran=evidence.ending.kind == "finished" and all(cell.status == "ok" for cell in evidence.cells),
        missing=tuple(name for name in names if name not in bound),
        wrong=tuple(_wrong(assignment, evidence)),
        accuracy=_reported(evidence),
        threshold=threshold,
    )


def threshold_of(calibration: Calibration | None) -> float | None:
    """What the reference's least accurate model reaches on average, less the margin."""
    means = [band.mean for band in calibration.bands.values()] if calibration is not None else []
    return round(min(means) - MARGIN, 4) if means else None


def names_asked_for(folder: Path) -> tuple[str, ...]:
    """Names that the notebook handed out leaves to be filled in: `score_a = ...`, `def relu(x): ...`."""
    item = read(folder / f"{folder.name}.ipynb")
    return tuple(dict.fromkeys(_open(item.cells))) if isinstance(item, Submission) else ()


# -- names ---------------------------------------------------------------------------------------------------------


def _open(cells: Sequence[Cell]) -> Iterator[str]:
    for statement in _statements(cells):
        if isinstance(statement, ast.Assign) and _is_left_out(statement.value):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.FunctionDef) and any(
            isinstance(part, ast.Expr) and _is_left_out(part.value) for part in statement.body
        ):
            yield statement.name


def _bound(cells: Sequence[Cell]) -> Iterator[str]:
    for statement in _statements(cells):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _statements(cells: Sequence[Cell]) -> Iterator[ast.stmt]:
    for cell in cells:
        if cell.kind == "code":
            try:
                yield from ast.parse(cell.source).body
            except SyntaxError:
                continue


def _is_left_out(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is ...


# -- functions and accuracy ----------------------------------------------------------------------------------------


def _wrong(assignment: Assignment, evidence: Evidence) -> Iterator[str]:
    """Functions that fail on their first example."""
    answers = {answer.call: answer for answer in evidence.answers}
    for spec in assignment.checks:
        if spec.kind != "function":
            continue
        first: dict[tuple[str, ...], Item] = {}
        for item in items_of(assignment, spec, evidence.environment.seed):
            first.setdefault(item.function.names, item)
        yield from (names[0] for names, item in first.items() if _fails(item, answers.get(item.id)))


def _fails(item: Item, answer: Answer | None) -> bool:
    if answer is None or answer.name is None or answer.fault is not None:
        return True
    if item.function.drive == "callback" or not item.case.reference:
        return False
    args, kwargs = item.case.drawn(item.stream)
    wanted = item.case.reference[0].answer(args, kwargs)
    return differs(tuple(map(decoded, answer.values)), wanted, item.case) is not None


def _reported(evidence: Evidence) -> float | None:
    """The accuracy of the last `evaluate` on test rows."""
    for item in reversed(evidence.evaluations):
        if item.via == "evaluate" and 2 * item.rows.asked_pools.get("test", 0) > item.rows.asked:
            return next((value for name, value in item.results.items() if same_metric("accuracy", name, ())), None)
    return None
