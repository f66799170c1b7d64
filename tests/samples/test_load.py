import ast

import nbformat
import pytest

from samples.load import Script, scripts

CAUSES = {"honest", "validation-leak", "callbacks-dropped"}


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_a_script_is_a_notebook_of_valid_python(script: Script) -> None:
    """Every script becomes a valid notebook whose code parses, and says what a grader should find."""
    notebook = script.notebook
    nbformat.validate(notebook)
    for cell in notebook.cells:
        ast.parse(cell.source)
    assert len(notebook.cells) == 3
    assert script.expects in CAUSES


def test_each_way_of_training_has_an_honest_and_a_leaky_script() -> None:
    """A detector is only worth something when it also keeps quiet."""
    names = {script.name for script in scripts()}
    honest = {name.removesuffix("_honest") for name in names if name.endswith("_honest")}
    assert len(honest) == 9
    assert {f"{way}_leak" for way in honest} <= names
