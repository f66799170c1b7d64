"""What handing in late costs. Pure: rules, two moments and a score in, a line of the grade out."""

from datetime import UTC, datetime, timedelta, tzinfo

from babel.dates import format_datetime

from autograder.course.clock import later
from autograder.course.settings import LateRules
from autograder.model.base import Language, Text
from autograder.model.grade import Grade, Late
from autograder.report.labels import number

_HOUR = timedelta(hours=1)
_UNITS = {
    ("day", "es"): ("día empezado", "días empezados"),
    ("day", "en"): ("day begun", "days begun"),
    ("hour", "es"): ("hora empezada", "horas empezadas"),
    ("hour", "en"): ("hour begun", "hours begun"),
}
_OF = {
    ("maximum", "es"): "de la nota máxima",
    ("maximum", "en"): "of the maximum score",
    ("earned", "es"): "de lo obtenido",
    ("earned", "en"): "of what was earned",
}


def with_late(grade: Grade, rules: LateRules, due: datetime, submitted: datetime, zone: tzinfo | None = None) -> Grade:
    """The grade with what handing in late costs, or without where the work came in time; an older line is replaced.

    `due` and `submitted` know their time zones; `zone` is the course's, in which days are counted and times are shown.
    """
    earned = grade.earned
    due, submitted = (moment.astimezone(zone or due.tzinfo) for moment in (due, submitted))
    units = units_late(rules, due, submitted)
    if not units:
        return grade.model_copy(update={"late": None, "score": earned})
    percent = min(units * rules.percent, rules.cap)
    whole = grade.max_score if rules.of == "maximum" else earned
    points = round(min(whole * percent / 100, max(earned, 0.0)), 4)
    late = Late(
        due=due,
        submitted=submitted,
        units=units,
        per=rules.per,
        percent=percent,
        of=rules.of,
        points=points,
        message=Text(
            es=_message("es", rules, due, submitted, units, percent, points),
            en=_message("en", rules, due, submitted, units, percent, points),
        ),
    )
    return grade.model_copy(update={"late": late, "score": round(earned - points, 4)})


def units_late(rules: LateRules, due: datetime, submitted: datetime) -> int:
    """Days or hours begun since the deadline, each with its grace; 0: in time, as at the exact deadline.

    A day ends at the deadline's time of day in its zone, however long the clocks make it. An hour has 3,600 seconds.
    """
    grace = timedelta(minutes=rules.grace_minutes)
    end = submitted.astimezone(UTC) - grace
    over = end - due.astimezone(UTC)
    if over <= timedelta():
        return 0
    if rules.per == "hour":
        return -(-over // _HOUR)
    days = max(1, over.days - 1)
    while end > later(due, days).astimezone(UTC):
        days += 1
    return days


def _message(
    language: Language, rules: LateRules, due: datetime, submitted: datetime, units: int, percent: float, points: float
) -> str:
    over = _duration(submitted.astimezone(UTC) - due.astimezone(UTC), language)
    when = format_datetime(due, "d MMM y, HH:mm", tzinfo=due.tzinfo, locale=language)
    share = f"{number(percent, language)} % {_OF[rules.of, language]}"
    each = f"{number(rules.percent, language)} % × {units} {_UNITS[rules.per, language][units != 1]}"
    capped = units * rules.percent > rules.cap
    taken = number(points, language)
    if language == "es":
        limit = f", con un tope del {number(rules.cap, language)} %" if capped else ""
        return f"Entregado {over} después del plazo ({when}): −{taken}, el {share} ({each}{limit})."
    limit = f", capped at {number(rules.cap, language)} %" if capped else ""
    return f"Handed in {over} after the deadline ({when}): −{taken}, {share} ({each}{limit})."


def _duration(over: timedelta, language: Language) -> str:
    """The two largest parts that are not nothing: `2 d 3 h`, `40 min`, `5 s`."""
    seconds = int(over.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    told = [f"{number(amount, language)} {unit}" for amount, unit in parts if amount]
    return " ".join(told[:2]) or "0 s"
