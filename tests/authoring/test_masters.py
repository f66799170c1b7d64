import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring import percent, solution_notebook
from autograder.authoring.english import disagreements
from autograder.authoring.files import generated

ROOT = Path(__file__).parents[2]
MASTERS = [path for path in sorted((ROOT / "solutions").glob("*/*.ipynb")) if path.stem == path.parent.name]
EXPORT_MARK = re.compile(r"<!-- (BEGIN|END) QUESTION -->\n*")
"""Around questions that a person grades."""
every_master = pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


@every_master
def test_student_notebooks_are_current(path: Path) -> None:
    """Drift is mended by `python -m autograder.authoring students MASTER assignments/<id>`."""
    for name, text in generated(path).items():
        assert (ROOT / "assignments" / path.stem / name).read_text(encoding="utf-8") == text


@every_master
def test_both_languages_say_the_same(path: Path) -> None:
    """Numbers, formulas and code agree between the Spanish and the English of every cell."""
    assert disagreements(_read(path)) == ()


@every_master
def test_a_master_survives_as_text(path: Path) -> None:
    """Editing as percent text loses nothing."""
    master = _read(path)
    again = percent.read(percent.write(master))
    assert [(cell.cell_type, cell.source, cell.metadata) for cell in again.cells] == [
        (cell.cell_type, cell.source, cell.metadata) for cell in master.cells
    ]
    assert again.metadata == master.metadata


@every_master
def test_student_cells_and_solutions_parse(path: Path) -> None:
    """Unfilled placeholders are valid Python, and so is the bare solution, which holds no marker."""
    notebooks = [nbformat.reads(text, as_version=4) for text in generated(path).values()]
    for notebook in [*notebooks, solution_notebook(_read(path), example=True)]:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                ast.parse(cell.source)
                assert "SOLUTION" not in cell.source
                assert "PROMPT" not in cell.source


@every_master
def test_otter_assign_gives_the_same_student_notebook(path: Path, tmp_path: Path) -> None:
    """The real `otter assign` agrees with the Spanish notebook, cell for cell, but for its marks for PDF export."""
    from otter.assign import main as otter_assign

    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    otter_assign(str(copy), str(tmp_path / "dist"), no_run_tests=True)
    otters = _read(tmp_path / "dist" / "student" / path.name)
    ours = nbformat.reads(generated(path)[path.name], as_version=4)
    without_marks = [(cell.cell_type, EXPORT_MARK.sub("", cell.source)) for cell in otters.cells]
    assert [cell for cell in without_marks if cell != ("markdown", "")] == [
        (cell.cell_type, cell.source) for cell in ours.cells
    ]
