"""`autograder export`: a graded folder in the format of a learning platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from autograder.commands.batch import Batch, assignment_of, read_batch, read_evidence
from autograder.course.arrivals import Arrivals, honoured, read_arrivals
from autograder.course.settings import Course, find_course
from autograder.errors import UsageError
from autograder.exports.classroom import Classroom, seated
from autograder.exports.formats import FORMATS
from autograder.exports.table import checked_locale, table
from autograder.model.assignment import Assignment
from autograder.model.base import Language
from autograder.model.grade import Grade
from autograder.report.gradescope import Beside, code_digest
from autograder.report.write import submission_folder, write_bytes
from autograder.roster.matching import Matches, Named, Unmatched, match
from autograder.roster.names import folded
from autograder.roster.reading import Roster, read_roster
from autograder.settings import find_home

UNMATCHED = ".unmatched.csv"
"""Beside an export, what could not be given to anybody; with its `student` filled in it is what `--matches` takes."""
_GIVEN_BACK = ("feedback.html",)
_WHY = {
    "nobody": "nobody of this name",
    "several-people": "several people of this name",
    "several-submissions": "several submissions of one person",
}


@dataclass(frozen=True)
class Request:
    """What the person at the keyboard asked for."""

    directory: Path
    format: str
    roster: Path | None = None
    matches: Path | None = None
    out: Path | None = None
    late: Path | None = None
    times: Path | None = None
    locale: str = ""
    language: Language = "es"
    column: str = ""


def export(request: Request, console: Console, errors: Console) -> int:
    """Write the file; 0: every submission is somebody's, 1: some could not be matched and are listed."""
    if request.format not in FORMATS:
        raise UsageError(f"no format is called {request.format!r}: choose from {', '.join(FORMATS)}")
    batch = read_batch(request.directory)
    course = find_course(request.late, find_home().folder)
    items = [Named(submission=one.submission, participant=one.participant) for one in batch.grades]
    roster = read_roster(request.roster) if request.roster else None
    confirmed = _confirmed(request.matches) if request.matches else {}
    matches = match(items, roster, batch.assignment, confirmed) if roster else Matches()
    arrivals = _arrivals(request, course, batch, roster, matches, items)
    classroom = _classroom(request, batch, course, roster, matches, arrivals)
    chosen = FORMATS[request.format]
    product = chosen.write(classroom)
    out = request.out or request.directory / f"{batch.assignment}-{request.format}{chosen.suffix}"
    write_bytes(out, product.content)
    left = _list_unmatched(out, matches, batch, confirmed, errors)
    for note in (*arrivals.notes, *product.notes):
        errors.print(note, highlight=False, markup=False, soft_wrap=True)
    if roster is not None:
        told = f"{len(matches.people)} of {len(items)} submissions matched, {len(matches.absent)} people without one"
        console.print(told, highlight=False)
    console.print(str(out), highlight=False, markup=False, soft_wrap=True)
    return 1 if left else 0


def _arrivals(
    request: Request, course: Course, batch: Batch, roster: Roster | None, matches: Matches, items: Sequence[Named]
) -> Arrivals:
    """Times from the file named; else from the roster, where it has them."""
    if request.times is not None:
        return read_arrivals(request.times, items, batch.assignment, course.zone)
    if roster is not None and request.roster is not None and "submitted" in roster.columns and course.late:
        return Arrivals.of_table(request.roster, matches.model_copy(update={"unmatched": ()}), course.zone)
    return Arrivals()


def _classroom(
    request: Request, batch: Batch, course: Course, roster: Roster | None, matches: Matches, arrivals: Arrivals
) -> Classroom:
    grades = honoured(course, batch.assignment, batch.grades, arrivals)
    times = {name: arrival.submitted for name, arrival in arrivals.by_submission.items()}
    assignment = assignment_of(batch)
    return Classroom(
        assignment=batch.assignment,
        lines=seated(grades, matches, times),
        roster=roster,
        absent=matches.absent,
        language=request.language,
        locale=checked_locale(request.locale or course.export.locale),
        column=request.column,
        title=assignment.title if assignment else None,
        presentation=course.gradescope,
        beside={one.submission: _beside(request, batch, course, assignment, one) for one in batch.grades},
        attachments={
            one.submission: _attached(submission_folder(batch.directory, one))
            for one, now in zip(batch.grades, grades, strict=True)
            if one == now  # a page that says another score is not given back
        },
    )


def _beside(request: Request, batch: Batch, course: Course, assignment: Assignment | None, grade: Grade) -> Beside:
    """The digest of the code, and a picture of the training where the course wants it and the format shows it."""
    cells = batch.cells[grade.submission]
    picture = ""
    if course.gradescope.curves and assignment is not None and request.format == "gradescope":
        from autograder.report.curves import picture as draw  # noqa: PLC0415  Matplotlib, only where it is wanted

        runs = read_evidence(submission_folder(batch.directory, grade) / "evidence.json")
        picture = draw(runs, assignment.graded_dataset, request.language)
    return Beside(curve=picture, code=code_digest(cells) if cells else "")


def _attached(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in _GIVEN_BACK if (folder / name).is_file()}


def _confirmed(path: Path) -> dict[str, str]:
    """Whose a person says each submission is: the columns `submission` and `student` of a table."""
    roster = read_roster(path)
    columns = {folded(header): place for place, header in enumerate(roster.header)}
    if not {"submission", "student"} <= set(columns):
        raise UsageError(f"{path}: needs the columns 'submission' and 'student'")
    first, second = columns["submission"], columns["student"]
    rows = [row for row in roster.rows if len(row) > max(first, second) and row[second]]
    return {row[first]: row[second] for row in rows}


def _list_unmatched(
    out: Path, matches: Matches, batch: Batch, confirmed: dict[str, str], errors: Console
) -> tuple[Unmatched, ...]:
    """Say and write down what could not be given to anybody, with the nearest people."""
    left = matches.unmatched
    if not left:
        return ()
    scores = {grade.submission: grade for grade in batch.grades}
    rows = [["submission", "student", "score", "max_score", "why", "near"]]
    rows += [
        [name, who, "", "", "", ""] for name, who in confirmed.items() if name not in {one.submission for one in left}
    ]
    for item in left:
        near = "; ".join(
            f"{one.person.shown} {one.person.email or one.person.number} ({one.alike:.0f} %)".replace("  ", " ")
            for one in item.suggestions
        )
        grade = scores[item.submission]
        rows.append([item.submission, "", f"{grade.score:g}", f"{grade.max_score:g}", _WHY[item.why], near])
        told = f"not matched: {item.submission}: {_WHY[item.why]}" + (f"; near: {near}" if near else "")
        errors.print(told, highlight=False, markup=False, soft_wrap=True)
    path = out.with_name(out.name + UNMATCHED)
    write_bytes(path, table(rows))
    errors.print(f"fill in 'student' in {path} and give it as --matches", highlight=False, markup=False, soft_wrap=True)
    return left
