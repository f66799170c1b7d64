"""What goes wrong is told in one line, whatever the names it quotes."""

from autograder.errors import AssignmentInvalid


def test_an_error_stays_one_visible_line() -> None:
    """A key with a line end or a terminal code in it is shown as Python writes it; accents stay."""
    told = str(AssignmentInvalid("assignment.toml: «práctica»\n\x1b[2J\u202e: this key is not known here"))
    assert told == "assignment.toml: «práctica»\\n\\x1b[2J\\u202e: this key is not known here"
