"""The class's page."""

import time

import pytest

from autograder.report.html.class_page import class_page, collated, page_of, seconds_text, signed
from autograder.report.html.comparison import compare
from autograder.similar.pair import Similarity
from report.build import TITLE, check, grade

from .classroom import row, works

NOBODY = Similarity(threshold=0.4)


def test_five_hundred_are_written_at_once() -> None:
    """A row for each, in a few seconds of processor time and two megabytes at most."""
    rows = [row(work) for work in works(500)]
    before = time.process_time()
    page = class_page(rows, TITLE, "embedded", "es", NOBODY)
    assert time.process_time() - before < 5
    assert page.count('<tr role="row" data-status=') == 500
    assert len(page) < 2_000_000


def test_sections_that_are_not_there() -> None:
    """Nothing compared, nobody waiting, no pair, no band: each is told or left out."""
    rows = [row(work) for work in works(1)]
    plain = rows[0].model_copy(update={"grade": grade("ana", check())})
    page = class_page([plain], TITLE, "embedded", "en", NOBODY)
    assert "Comparison with" not in page
    for text in ("There is nothing to review.", "No pair is above the threshold.", "no accuracy was judged"):
        assert text in page
    same = compare([plain.grade], [plain.grade], "en")
    assert "Both gradings say the same." in class_page([plain], TITLE, "embedded", "en", NOBODY, same)


@pytest.mark.parametrize("name", ["José Muñoz", "a?b#c", "50%", "javascript:alert(1)", "<b>"])
def test_addresses_lead_to_the_folder_and_nowhere_else(name: str) -> None:
    """Names are quoted as parts of a path."""
    address = page_of(name, "feedback.html")
    assert address.endswith("/feedback.html")
    assert not set(address.removesuffix("/feedback.html")) & set("/?#:<> ")


def test_names_times_and_differences() -> None:
    """Sorted as people sort, read as people read."""
    assert sorted(["Zoe", "íñigo", "Ana", "Álvaro"], key=collated) == ["Álvaro", "Ana", "íñigo", "Zoe"]
    assert [seconds_text(value, "es") for value in (0, 4.25, 48, 200, 7500)] == [
        "–",
        "4,2 s",
        "48 s",
        "3 min 20 s",
        "2 h 5 min",
    ]
    assert [signed(value, "es") for value in (1.5, -0.25, 0.0)] == ["+1,5", "−0,25", "±0"]
