"""What the grader said of one mutant or honest submission, and whether it was right."""

from typing import Literal

from autograder.model.base import Frozen
from autograder.model.evidence import Evidence
from autograder.model.grade import CheckResult, Grade
from autograder.validity.catalogue import Mutant
from autograder.validity.plain import Plain
from autograder.validity.variants import Variant

ENOUGH = 0.95
"""The share of the marks that honest work must get."""


class Judged(Frozen):
    """One line of the rubric: what it earned."""

    verdict: str
    points: float
    max_points: float
    chance_of_wrong_fail: float | None = None

    @property
    def lost(self) -> bool:
        """Whether points were lost."""
        return self.points < self.max_points - 1e-9


class Outcome(Frozen):
    """One submission graded once. `expected`: the causes and checks of a mutant; empty for honest work."""

    item: str
    kind: Literal["mutant", "honest"]
    assignment: str
    operator: str | None = None
    family: str | None = None
    causes_expected: tuple[str, ...] = ()
    checks_expected: tuple[str, ...] = ()
    through: str | None = None
    seeds_used: tuple[int, ...]
    status: str
    reason: str = ""
    score: float
    max_score: float
    checks: dict[str, Judged]
    causes: tuple[str, ...]
    """Named causes in the order of the report, without hints."""
    hints: tuple[str, ...] = ()
    """Findings that cost nothing and blame nobody."""
    plain: Plain
    seconds: float
    """Time that its runs took, whenever that was."""

    @property
    def detected(self) -> bool:
        """Whether a mutant lost points where it should."""
        return any(self.checks[name].lost for name in self.checks_expected if name in self.checks)

    @property
    def named(self) -> bool:
        """Whether the first cause named is an expected one."""
        return self.causes[:1] != () and self.causes[0] in self.causes_expected

    @property
    def wronged(self) -> bool:
        """Whether honest work got less than it must."""
        return self.score < ENOUGH * self.max_score - 1e-9

    @property
    def chance_of_wrong_fail(self) -> float | None:
        """The largest computed chance, over its accuracies, that honest work would have failed."""
        return max(
            (c.chance_of_wrong_fail for c in self.checks.values() if c.chance_of_wrong_fail is not None), default=None
        )


def outcome(item: Mutant | Variant, grade: Grade, evidence: tuple[Evidence, ...], plain: Plain) -> Outcome:
    """The outcome of one grading."""
    mutant = item if isinstance(item, Mutant) else None
    return Outcome(
        item=item.id,
        kind="mutant" if mutant else "honest",
        assignment=item.assignment,
        operator=mutant.operator if mutant else None,
        family=mutant.family if mutant else None,
        causes_expected=mutant.cause if mutant else (),
        checks_expected=mutant.checks if mutant else (),
        through=mutant.through if mutant else None,
        seeds_used=grade.seeds,
        status=grade.status,
        reason=grade.reason.en if grade.reason is not None else "",
        score=grade.score,
        max_score=grade.max_score,
        checks={check.id: _judged(check) for check in grade.checks},
        causes=tuple(found.cause for found in grade.findings if not found.hint),
        hints=tuple(dict.fromkeys(found.cause for found in grade.findings if found.hint)),
        plain=plain,
        seconds=round(sum(sum(run.seconds.values()) for run in evidence), 2),
    )


def _judged(check: CheckResult) -> Judged:
    chance = check.evidence.get("chance_of_wrong_fail")
    return Judged(
        verdict=check.verdict,
        points=check.points,
        max_points=check.max_points,
        chance_of_wrong_fail=chance if isinstance(chance, float) else None,
    )
