import pytest

from autograder.authoring import percent
from autograder.authoring.english import code_in_english, disagreements, in_english
from autograder.errors import AssignmentInvalid


def test_only_comments_and_whole_strings_are_translated() -> None:
    """What runs stays as it is, even where a name or a part of a string looks like a translation."""
    source = 'época = "época"  # una época\nplot(época, "época 2".upper())\n'.replace("época 2", "x época")
    english = code_in_english(source, {"época": "epoch", "una época": "one epoch", "x época": "x epoch"})
    assert english == 'época = "epoch"  # one epoch\nplot(época, "x epoch".upper())\n'


def test_a_translated_docstring_keeps_the_lines_around_it() -> None:
    """Tokens are replaced from the end, so that positions stay true."""
    source = 'def f():\n    """Dice algo."""\n    return 1  # fin\n'
    assert code_in_english(source, {"Dice algo.": "Say it.", "fin": "end"}) == (
        'def f():\n    """Say it."""\n    return 1  # end\n'
    )


@pytest.mark.parametrize("source", ["x = 1  # sin traducir", 'print("Una frase")', 'print("época")'])
def test_prose_without_english_is_an_error(source: str) -> None:
    """No Spanish slips into the English notebook unnoticed."""
    with pytest.raises(AssignmentInvalid, match="no English for"):
        code_in_english(source, {})


@pytest.mark.parametrize("source", ['f(monitor="val_accuracy")', 'print(f"{x:.2%}, {y:.4f}")', "x = 1  # ---"])
def test_code_words_need_no_english(source: str) -> None:
    """Names of metrics, formats and rules are the same in both languages."""
    assert code_in_english(source, {}) == source


def test_a_markdown_cell_without_english_is_an_error() -> None:
    """The text names the cell that lacks its translation."""
    with pytest.raises(AssignmentInvalid, match="Hola"):
        in_english(percent.read("# %% [markdown]\n# Hola\n"), {})


def test_numbers_and_code_must_agree() -> None:
    """Decimal commas and thousands may differ, a number or an option may not."""
    same = "# %% [markdown]\n# Con 60 000 y 89,08 %, `lr`\n# %% [en]\n# With 60,000 and 89.08%, `lr`\n"
    other = "# %% [markdown]\n# Paciencia 10, `lr`\n# %% [en]\n# Patience 5, `lr`\n"
    assert disagreements(percent.read(same)) == ()
    assert disagreements(percent.read(other)) == ("cell-01: ['10', '5']",)
