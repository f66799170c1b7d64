"""Students' code on a page."""

import pytest

from autograder.report.html.source import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n\tb\rc", "a\n\tb\nc"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07", "red "),
        ("if x:\u202e }\u2066", "if x:⟨U+202E⟩ }⟨U+2066⟩"),
        ("a\u200bb\x00\x08", "a⟨U+200B⟩b⟨U+0000⟩⟨U+0008⟩"),
        ("\u2028\ud800", "⟨U+2028⟩⟨U+D800⟩"),
        ("ñ € 漢 <b>", "ñ € 漢 <b>"),
    ],
)
def test_nothing_invisible_is_left(text: str, shown: str) -> None:
    """Lines stay, colours go, and what hides or turns text round is named."""
    assert visible(text) == shown


def test_very_long_text_is_cut() -> None:
    """In length and in width, with a sign that something is missing."""
    assert visible("x\n" * 100, limit=10) == "x\n" * 5 + "\n…"
    assert visible("y" * 5000).split("\n")[0] == "y" * 2000 + "…"
