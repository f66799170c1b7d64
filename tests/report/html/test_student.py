"""A student's page says what is theirs, and no more."""

from datetime import UTC, datetime

from autograder.model.base import Text
from autograder.model.grade import Late
from autograder.report.html.student import Likeness, review_page, student_page
from autograder.report.html.work import Work
from report.build import TITLE, check, grade, mixed, rejected

from .classroom import works

HIDDEN = {"reference_mean": 0.98765, "expected": "secret-answer", "inputs": [4242.5]}


def test_hidden_expectations_are_for_instructors() -> None:
    """What the grader knows, others' names and internal pages are only on the instructor's page."""
    work = Work(grade=grade("ana", check(evidence=HIDDEN)))
    similar = (Likeness(name="Eva Copia", href="../Eva/review.html", text="93 %"),)
    own, internal = student_page(work, TITLE, "es"), review_page(work, TITLE, "es", similar)
    for text in ("0.98765", "secret-answer", "4242.5", "Eva Copia"):
        assert text not in own
        assert text in internal
    for text in ("review.html", "index.html"):
        assert text not in own.split("<main")[1].split("</main>")[0]


def test_every_check_has_its_reason_advice_and_cell() -> None:
    """Titles by question, verdicts in words, repairs, and a link to the cell where there is one."""
    page = student_page(Work(grade=mixed()), TITLE, "en")
    for text in ("a) Search", "Partly.", "Learning rate", "Advice:", "Cells without an id: 3.", "What was mended"):
        assert text in page
    own = works(1)[0]
    page = student_page(own, TITLE, "es")
    for finding in own.grade.findings:
        if finding.cell is not None:
            assert f'href="#cell-{finding.cell + 1}"' in page
            assert f'id="cell-{finding.cell + 1}"' in page


def test_late_work_has_a_line() -> None:
    """What handing in late costs stands below the name."""
    moment = datetime(2026, 5, 4, tzinfo=UTC)
    said = Text(es="Un día tarde: −1 punto.", en="One day late: −1 point.")
    late = Late(due=moment, submitted=moment, units=1, per="day", percent=10, of="maximum", points=1.0, message=said)
    assert "Un día tarde: −1 punto." in student_page(Work(grade=grade("a", check(), late=late)), TITLE, "es")


def test_a_rejected_file_has_its_reason_and_no_score() -> None:
    """Nothing was graded, and the page says what to do."""
    page = student_page(Work(grade=rejected()), TITLE, "es")
    assert "Esto es un PDF, no un cuaderno." in page
    assert "<meter" not in page
