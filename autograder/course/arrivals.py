"""When each submission of a batch came: from a platform's table with times, or Gradescope's metadata of one."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

from autograder.course.clock import deadline, read_moment
from autograder.course.late import with_late
from autograder.course.metadata import Earlier, Metadata, read_metadata
from autograder.course.settings import Course, LateRules
from autograder.errors import UsageError
from autograder.model.base import Frozen
from autograder.model.grade import Grade
from autograder.roster.matching import Matches, Named, match
from autograder.roster.names import turned
from autograder.roster.reading import Person, read_roster

_NONE = frozenset({"", "-", "–", "—"})
"""What platforms write where nothing was handed in."""


class Arrival(Frozen):
    """One submission's time, with the platform's own deadline for it and what came before, where they are known."""

    submitted: datetime
    due: datetime | None = None
    last: Earlier | None = None


class Arrivals(Frozen):
    """What is known of a batch's times. `notes` says what could not be used, and why."""

    by_submission: dict[str, Arrival] = {}
    people: dict[str, Person] = {}
    notes: tuple[str, ...] = ()

    @classmethod
    def of_table(cls, path: Path, matches: Matches, zone: tzinfo | None) -> Self:
        """The times in a roster that has a column of them, for the submissions matched with its people."""
        times: dict[str, Arrival] = {}
        notes = [f"{path}: no time for {item.submission}: {item.why}" for item in matches.unmatched]
        for submission, person in matches.people.items():
            if person.submitted in _NONE:
                notes.append(f"{path}: no time for {submission}")
                continue
            try:
                times[submission] = Arrival(submitted=read_moment(person.submitted, zone))
            except ValueError as error:
                raise UsageError(f"{path}: {person.shown}: {error}") from error
        return cls(by_submission=times, people=matches.people, notes=tuple(notes))

    @classmethod
    def of_metadata(cls, metadata: Metadata, submission: str) -> Self:
        """What Gradescope says of the one submission that is graded."""
        arrival = Arrival(submitted=metadata.created_at, due=metadata.due, last=metadata.last)
        user = metadata.users[0] if len(metadata.users) == 1 else None
        person = Person(row=0, name=user.name or "", email=user.email or "", number=user.sid or "") if user else None
        return cls(by_submission={submission: arrival}, people={submission: person} if person else {})

    @classmethod
    def of_grades(cls, grades: Sequence[Grade]) -> Self:
        """What grades themselves tell: the times of those that were handed in late."""
        told = {one.submission: one.late for one in grades if one.late is not None}
        return cls(by_submission={name: Arrival(submitted=late.submitted, due=late.due) for name, late in told.items()})


def read_arrivals(path: Path, items: Sequence[Named], assignment: str, zone: tzinfo | None) -> Arrivals:
    """The times in a CSV file, or in Gradescope's `submission_metadata.json`.

    Raises UsageError for a file that is neither, has no column of times, or is one submission's where several are
    graded.
    """
    if path.suffix.lower() == ".json":
        if len(items) != 1:
            raise UsageError(f"{path}: holds the time of one submission, and {len(items)} are graded")
        return Arrivals.of_metadata(read_metadata(path), items[0].submission)
    roster = read_roster(path)
    if "submitted" not in roster.columns:
        raise UsageError(
            f"{path}: no column of times: call it 'Submission Time', 'Last modified (submission)' or 'Fecha de entrega'"
        )
    return Arrivals.of_table(path, match(items, roster, assignment), zone)


def honoured(course: Course, assignment: str, grades: Sequence[Grade], arrivals: Arrivals) -> tuple[Grade, ...]:
    """The grades with what handing in late costs, where a rule, a deadline and a time say so."""
    rules = course.late
    if rules is None:
        return tuple(grades)
    return tuple(_one(rules, course.zone, assignment, grade, arrivals) for grade in grades)


def _one(rules: LateRules, zone: tzinfo | None, assignment: str, grade: Grade, arrivals: Arrivals) -> Grade:
    arrival = arrivals.by_submission.get(grade.submission)
    if arrival is None:
        return grade
    due = due_for(rules, zone, assignment, grade.submission, arrivals.people.get(grade.submission)) or arrival.due
    if due is None and assignment in rules.deadlines:
        due = deadline(rules.deadlines[assignment], zone)
    return grade if due is None else with_late(grade, rules, due, arrival.submitted, zone)


def due_for(
    rules: LateRules, zone: tzinfo | None, assignment: str, submission: str, person: Person | None
) -> datetime | None:
    """The extension that somebody has for an assignment; None: there is none.

    Extensions are found by the submission's name or by anything that the roster says of the person.
    """
    told = [submission]
    if person is not None:
        told += [*person.named, person.number, person.login, person.email, person.identifier, person.participant]
    known = {turned(text) for text in told if text}
    given = rules.extensions.get(assignment, {})
    return max((deadline(moment, zone) for key, moment in given.items() if turned(key) in known), default=None)
