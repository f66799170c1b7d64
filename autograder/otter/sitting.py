"""One submission graded for Otter: opened early, so that the sandbox warms up meanwhile, and closed in any case."""

import sys
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from rich.console import Console

from autograder.commands.bench import Choice, load, open_grader
from autograder.course.settings import Course, find_course
from autograder.errors import DataUnavailable, MachineFailure
from autograder.judging import Judge, Scored
from autograder.model.assignment import Assignment, Budget
from autograder.model.base import Language, Text
from autograder.model.evidence import Ending, Environment, Evidence
from autograder.model.grade import Grade
from autograder.model.submission import Rejected, Submission
from autograder.otter.options import SLACK, Options, course_and_data
from autograder.otter.report import document
from autograder.pipeline import Graded, Grader

_LEAST = 30.0
"""Seconds that a run gets at least, however little time the platform gives."""
_FOR_RUN = 0.8
"""Share of the time allowed that one run may take; the rest is for starting and for what follows it."""

_NOT_BEGUN = Text(es="no pudo empezar a corregir", en="it could not begin to grade")


class Sitting:
    """Everything opened for one grading.

    UsageError, AssignmentInvalid or CourseInvalid where the plugin's line, the rubric or the course's settings are
    wrong. Where this machine lacks something, that is kept, and the grade says that the machine failed.
    """

    def __init__(self, options: Options, autograder_folder: Path, metadata: Mapping[str, Any] | None = None) -> None:
        self._stack = ExitStack()
        self._ends = time.monotonic() + options.seconds - SLACK if options.seconds else None
        self._grader: Grader | None = None
        self._metadata = metadata or {}
        self.options = options
        home, data = course_and_data(options, autograder_folder)
        choice = Choice(options.assignment, data, options.budget, options.isolation, jobs=1)
        _, self.assignment, budget = load(choice, home)
        self.course: Course = find_course(None, home.folder)
        try:
            opened, _ = self._stack.enter_context(open_grader(choice, Console(stderr=True), home))
            self._grader = replace(opened, budget=_within(budget, options.seconds))
        except (MachineFailure, DataUnavailable) as error:  # told to the log; students read that the machine failed
            sys.stderr.write("".join(traceback.format_exception_only(error)))

    def grade(self, submission: Submission | Rejected) -> Graded:
        """The grade; never raises for anything that a student did or this machine lacks."""
        if isinstance(submission, Rejected):
            return Graded(grade=_rejected(submission, self.assignment.max_score))
        if self._grader is None:
            return Graded(grade=_undetermined(self.assignment, submission, self.options.language))
        timer = self._timer(self._grader)
        try:
            graded = self._grader.grade_any(submission)
        finally:
            timer.cancel()
        if graded.trouble:
            sys.stderr.write(graded.trouble)
        return graded

    def document(self, graded: Graded, submission: Submission | Rejected) -> dict[str, Any]:
        """The grade as Gradescope's `results.json`, after what handing in late costs."""
        return document(graded, submission, self.assignment, self.course, self.options.language, self._metadata)

    def _timer(self, grader: Grader) -> threading.Timer:
        """When the time allowed is over, runs under way end and what they were to decide is left to a person."""
        left = threading.TIMEOUT_MAX if self._ends is None else max(0.0, self._ends - time.monotonic())
        timer = threading.Timer(left, grader.cancel.set)
        timer.daemon = True
        timer.start()
        return timer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        """End the sandbox and remove the copied data."""
        self._stack.close()


def document_of_failure(assignment: Assignment, course: Course, options: Options) -> dict[str, Any]:
    """The document for any submission where the machine failed before it could judge anything."""
    nobody = Submission(name="submission", path="", sha256="", cells=())
    graded = Graded(grade=_undetermined(assignment, nobody, options.language))
    return document(graded, nobody, assignment, course, options.language, {})


def _within(budget: Budget, seconds: float) -> Budget:
    """The budget with no more time for a run than the platform leaves; bands do not depend on it."""
    if not seconds:
        return budget
    wall = max(_LEAST, min(budget.wall_seconds, _FOR_RUN * (seconds - SLACK)))
    return budget.model_copy(update={"wall_seconds": wall})


def _rejected(item: Rejected, max_score: float) -> Grade:
    reason = Text(es=item.reason.es, en=item.reason.en)
    return Grade(submission=item.name, status="rejected", score=0.0, max_score=max_score, reason=reason)


def _undetermined(assignment: Assignment, submission: Submission, language: Language) -> Grade:
    """Every point is granted until a person has looked."""
    nowhere = Environment(
        seed=assignment.seeds[0],
        budget="",
        assignment=assignment.id,
        packages={},
        python="",
        machine="",
        threads=1,
        isolation="",
        data={},
    )
    evidence = Evidence(environment=nowhere, ending=Ending(kind="machine-failed", detail=_NOT_BEGUN.to(language)))
    return Judge(assignment, assignment.token).grade(submission, [Scored(evidence=evidence)])
