"""Students' strings made harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report.plain import plain, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mrojo\x1b[0m", "rojo"),
        ("\x1b]0;title\x07a", "a"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("a\rb\n\n c\u2028d", "a b c d"),
        ("user\u202etxt.exe", "usertxt.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("n\u0303andú", "ñandú"),
        ("\x9b31mred", "31mred"),
    ],
)
def test_what_steers_terminals_goes(text: str, expected: str) -> None:
    """Escapes, control and invisible characters are removed, accents are composed."""
    assert plain(text) == expected


@given(st.text(), st.integers(20, 90))
def test_any_text_is_visible_and_fits(text: str, width: int) -> None:
    """Nothing but visible characters and spaces is left, in lines that fit."""
    assert all(unicodedata.category(char)[0] != "C" for char in plain(text))
    assert all(len(line) <= width for line in wrapped(text, width, "  • ").split("\n"))


def test_long_text_is_cut() -> None:
    """A text has an end."""
    assert plain("x" * 50, 10) == "x" * 9 + "…"


def test_wrapping_indents() -> None:
    """Lines after the first stand under it; words that are too long are broken."""
    assert wrapped("uno dos tres", 9, "- ") == "- uno dos\n  tres"
    assert wrapped("x" * 12, 8, "- ") == "- xxxxxx\n  xxxxxx"
    assert wrapped("", 8, "- ") == "-"
