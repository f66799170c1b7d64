"""A graded batch read back from its folder: `grades.json`, and of each submission `record.json` and `evidence.json`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from autograder.checks.accuracy import AccuracySettings
from autograder.checks.locate import Section, locate
from autograder.errors import AutograderError, UsageError
from autograder.model.assignment import Assignment
from autograder.model.base import Frozen, Text
from autograder.model.evidence import Evidence
from autograder.model.grade import CheckResult, Finding, Grade
from autograder.model.submission import Cell
from autograder.report.grades_json import SCHEMA, late_of
from autograder.report.html.work import Place, Work, make_work
from autograder.report.record import read_record
from autograder.report.write import submission_folder
from autograder.rubric import load_assignment
from autograder.settings import find_home


class Batch(Frozen):
    """What `grades.json` says: the assignment, the data, and a grade for each submission in both languages.

    Submissions without a record have their grade in the one language of `grades.json`.
    """

    directory: Path
    assignment: str
    source: str
    grades: tuple[Grade, ...]
    cells: dict[str, tuple[Cell, ...]]


class Graded(Frozen):
    """One submission of a batch with its evidence."""

    work: Work
    evidence: tuple[Evidence, ...]


def read_batch(directory: Path) -> Batch:
    """Read a folder that `grade` wrote; UsageError where it is none."""
    path = directory / "grades.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{directory} has no grades.json that can be read: grade into it first") from error
    except ValueError as error:
        raise UsageError(f"{path} is no JSON: grade again") from error
    try:
        return _batch(directory, document)
    except (KeyError, TypeError, ValidationError) as error:
        raise UsageError(f"{path} is not what this version writes (schema {SCHEMA}): grade again") from error


def _batch(directory: Path, document: dict[str, Any]) -> Batch:
    grades, cells = [], {}
    for entry in document["grades"]:
        told = _told(entry)
        record = read_record(submission_folder(directory, told))
        # A record of another grading than the one in grades.json is no use.
        known = record is not None and _same(record.grade, told)
        grades.append(record.grade if record is not None and known else told)
        cells[told.submission] = record.cells if record is not None else ()
    data = document["data"]
    return Batch(
        directory=directory,
        assignment=document["assignment"],
        source=str(data.get("source", "")),
        grades=tuple(grades),
        cells=cells,
    )


def _same(one: Grade, two: Grade) -> bool:
    verdicts = [[(check.id, check.verdict, round(check.points, 4)) for check in grade.checks] for grade in (one, two)]
    return (one.status, round(one.score, 4)) == (two.status, round(two.score, 4)) and verdicts[0] == verdicts[1]


def _told(entry: dict[str, Any]) -> Grade:
    """The grade as `grades.json` has it, its one language in the place of both."""
    return Grade(
        submission=entry["submission"],
        status=entry["status"],
        score=entry["score"],
        max_score=entry["max_score"],
        seeds=tuple(entry["seeds"]),
        late=late_of(entry),
        participant=entry.get("participant"),
        reason=_both(entry["reason"]),
        repairs=tuple(Text(es=text, en=text) for text in entry["repairs"]),
        checks=tuple(_check(check) for check in entry["checks"]),
        findings=tuple(
            Finding(
                cause=item["cause"],
                question=item["question"],
                cell=item["cell"],
                message=Text(es=item["message"], en=item["message"]),
                hint=item.get("hint", False),
            )
            for item in entry["findings"]
        ),
    )


def _check(entry: dict[str, Any]) -> CheckResult:
    return CheckResult(
        id=entry["id"],
        question=entry["question"],
        title=Text(es=entry["title"], en=entry["title"]),
        verdict=entry["verdict"],
        points=entry["points"],
        max_points=entry["max_points"],
        message=Text(es=entry["message"], en=entry["message"]),
        advice=_both(entry["advice"]),
        evidence=entry["evidence"],
    )


def _both(text: str | None) -> Text | None:
    return None if text is None else Text(es=text, en=text)


def assignment_of(batch: Batch) -> Assignment | None:
    """The batch's assignment; None where the course's folder does not have it, which costs titles and plots alone."""
    try:
        return load_assignment(find_home().assignments, batch.assignment)
    except AutograderError:
        return None


def works(batch: Batch, assignment: Assignment | None) -> Iterator[Graded]:
    """Every submission with its evidence, one at a time: a class's evidence is large."""
    for grade in batch.grades:
        evidence = read_evidence(submission_folder(batch.directory, grade) / "evidence.json")
        cells = batch.cells[grade.submission]
        places = _places(assignment, evidence[0]) if assignment is not None and evidence else {}
        yield Graded(work=make_work(grade, cells, evidence, places), evidence=evidence)


def read_evidence(path: Path) -> tuple[Evidence, ...]:
    """The runs of a submission; none where there is no evidence, or none that this version can read."""
    try:
        document = json.loads(path.read_bytes())
        return tuple(Evidence.model_validate(run) for run in document["runs"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _places(assignment: Assignment, evidence: Evidence) -> dict[str, Place]:
    sections = locate(assignment, evidence)
    return {question: _place(assignment, question, section, evidence) for question, section in sections.items()}


def _place(assignment: Assignment, question: str, section: Section, evidence: Evidence) -> Place:
    search = section.search or section.grid
    trainings = () if search is not None else section.fits
    final = section.final_fits or trainings[-1:]
    cells = [section.cell, *(fit.cell for fit in section.final_fits)]
    if section.answer == "functions":
        cells += [answer.cell for answer in evidence.answers if _asked(assignment, question, answer.call)]
    return Place(
        cells=tuple(dict.fromkeys(cell for cell in cells if cell is not None and cell >= 0)),
        final=tuple(fit.id for fit in final),
        trials=tuple(fit.id for fit in section.fits) if search is not None else (),
        check=_judging(assignment, question),
    )


def _asked(assignment: Assignment, question: str, call: str) -> bool:
    """Whether a call of a function belongs to a check of this question; calls begin with their check's id."""
    return any(check.question == question and call.startswith(check.id) for check in assignment.checks)


def _judging(assignment: Assignment, question: str) -> str | None:
    """The check of the accuracy of the model that counts in the end; else of the search's best."""
    found = {
        AccuracySettings.model_validate(check.settings).which: check.id
        for check in assignment.checks
        if check.question == question and check.kind == "accuracy"
    }
    return next((found[which] for which in ("final", "saved", "tuned") if which in found), None)
