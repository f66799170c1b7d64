"""What a course says of times, opened before anything is graded and put on the grades when they are there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.commands.batch import read_batch
from autograder.course.arrivals import Arrivals, honoured, read_arrivals
from autograder.course.settings import FILE, Course, find_course
from autograder.errors import UsageError
from autograder.intake.names import participant
from autograder.model.assignment import Assignment
from autograder.model.base import Language
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded
from autograder.report.gradescope import Beside, code_digest
from autograder.roster.matching import Named
from autograder.settings import find_home


@dataclass(frozen=True)
class Settled:
    """A course's rules, and when each submission of a batch came."""

    course: Course = field(default_factory=Course)
    arrivals: Arrivals = field(default_factory=Arrivals)

    def honour(self, results: Sequence[Graded], assignment: str) -> list[Graded]:
        """The results with what handing in late costs."""
        grades = honoured(self.course, assignment, [item.grade for item in results], self.arrivals)
        return [item.model_copy(update={"grade": grade}) for item, grade in zip(results, grades, strict=True)]

    def beside(
        self,
        results: Sequence[Graded],
        submissions: Sequence[Submission | Rejected],
        assignment: Assignment,
        language: Language,
    ) -> dict[str, Beside]:
        """What Gradescope shows beside each grade, by submission."""
        codes = {one.name: code_digest(one.cells) for one in submissions if isinstance(one, Submission)}
        found: dict[str, Beside] = {}
        for item in results:
            name = item.grade.submission
            code, arrival = codes.get(name, ""), self.arrivals.by_submission.get(name)
            last = arrival.last if arrival else None
            found[name] = Beside(
                curve=self._curve(item, assignment, language),
                previous=last.previous(code) if last else None,
                code=code,
            )
        return found

    def _curve(self, item: Graded, assignment: Assignment, language: Language) -> str:
        if not self.course.gradescope.curves:
            return ""
        from autograder.report.curves import picture  # noqa: PLC0415  Matplotlib, only where it is wanted

        return picture(item.evidence, assignment.graded_dataset, language)


def settled_before(directory: Path) -> Settled:
    """The course's rules of today and the times that the grades of an earlier grading tell.

    Where work was late by rules that the course's own file does not have, a note says so.
    """
    home = find_home().folder
    course = find_course(None, home)
    try:
        arrivals = Arrivals.of_grades(read_batch(directory).grades)
    except UsageError:  # the folder is gone: there is nothing to carry over
        return Settled(course)
    if course.late is None and arrivals.by_submission:
        late = (
            f"{len(arrivals.by_submission)} were late by rules that {home / FILE} does not have: nothing is taken now"
        )
        arrivals = arrivals.model_copy(update={"notes": (late,)})
    return Settled(course, arrivals)


def settle(
    rules: Path | None, times: Path | None, assignment: str, submissions: Sequence[Submission | Rejected]
) -> Settled:
    """The course's rules in `rules`, else in its own folder, and the times in `times`.

    Raises CourseInvalid or UsageError now, not after an hour of grading.
    """
    course = find_course(rules, find_home().folder)
    if times is None:
        return Settled(course)
    items = [Named(submission=one.name, participant=participant(one.path)) for one in submissions]
    return Settled(course, read_arrivals(times, items, assignment, course.zone))
