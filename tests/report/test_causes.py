"""Names of causes in reports."""

from autograder.report.causes import NAMES, cause_name


def test_every_cause_has_a_name_in_both_languages() -> None:
    """No name is empty, and the code itself never shows where a name is known."""
    assert all(text.es and text.en and cause not in (text.es, text.en) for cause, text in NAMES.items())


def test_an_unknown_cause_stands_for_itself() -> None:
    """A cause that reports do not know yet is shown by its code."""
    assert cause_name("brand-new", "es") == "brand-new"
