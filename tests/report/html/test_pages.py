"""What stands around all pages."""

import base64
import hashlib
import re

from autograder.report.html.pages import frame
from autograder.report.html.student import student_page
from autograder.report.html.words import _WORDS
from report.build import TITLE

from .classroom import works


def test_the_policy_allows_exactly_the_pages_scripts() -> None:
    """Every inline script and style has its hash in the policy, and there is no other way in."""
    page = student_page(works(1)[0], TITLE, "es")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    allowed = policy[1].replace("&#39;", "'")
    for kind in ("script", "style"):
        texts = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert texts
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        told = next(part for part in allowed.split("; ") if part.startswith(f"{kind}-src"))
        assert told.split()[1:] == [f"'sha256-{digest}'" for digest in hashes]
    assert allowed.startswith("default-src 'none'")
    assert "unsafe" not in allowed


def test_nothing_is_asked_of_a_network() -> None:
    """No address of another place in what the pages load; comments with a library's home are no loading."""
    page = student_page(works(1)[0], TITLE, "es")
    assert re.findall(r'(?:src|href|action)="(?!#|feedback|\.\./)[^"]*"', page) == []
    assert "@import" not in frame(False).style
    assert "url(" not in frame(False).style


def test_every_word_is_in_both_languages_with_the_same_gaps() -> None:
    """A sentence with places to fill has the same ones in the other language."""
    for name, text in _WORDS.items():
        assert text.es.strip(), name
        assert text.en.strip(), name
        assert sorted(re.findall(r"{\w+}", text.es)) == sorted(re.findall(r"{\w+}", text.en)), name
