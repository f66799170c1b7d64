"""Gradescope's `submission_metadata.json`: when one submission came, until when it was due, what came before it.

The fields are those of Gradescope's documentation:
https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from autograder.errors import UsageError
from autograder.report.gradescope import Previous
from autograder.rubric import first_complaint


class _Theirs(BaseModel):
    """A part of somebody else's format: what is not known is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Dates(_Theirs):
    """Deadlines of the assignment, for all or for one student."""

    due_date: AwareDatetime | None = None


class User(_Theirs):
    """One of those who handed in together. `assignment` has this student's own dates, extensions included."""

    email: str | None = None
    name: str | None = None
    sid: str | None = None
    assignment: Dates | None = None


class Earlier(_Theirs):
    """A submission before this one, with the results that it got."""

    submission_time: AwareDatetime | None = None
    score: float | None = None
    results: dict[str, Any] | None = None

    def previous(self, code: str) -> Previous | None:
        """What to say of it beside a submission whose code has this digest; None where it got no score."""
        if self.score is None:
            return None
        extra = (self.results or {}).get("extra_data")
        before = extra.get("code") if isinstance(extra, dict) else None
        return Previous(score=self.score, unchanged=bool(code) and before == code)


class Metadata(_Theirs):
    """What Gradescope says of a submission."""

    created_at: AwareDatetime
    assignment: Dates = Dates()
    users: tuple[User, ...] = ()
    previous_submissions: tuple[Earlier, ...] = ()

    @property
    def due(self) -> datetime | None:
        """The deadline: of a group's extensions the latest; None where Gradescope has none."""
        own = [user.assignment.due_date for user in self.users if user.assignment and user.assignment.due_date]
        return max(own, default=self.assignment.due_date)

    @property
    def last(self) -> Earlier | None:
        """The submission before this one that got a score."""
        scored = [(number, one) for number, one in enumerate(self.previous_submissions) if one.score is not None]
        if not scored:
            return None
        first = datetime.min.replace(tzinfo=self.created_at.tzinfo)
        return max(scored, key=lambda item: (item[1].submission_time or first, item[0]))[1]


def read_metadata(path: Path) -> Metadata:
    """The metadata in a file; UsageError where it is not Gradescope's."""
    try:
        return Metadata.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise UsageError(f"{path}: not Gradescope's submission_metadata.json: {first_complaint(error)}") from error
