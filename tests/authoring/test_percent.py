import nbformat
import pytest

from autograder.authoring import percent
from autograder.errors import AssignmentInvalid

TEXT = '''# %% [markdown]
r"""
# Título con `código` y $\\\\eta$
"""

# %% [en]
r"""
# Title with `code` and $\\\\eta$
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: a
"""

# %% example
print("época")  # una época

# %% [translations]
r"""
época => epoch
una época => one epoch
"""
'''


def test_text_and_notebook_carry_the_same() -> None:
    """Writing what was read gives the text back, accents, formulas, tags and translations included."""
    assert percent.write(percent.read(TEXT)) == TEXT


def test_english_lives_in_the_metadata_of_the_spanish_cell() -> None:
    """An [en] cell is no cell of the notebook: Otter and Jupyter see the Spanish one only."""
    notebook = percent.read(TEXT)
    nbformat.validate(notebook)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "raw", "code"]
    assert notebook.cells[0].metadata["autograder"]["en"].startswith("# Title")
    assert notebook.cells[2].metadata["tags"] == ["example"]


def test_commented_markdown_is_read_too() -> None:
    """Markdown in comments, as other tools write the percent format, means the same."""
    notebook = percent.read("# %% [markdown]\n# # Hola\n#\n# mundo\n# %%\nx = 1\n")
    assert [cell.source for cell in notebook.cells] == ["# Hola\n\nmundo", "x = 1"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# %% [en]\n# Title", "starts with an [en] cell"),
        ("# %% [table]\n# x", "unknown kind [table]"),
        ("# %% [translations]\n# hola", "translation without '=>'"),
    ],
)
def test_a_text_that_cannot_be_meant_is_refused(text: str, fault: str) -> None:
    """The author learns what is wrong instead of losing a cell."""
    with pytest.raises(AssignmentInvalid) as caught:
        percent.read(text)
    assert fault in str(caught.value)
