"""The class's page: `index.html`."""

import json
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from autograder.model.base import Frozen, Language, Text
from autograder.model.grade import Grade, Status
from autograder.report.causes import cause_name
from autograder.report.html.charts import accuracies, histogram
from autograder.report.html.comparison import Change, Comparison
from autograder.report.html.facts import percent
from autograder.report.html.overview import Overview, Row, every_cause, overview
from autograder.report.html.pages import render
from autograder.report.html.words import word
from autograder.report.labels import causes, number
from autograder.report.plain import plain
from autograder.report.timings import section_name
from autograder.similar.pair import Similarity


class _Cell(Frozen):
    """A question's points in the class's table; `style` is a CSS class with a blank before it."""

    text: str
    order: float
    style: str = ""


class _Line(Frozen):
    """A row of the class's table, ready to be shown; `rank` sorts names as people do."""

    name: str
    rank: str
    href: str
    review: str
    status: Status
    score: str
    score_order: float
    questions: tuple[_Cell, ...]
    causes: str
    cause_ids: str
    seconds: float
    time: str


class _Named(Frozen):
    """A question's short name and its title."""

    name: str
    title: str


def class_page(
    rows: Sequence[Row],
    title: Text,
    source: str,
    language: Language,
    similarity: Similarity,
    comparison: Comparison | None = None,
) -> str:
    """The page; every submission is a line. Accuracies and evidence of all are in it: it is for instructors."""
    grades = [row.grade for row in rows]
    view = overview(rows, language)
    plots = (histogram(grades, language), accuracies(grades, language))
    questions = _questions(grades, language)
    lines = _lines(rows, [question.name for question in questions], language)
    return render(
        "class.html",
        language,
        table=True,
        title=plain(title.to(language)),
        source=plain(source),
        view=view,
        charts=[plot for plot in plots if plot is not None],
        bands=plots[1] is not None,
        questions=questions,
        table_words=_table_words(language),
        rows=lines,
        waiting=[_waiting(row, language) for row in view.waiting],
        pairs=_pairs(similarity, language),
        similar_note=_similar_note(similarity, language),
        comparison=comparison,
        comparison_note=_comparison_note(comparison, language) if comparison else "",
        changes=_changes(comparison, {grade.submission for grade in grades}, language) if comparison else (),
        time_note=_time_note(view, language),
        sections=[
            {"name": section_name(name, language), "seconds": number(seconds, language, 1), "share": share}
            for name, seconds, share in view.sections
        ],
        contents=_contents(comparison is not None, language),
    )


def _table_words(language: Language) -> str:
    """What DataTables says itself, to screen readers and where nothing is found."""
    names = {"orderable": "sort", "orderableReverse": "sort back", "orderableRemove": "sort off"}
    aria = {name: f": {word(text, language)}" for name, text in names.items()}
    return json.dumps({"zeroRecords": word("nothing found", language), "aria": aria})


def page_of(submission: str, page: str) -> str:
    """The address of a submission's page, seen from the class's."""
    return f"{quote(submission, safe='')}/{page}"


def _contents(compared: bool, language: Language) -> list[tuple[str, str]]:
    names = [("table", "table"), ("review", "review list"), ("causes", "frequent")]
    names += [("comparison", "comparison")] if compared else []
    names += [("similar", "similar"), ("time", "time spent")]
    return [(anchor, word(name, language)) for anchor, name in names]


def _questions(grades: Sequence[Grade], language: Language) -> list[_Named]:
    titles: dict[str, Text] = {}
    for grade in grades:
        titles.update(grade.questions)
    judged = dict.fromkeys(check.question for grade in grades for check in grade.checks)
    return [_Named(name=name, title=titles[name].to(language) if name in titles else name) for name in judged]


def _lines(rows: Sequence[Row], questions: Sequence[str], language: Language) -> list[_Line]:
    # As text of equal length: a column of numbers is searched without regard for accents.
    by_name = sorted(range(len(rows)), key=lambda index: collated(rows[index].grade.submission))
    ranks = {index: f"{rank:06}" for rank, index in enumerate(by_name)}
    return [_line(row, ranks[index], questions, language) for index, row in enumerate(rows)]


def collated(name: str) -> tuple[str, str]:
    """What names are sorted by: letters without their accents and case first."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return bare.casefold(), name


def _line(row: Row, rank: str, questions: Sequence[str], language: Language) -> _Line:
    grade = row.grade
    rejected = grade.status == "rejected"
    found = causes(grade)
    return _Line(
        name=plain(grade.submission, 120),
        rank=rank,
        href=page_of(grade.submission, "feedback.html"),
        review=page_of(grade.submission, "review.html"),
        status=grade.status,
        score="–" if rejected else number(grade.score, language),
        score_order=-1.0 if rejected else grade.score,
        questions=tuple(_points(grade, name, language) for name in questions),
        causes=", ".join(cause_name(cause, language) for cause in found),
        cause_ids=" ".join(every_cause(grade)),
        seconds=row.seconds,
        time=seconds_text(row.seconds, language),
    )


def _points(grade: Grade, question: str, language: Language) -> _Cell:
    checks = [check for check in grade.checks if check.question == question]
    if not checks:
        return _Cell(text="–", order=-1.0)
    points, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    style = " full" if points >= most - 1e-9 else " none" if points <= 0 else " part"
    return _Cell(text=number(points, language), order=points, style=style)


def seconds_text(seconds: float, language: Language) -> str:
    """`48 s`, `3 min 20 s` or `2 h 5 min`."""
    if seconds <= 0:
        return "–"
    if seconds < 59.5:
        return f"{number(seconds, language, 1 if seconds < 10 else 0)} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _waiting(row: Row, language: Language) -> dict[str, str]:
    grade = row.grade
    return {
        "name": plain(grade.submission, 120),
        "review": page_of(grade.submission, "review.html"),
        "status": grade.status,
        "reason": plain(grade.reason.to(language), 400) if grade.reason else "–",
    }


def _time_note(view: Overview, language: Language) -> str:
    return word("time note", language).format(
        total=seconds_text(view.total, language),
        median=seconds_text(view.median_seconds, language),
        slow=seconds_text(view.slowest, language),
    )


def _similar_note(similarity: Similarity, language: Language) -> str:
    if similarity.rate is None:
        return ""
    return word("similar far", language).format(
        text=similarity.rate.to(language), threshold=percent(similarity.threshold, language)
    )


def _pairs(similarity: Similarity, language: Language) -> list[dict[str, object]]:
    return [
        {
            "who": [(plain(name, 80), page_of(name, "review.html")) for name in (pair.first, pair.second)],
            "code": percent(pair.code, language),
            "histories": f"{pair.histories} / {pair.trainings}",
            "cells": "; ".join(f"{first + 1} ↔ {second + 1}" for first, second in pair.cells),
        }
        for pair in similarity.pairs
    ]


def _comparison_note(comparison: Comparison, language: Language) -> str:
    return word("comparison note", language).format(
        changed=len(comparison.changes), all=comparison.count, sum=signed(comparison.difference, language)
    )


def signed(value: float, language: Language) -> str:
    """A difference with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{number(abs(value), language)}"


def _changes(comparison: Comparison, present: set[str], language: Language) -> list[dict[str, str]]:
    return [_change(item, item.submission in present, language) for item in comparison.changes]


def _change(item: Change, present: bool, language: Language) -> dict[str, str]:
    difference = item.difference
    if difference is None:
        what = word("only now" if item.before is None else "only before", language)
    else:
        what = ", ".join(item.what)
    return {
        "name": plain(item.submission, 120),
        "review": page_of(item.submission, "review.html") if present else "",
        "before": "–" if item.before is None else number(item.before, language),
        "now": "–" if item.now is None else number(item.now, language),
        "change": "–" if difference is None else signed(difference, language),
        "style": "up" if (difference or 0) > 0 else "down" if (difference or 0) < 0 else "",
        "what": what,
    }
