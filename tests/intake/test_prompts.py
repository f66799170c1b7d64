"""Code with console prompts."""

import pytest

from autograder.intake.prompts import has_prompts, strip_prompts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (">>> x = 1\n>>> x", "x = 1\nx"),
        (">>> for i in y:\n...     print(i)\n...\n0\n1", "for i in y:\n    print(i)\n\n0\n1"),
        (">>> fit()\n<History at 0x7f>\n>>> x", "fit()\n# <History at 0x7f>\nx"),
        (">>> x = 1\nfor i in x:\n    print(i)", "x = 1\nfor i in x:\n    print(i)"),
        ("  >>> x = 1\n  >>> y", "x = 1\ny"),
        (">>> !pip install a\n>>> x = 1", "!pip install a\nx = 1"),
        (">>> x = (\n>>> oops", "x = (\noops"),
    ],
)
def test_prompts_go_and_lines_stay(source: str, expected: str) -> None:
    """Code keeps its lines; results that are not Python become comments."""
    assert has_prompts(source)
    assert strip_prompts(source) == expected


def test_doctests_are_left_alone() -> None:
    """A prompt in a docstring is part of the code."""
    assert not has_prompts('def f():\n    """\n    >>> f()\n    """')
    assert not has_prompts("")
