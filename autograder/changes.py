"""What differs between two grades of one submission, check by check. Pure."""

from autograder.model.base import Frozen, Text
from autograder.model.grade import CheckResult, Grade, Late, VerdictName
from autograder.report.labels import number


class CheckChange(Frozen):
    """A line of the rubric that was judged otherwise. None: the rubric of that time had no such line."""

    id: str
    before: VerdictName | None
    after: VerdictName | None
    points: tuple[float, float]
    most: tuple[float, float]
    message: Text
    """Why it is as it is now; where the line is gone, what was said then."""


class Change(Frozen):
    """What a submission's grade was and is."""

    submission: str
    status: tuple[str, str]
    score: tuple[float, float]
    checks: tuple[CheckChange, ...] = ()


def change(before: Grade, after: Grade) -> Change | None:
    """None where nothing that counts differs: neither score, status, verdict nor points."""
    checks = tuple(_checks(before, after))
    if not checks and (before.score, before.status) == (after.score, after.status):
        return None
    return Change(
        submission=after.submission,
        status=(before.status, after.status),
        score=(before.score, after.score),
        checks=checks,
    )


def _checks(before: Grade, after: Grade) -> list[CheckChange]:
    old = {check.id: check for check in before.checks}
    new = {check.id: check for check in after.checks}
    found = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if _counts(was) != _counts(now):
            told = now or was
            assert told is not None
            found.append(
                CheckChange(
                    id=name,
                    before=was.verdict if was else None,
                    after=now.verdict if now else None,
                    points=(was.points if was else 0.0, now.points if now else 0.0),
                    most=(was.max_points if was else 0.0, now.max_points if now else 0.0),
                    message=told.message,
                )
            )
    return found


def _counts(check: CheckResult | None) -> tuple[str, float, float] | None:
    return None if check is None else (check.verdict, check.points, check.max_points)


def carried_over(before: Grade, after: Grade) -> Grade:
    """The new grade with what judging does not decide: repairs, the student's id, what handing in late costs."""
    kept = {"repairs": before.repairs, "participant": before.participant, "seconds": before.seconds}
    late = before.late and _late(before.late, after)
    score = round(after.score - late.points, 4) if late else after.score
    return after.model_copy(update={**kept, "late": late, "score": score})


def _late(late: Late, after: Grade) -> Late:
    """The same lateness at what was earned now."""
    whole = after.max_score if late.of == "maximum" else after.earned
    points = round(min(whole * late.percent / 100, max(after.earned, 0.0)), 4)
    message = Text(
        es=late.message.es.replace(f"−{number(late.points, 'es')},", f"−{number(points, 'es')},"),
        en=late.message.en.replace(f"−{number(late.points, 'en')},", f"−{number(points, 'en')},"),
    )
    return late.model_copy(update={"points": points, "message": message})
