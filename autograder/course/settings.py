"""`autograder.toml`: a course's own rules, beside its `assignments/` or wherever `--late` points.

timezone = "Europe/Madrid"          # of every time that is written without one

[late]
percent = 10                        # taken for each day begun …
per = "day"                         # … or "hour"
of = "maximum"                      # per cent of the maximum score, or of what was "earned"
grace_minutes = 15                  # the deadline, and every later step, moves by this
cap = 50                            # per cent; never more than this is taken

[late.deadlines]
tl04 = 2026-11-20T23:59:00          # a date alone means until that day is over

[late.extensions.tl04]              # by name, number, e-mail or submission
"ana.nunez@alumnos.example" = 2026-11-27

[gradescope]
visibility = "after_due_date"       # visible, hidden, after_due_date, after_published
curves = true                       # a picture of the training
checks = { "a.accuracy" = "hidden" }

[export]
locale = "es"                       # how numbers are written
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator

from autograder.errors import CourseInvalid
from autograder.model.base import Frozen
from autograder.model.grade import Base, Unit
from autograder.report.gradescope import Presentation
from autograder.rubric import first_complaint

FILE = "autograder.toml"
Moment = datetime | date
"""A date alone means until that day is over."""
Percent = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class LateRules(Frozen):
    """The table `[late]`."""

    percent: Percent
    per: Unit = "day"
    of: Base = "maximum"
    grace_minutes: Annotated[int, Field(ge=0)] = 0
    cap: Percent = 100
    deadlines: dict[str, Moment] = {}
    """By assignment."""
    extensions: dict[str, dict[str, Moment]] = {}
    """By assignment and student: a name, number, e-mail address or submission."""

    def moments(self) -> list[Moment]:
        """Every time in the table."""
        return [*self.deadlines.values(), *(moment for own in self.extensions.values() for moment in own.values())]


class ExportSettings(Frozen):
    """The table `[export]`."""

    locale: str = "en"


class Course(Frozen):
    """All of `autograder.toml`; a course without the file has the defaults."""

    timezone: str | None = None
    late: LateRules | None = None
    gradescope: Presentation = Presentation()
    export: ExportSettings = ExportSettings()

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone of times written without one."""
        return ZoneInfo(self.timezone) if self.timezone else None

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        try:
            return value if value is None else ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {value!r}: write it as in 'Europe/Madrid'") from error

    @model_validator(mode="after")
    def _placed(self) -> "Course":
        moments = self.late.moments() if self.late else []
        if self.timezone is None and any(not isinstance(one, datetime) or one.tzinfo is None for one in moments):
            raise ValueError("timezone: this key is missing, and [late] has times that do not say their own")
        return self


def find_course(named: Path | None, home: Path) -> Course:
    """The course's settings in the file named, else in `home`; the defaults where there is none.

    Raises CourseInvalid, which names file and place, for a file that cannot be read or is not as it should be.
    """
    path = named or home / FILE
    return read_course(path) if named or path.is_file() else Course()


def read_course(path: Path) -> Course:
    """The settings in a file; CourseInvalid where it cannot be read or is not as it should be."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Course.model_validate(raw)
    except OSError as error:
        raise CourseInvalid(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseInvalid(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        raise CourseInvalid(f"{path}: {first_complaint(error)}") from error
