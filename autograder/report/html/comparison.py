"""Two gradings of a class side by side: whose score, status or verdicts differ, and how."""

from collections.abc import Sequence

from autograder.model.base import Frozen, Language
from autograder.model.grade import Grade
from autograder.report.labels import SIGN, STATUS


class Change(Frozen):
    """A submission that differs. None: it is not in that grading."""

    submission: str
    before: float | None
    now: float | None
    max_score: float
    what: tuple[str, ...]

    @property
    def difference(self) -> float | None:
        """Points won or lost."""
        return None if self.before is None or self.now is None else round(self.now - self.before, 4)


class Comparison(Frozen):
    """All that differs between two gradings, in the order of the newer one."""

    count: int
    changes: tuple[Change, ...]
    difference: float
    """Points won and lost, over the submissions that are in both."""


def compare(before: Sequence[Grade], now: Sequence[Grade], language: Language) -> Comparison:
    """Compare by the submissions' names."""
    old = {grade.submission: grade for grade in before}
    new = {grade.submission: grade for grade in now}
    names = list(dict.fromkeys([*new, *old]))
    changes = [change for name in names if (change := _change(old.get(name), new.get(name), language)) is not None]
    return Comparison(
        count=len(names),
        changes=tuple(changes),
        difference=round(sum(change.difference or 0.0 for change in changes), 4),
    )


def _change(before: Grade | None, now: Grade | None, language: Language) -> Change | None:
    present = now or before
    if present is None:
        return None
    what = _differences(before, now, language) if before is not None and now is not None else []
    if before is not None and now is not None and not what and before.score == now.score:
        return None
    return Change(
        submission=present.submission,
        before=before.score if before else None,
        now=now.score if now else None,
        max_score=present.max_score,
        what=tuple(what),
    )


def _differences(before: Grade, now: Grade, language: Language) -> list[str]:
    out = []
    if before.status != now.status:
        out.append(f"{STATUS[before.status].to(language)} → {STATUS[now.status].to(language)}")
    old = {check.id: check for check in before.checks}
    new = {check.id: check for check in now.checks}
    for name in dict.fromkeys([*old, *new]):
        signs = [SIGN[checks[name].verdict] if name in checks else "–" for checks in (old, new)]
        points = [checks[name].points if name in checks else 0.0 for checks in (old, new)]
        if signs[0] != signs[1] or points[0] != points[1]:
            out.append(f"{name} {signs[0]} → {signs[1]}")
    return out
