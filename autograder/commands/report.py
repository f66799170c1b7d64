"""`autograder report`: the pages of a graded batch, made from what `grade` left in its folder."""

from pathlib import Path

from rich.console import Console

from autograder.commands.batch import Batch, assignment_of, read_batch, works
from autograder.model.base import Language, Text
from autograder.report.html.class_page import class_page, page_of
from autograder.report.html.comparison import compare
from autograder.report.html.overview import Row
from autograder.report.html.student import Likeness, review_page, student_page
from autograder.report.html.words import word
from autograder.report.html.work import Work
from autograder.report.write import submission_folder, write_text
from autograder.settings import find_home
from autograder.similar.compare import similar_pairs
from autograder.similar.measured import Measured, load_measured, rate_text
from autograder.similar.pair import Pair, Similarity
from autograder.similar.prints import Print, make_print, template_of

INDEX, FEEDBACK, REVIEW = "index.html", "feedback.html", "review.html"


def report(directory: Path, language: Language, console: Console, compared: Path | None = None) -> int:
    """Write all pages anew and say where they are; UsageError where the folder holds no grades."""
    other = read_batch(compared) if compared is not None else None
    batch = read_batch(directory)
    write_pages(batch, language, other)
    console.print(f"{directory}/{INDEX}", highlight=False, soft_wrap=True)
    return 0


def write_pages(batch: Batch, language: Language, other: Batch | None = None) -> None:
    """`index.html` for the class, and `feedback.html` and `review.html` for each submission.

    Submissions are read one after the other; what stays in memory of each is its row and its prints.
    """
    assignment = assignment_of(batch)
    title = assignment.title if assignment is not None else Text(es=batch.assignment, en=batch.assignment)
    dataset = assignment.graded_dataset if assignment is not None else ""
    template = template_of(find_home().assignments / batch.assignment) if assignment is not None else frozenset()
    rows: list[Row] = []
    prints: list[Print] = []
    reviews: list[Work] = []
    for item in works(batch, assignment):
        work = item.work
        name = work.grade.submission
        write_text(_path(batch, work, FEEDBACK), student_page(work, title, language))
        rows.append(_row(work))
        prints.append(make_print(name, work.cells, template, item.evidence[0] if item.evidence else None, dataset))
        reviews.append(work)
    similarity = _similar(prints)
    for work in reviews:
        lines = likenesses(work.grade.submission, similarity, language)
        write_text(_path(batch, work, REVIEW), review_page(work, title, language, lines))
    comparison = compare(other.grades, batch.grades, language) if other is not None else None
    page = class_page(rows, title, batch.source, language, similarity, comparison)
    write_text(batch.directory / INDEX, page)


def _path(batch: Batch, work: Work, name: str) -> Path:
    return submission_folder(batch.directory, work.grade) / name


def _row(work: Work) -> Row:
    names = dict.fromkeys(name for run in work.runs for name in run.seconds)
    sections = {name: sum(run.seconds.get(name, 0.0) for run in work.runs) for name in names}
    return Row(grade=work.grade, seconds=work.seconds, sections=sections)


def _similar(prints: list[Print]) -> Similarity:
    """Similar work by the stored measurement; without one no pair is worth a person's time."""
    measured: Measured | None = load_measured(find_home().reference_results)
    if measured is None:
        return Similarity(threshold=1.0)
    rate = rate_text(measured.false_alarms)
    return similar_pairs(prints, measured.threshold, rate)


def likenesses(name: str, similarity: Similarity, language: Language) -> tuple[Likeness, ...]:
    """The lines on one submission's page about those that are like it."""
    return tuple(
        Likeness(name=other, href=f"../{page_of(other, REVIEW)}", text=_likeness(pair, language))
        for pair in similarity.pairs
        if name in (pair.first, pair.second)
        for other in [pair.second if name == pair.first else pair.first]
    )


def _likeness(pair: Pair, language: Language) -> str:
    code = f"{100 * pair.code:.0f} %"
    trained = f"{word('histories alike', language).lower()} {pair.histories} / {pair.trainings}"
    return f"{word('code alike', language).lower()} {code}, {trained}"
