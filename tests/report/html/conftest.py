"""A browser without a window, and a class's pages on disk."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.model.base import Language, Text
from autograder.report.html.class_page import class_page
from autograder.report.html.comparison import compare
from autograder.report.html.student import Likeness, review_page, student_page
from autograder.report.html.work import Work
from autograder.similar.pair import Pair, Similarity

from .classroom import ASSIGNMENT, row, works
from .hostile import hostile

LARGE = 500


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; tests that need it are skipped where it is not installed."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path)
        yield opened
        opened.close()


class Site:
    """Pages of classes in a folder, written when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, language: Language = "es", count: int = 40) -> str:
        """Address of a class's page; the first submission's own pages and the hostile one's are beside it."""
        folder = self.folder / f"{language}-{count}"
        if not folder.exists():
            folder.mkdir()
            write_site(folder, works(count), language)
        return (folder / "index.html").as_uri()

    def student(self, language: Language = "es", page: str = "feedback.html", which: int = 0) -> str:
        """Address of a page about a submission: the first one's, or with -1 the hostile one's."""
        folder = Path(self.index(language).removeprefix("file://")).parent
        work = hostile() if which == -1 else works(40)[which]
        return (folder / work.grade.submission / page).as_uri()


def write_site(folder: Path, class_: Sequence[Work], language: Language) -> None:
    """The class's page, and the pages of its first three submissions and of a hostile one."""
    class_ = (*class_, hostile())
    grades = [work.grade for work in class_]
    first, second = grades[0].submission, grades[1].submission
    pair = Pair(first=first, second=second, code=0.93, histories=4, trainings=6, cells=((4, 4),))
    rate = Text(es="supera el umbral 1 de 236 parejas", en="1 of 236 pairs is above the threshold")
    before = [grades[0].model_copy(update={"score": 1.0}), *grades[1:]]
    page = class_page(
        [row(work) for work in class_],
        ASSIGNMENT.title,
        "embedded",
        language,
        Similarity(threshold=0.45, pairs=(pair,), rate=rate),
        compare(before, grades, language),
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    for work in (*class_[:3], class_[-1]):
        own = folder / work.grade.submission
        own.mkdir()
        similar = (Likeness(name=second, href="../index.html", text="93 %"),)
        pages = {
            "feedback.html": student_page(work, ASSIGNMENT.title, language),
            "review.html": review_page(work, ASSIGNMENT.title, language, similar),
        }
        for name, text in pages.items():
            (own / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The pages of classes."""
    return Site(tmp_path_factory.mktemp("site"))
