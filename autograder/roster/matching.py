"""Which person of a roster handed in which submission. Pure.

A submission is given to a person by itself only where there is one answer: its platform id, number, login or e-mail
address, or its name, equal after what `names.py` takes away. Anything less is a suggestion for a person to confirm, and
so is a name that only accents or its order tell from somebody else's: students leave out both.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz, process

from autograder.model.base import Frozen
from autograder.roster.names import folded, turned
from autograder.roster.reading import Person, Roster

Why = Literal["nobody", "several-people", "several-submissions"]
_ALIKE = 70.0
"""Of 100, from which on names are suggested: one surname of two, a slip or two."""
_SUGGESTED = 3


class Named(Frozen):
    """A submission as far as matching goes: its name, and the platform's id of the student where it is known."""

    submission: str
    participant: str | None = None


class Suggestion(Frozen):
    """A person whose name is near, and how near, from 0 to 100."""

    person: Person
    alike: float


class Unmatched(Frozen):
    """A submission that could not be given to anybody by itself; the nearest people first."""

    submission: str
    why: Why
    suggestions: tuple[Suggestion, ...] = ()


class Matches(Frozen):
    """Who handed in what, what could not be given to anybody, and who handed in nothing."""

    people: dict[str, Person] = {}
    """By submission."""
    unmatched: tuple[Unmatched, ...] = ()
    absent: tuple[Person, ...] = ()

    @property
    def submissions(self) -> dict[int, str]:
        """The submission of each person, by row of the roster."""
        return {person.row: submission for submission, person in self.people.items()}


def match(
    items: Sequence[Named], roster: Roster, assignment: str = "", confirmed: Mapping[str, str] | None = None
) -> Matches:
    """Every submission with its person, where that is certain.

    `assignment` is left out of submissions' names (`tl04_ana_nunez`). `confirmed` maps submissions to what a person
    said: a name, number, login, e-mail address or platform id of the roster.
    """
    index = _Index(roster.people)
    said = {folded(name): who for name, who in (confirmed or {}).items() if who.strip()}
    found = {item.submission: _candidates(item, index, assignment, said) for item in items}
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for submission, people in found.items():
        if len(people) == 1:
            rows[people[0].row].append(submission)
    unmatched = []
    for item in items:
        people = found[item.submission]
        if len(people) == 1 and len(rows[people[0].row]) == 1:
            continue
        near = [Suggestion(person=one, alike=100.0) for one in people] or _near(item, roster.people, assignment)
        why: Why = "several-submissions" if len(people) == 1 else "several-people" if people else "nobody"
        unmatched.append(Unmatched(submission=item.submission, why=why, suggestions=tuple(near)))
    left = {item.submission for item in unmatched}
    given = {name: people[0] for name, people in found.items() if name not in left}
    taken = {person.row for person in given.values()}
    return Matches(
        people=given,
        unmatched=tuple(unmatched),
        absent=tuple(person for person in roster.people if person.row not in taken),
    )


class _Index:
    """The people by everything that may name them exactly."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = tuple(people)
        self.submissions = self._by(lambda one: [folded(one.submission)])
        self.participants = self._by(lambda one: [one.participant])
        self.numbers = self._by(lambda one: map(_exact, (one.number, one.login, one.email, one.identifier)))
        self.locals = self._by(lambda one: [_exact(one.email.partition("@")[0])])
        self.names = self._by(lambda one: [" ".join(turned(name)) for name in one.named])

    def _by(self, keys: Callable[[Person], Iterable[str]]) -> Mapping[str, tuple[Person, ...]]:
        found: defaultdict[str, dict[int, Person]] = defaultdict(dict)
        for person in self._people:
            for key in keys(person):
                if key:
                    found[key][person.row] = person
        return {key: tuple(people.values()) for key, people in found.items()}


def _exact(text: str) -> str:
    return text.strip().casefold()


def _candidates(item: Named, index: _Index, assignment: str, said: Mapping[str, str]) -> tuple[Person, ...]:
    """The people that the first thing that says anything names: what a person said, ids, then the name itself."""
    confirmed = said.get(folded(item.submission), "")
    if confirmed:
        item = Named(submission=confirmed, participant=confirmed if confirmed.isdigit() else None)
    name = item.submission
    tries = (
        index.participants.get(item.participant or ""),
        index.submissions.get(folded(name)),
        index.numbers.get(_exact(name)),
        index.locals.get(_exact(name)),
        index.names.get(" ".join(turned(name, assignment))),
    )
    return next((people for people in tries if people), ())


def _near(item: Named, people: Sequence[Person], assignment: str) -> list[Suggestion]:
    """People with names like the submission's, the nearest first."""
    choices = {(person.row, name): " ".join(turned(name)) for person in people for name in person.named}
    query = " ".join(turned(item.submission, assignment))
    found = process.extract(query, choices, scorer=fuzz.token_ratio, score_cutoff=_ALIKE, limit=None)
    by_row = {person.row: person for person in people}
    best: dict[int, Suggestion] = {}
    for _, alike, (row, _name) in found:
        best.setdefault(row, Suggestion(person=by_row[row], alike=round(alike, 1)))
    return list(best.values())[:_SUGGESTED]
