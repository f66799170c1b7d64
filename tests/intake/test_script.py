"""Python scripts as notebooks."""

import pytest

from autograder.intake.limits import LIMITS, Limits
from autograder.intake.reasons import Unreadable
from autograder.intake.script import read_script


def cells_of(text: str) -> list[tuple[str, str]]:
    """Kinds and sources of a script's cells."""
    return [(cell.kind, cell.source) for cell in read_script(text.encode(), LIMITS)[0]]


def test_a_plain_script_is_one_cell() -> None:
    """Without markers the whole file is one cell."""
    assert cells_of("import keras\n\nx = 1\n") == [("code", "import keras\n\nx = 1")]


def test_percent_cells() -> None:
    """Markers separate cells, text cells lose their comment signs, a header is no cell."""
    text = """# ---
# jupyter: {}
# ---

# %% [markdown]
# # Título
# texto

# %%
%matplotlib inline
x = 1

#%% part two
# only a comment
y = 2
# %% [raw]
# crudo
# %% [markdown]
\"\"\"
Otro
\"\"\"
"""
    assert cells_of(text) == [
        ("markdown", "# Título\ntexto"),
        ("code", "%matplotlib inline\nx = 1"),
        ("code", "# only a comment\ny = 2"),
        ("raw", "crudo"),
        ("markdown", "Otro"),
    ]


def test_exports() -> None:
    """The marks of nbconvert separate cells; its coding line is no cell."""
    text = "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\n\nx = 1\n\n\n# In[ ]:\n\ny = 2\n"
    assert cells_of(text)[-2:] == [("code", "x = 1"), ("code", "y = 2")]


def test_code_before_the_first_marker_counts() -> None:
    """Nothing that would run is lost."""
    assert cells_of("x = 1\n# %%\ny = 2") == [("code", "x = 1"), ("code", "y = 2")]


def test_windows_script_with_prompts() -> None:
    """Encoding, line ends and prompts are mended as in notebooks."""
    cells, repairs = read_script("\ufeff>>> año = 1\r\n>>> año\r\n".encode("utf-16"), LIMITS)
    assert cells[0].source == "año = 1\naño"
    assert [repair.code for repair in repairs] == ["encoding", "crlf", "prompts", "script-read"]


def test_binary_is_no_script() -> None:
    """Bytes with zeros are no text."""
    with pytest.raises(Unreadable, match="not accepted"):
        read_script(b"abc\0\0\0def", LIMITS)


@pytest.mark.parametrize(("limits", "reason"), [(Limits(lean=10), "too-large"), (Limits(cells=3), "too-many-cells")])
def test_scripts_have_limits(limits: Limits, reason: str) -> None:
    """A script that is too long, or falls into too many cells, is refused."""
    with pytest.raises(Unreadable) as caught:
        read_script(b"# %%\nx = 1\n" * 4, limits)
    assert caught.value.code == reason
