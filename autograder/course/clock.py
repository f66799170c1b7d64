"""Times as courses and learning platforms write them, to moments that can be compared."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_month_names

_NAMED_ZONE = re.compile(r"^(?P<time>.*\d)\s+(?P<zone>[A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)$")
_LOOSE_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_IN_WORDS = re.compile(
    r"(?P<day>\d{1,2})\s+(?:de\s+)?(?P<month>[^\W\d]+)\.?\s+(?:de\s+)?(?P<year>\d{4}),?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[AP]\.?M\.?)?\s*$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"^(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}),?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?$"
)


def read_moment(text: str, zone: tzinfo | None) -> datetime:
    """The moment that a platform's text names; what does not say its time zone is in `zone`.

    Read are ISO 8601, also with a space before the offset (Gradescope's tables), with the zone's name behind
    (nbgrader's `timestamp.txt`), day/month/year, and dates in Spanish or English words (Moodle's worksheets: `viernes,
    20 de noviembre de 2026, 22:51`). An hour that the clocks of autumn show twice is taken as the first. Raises
    ValueError.
    """
    text = " ".join(text.split())
    named = _NAMED_ZONE.match(text)
    if named and named["zone"].upper() not in {"AM", "PM"}:
        try:
            return read_moment(named["time"], ZoneInfo(named["zone"]))
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(f"unknown time zone in {text!r}") from error
    value = _parsed(text)
    if value.tzinfo is not None:
        return value
    if zone is None:
        raise ValueError(f"{text!r} does not say its time zone: set timezone in autograder.toml")
    return _readings(value, zone)[0]


def deadline(value: datetime | date, zone: tzinfo | None) -> datetime:
    """The moment until which work is in time. A date alone lasts until its midnight.

    Of an hour that the clocks of autumn show twice, the second counts: in doubt for the student. Raises ValueError
    where the time zone is unknown.
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, time()) + timedelta(days=1)
    if value.tzinfo is not None:
        return value if zone is None else value.astimezone(zone)
    if zone is None:
        raise ValueError(f"{value} does not say its time zone")
    return _readings(value, zone)[-1]


def later(moment: datetime, days: int) -> datetime:
    """The same time of day, `days` later, in the moment's own zone: a day of 23 or 25 hours is one day."""
    return _readings(moment.replace(tzinfo=None) + timedelta(days=days), moment.tzinfo or UTC)[-1]


def _readings(value: datetime, zone: tzinfo) -> list[datetime]:
    """The moments that a time on the wall can be, earliest first: two in the hour that autumn repeats.

    They are put in order as moments: Python compares times of one zone by what the clock shows.
    """
    moments = sorted(value.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return [moment.astimezone(zone) for moment in moments]


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(_LOOSE_OFFSET.sub("", text))
    except ValueError:
        pass
    found = _NUMBERS.search(text) or _IN_WORDS.search(text)
    part = found.groupdict() if found else {"month": ""}
    month = int(part["month"]) if part["month"].isdigit() else _months().get(part["month"].casefold(), 0)
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} is no time that is understood: write it as in 2026-11-20 23:59")
    hour = int(part["hour"])
    if part.get("half"):
        hour = hour % 12 + (12 if part["half"].upper().startswith("P") else 0)
    return datetime(int(part["year"]), month, int(part["day"]), hour, int(part["minute"]), int(part["second"] or 0))


def _months() -> dict[str, int]:
    """Months by their Spanish and English names, long and short."""
    names = {
        name.casefold().rstrip("."): number
        for language in ("es", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }
    return names | {"setiembre": 9}
