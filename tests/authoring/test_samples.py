"""Sample submissions: edits of the bare solution that must be found, and notebooks that are current."""

import ast
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from typer.testing import CliRunner

from autograder.authoring.__main__ import app
from autograder.authoring.samples import DESCRIPTION, Edit, Sample, edited, read_samples, sample_notebooks
from autograder.errors import AssignmentInvalid
from autograder.report.causes import NAMES

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted(path.parent.parent for path in (ROOT / "solutions").glob(f"*/samples/{DESCRIPTION}"))


def bare() -> NotebookNode:
    """A solution of two cells."""
    cells = [nbformat.v4.new_code_cell("x = 1\ny = 1", id="a"), nbformat.v4.new_code_cell("print(x)", id="b")]
    return nbformat.v4.new_notebook(cells=cells)


def sample(*edits: Edit) -> Sample:
    """A sample with these edits."""
    return Sample(file="ana.ipynb", edits=edits)


def test_edits_change_what_they_name_and_nothing_else() -> None:
    """Cell ids stay, so that equal edits give equal files; the solution itself is not touched."""
    solution = bare()
    made = edited(solution, sample(Edit(old="x = 1", new="x = 2")))
    assert [(cell.id, cell.source) for cell in made.cells] == [("a", "x = 2\ny = 1"), ("b", "print(x)")]
    assert solution.cells[0].source == "x = 1\ny = 1"


def test_a_cell_that_is_edited_away_is_gone() -> None:
    """An answer that a student left out leaves no empty cell."""
    assert [cell.id for cell in edited(bare(), sample(Edit(old="print(x)", new=""))).cells] == ["a"]


@pytest.mark.parametrize(("old", "words"), [("z", "not in the solution"), (" = 1", "2 times")])
def test_an_edit_must_be_found_once(old: str, words: str) -> None:
    """A slip, or a solution that moved on, is told with the sample's name."""
    with pytest.raises(AssignmentInvalid, match=words):
        edited(bare(), sample(Edit(old=old, new="")))


def test_edits_everywhere_say_so() -> None:
    """Every occurrence, in every cell."""
    made = edited(bare(), sample(Edit(old="x", new="w", everywhere=True)))
    assert [cell.source for cell in made.cells] == ["w = 1\ny = 1", "print(w)"]


@pytest.mark.parametrize(
    "text",
    [
        "[[sample]]\nfile = 'a/b.ipynb'",
        "[[sample]]\nfile = 'a.ipynb'\n[[sample]]\nfile = 'a.ipynb'",
        "[[sample]]\nfile = 'a.ipynb'\ncuase = 'x'",
        "sample = 3",
        "[",
    ],
)
def test_descriptions_that_are_wrong_are_refused(tmp_path: Path, text: str) -> None:
    """One kind of error, with the file's name."""
    (tmp_path / DESCRIPTION).write_text(text, encoding="utf-8")
    with pytest.raises(AssignmentInvalid, match=DESCRIPTION):
        read_samples(tmp_path)


def test_the_command_writes_and_checks(tmp_path: Path) -> None:
    """What is written is current; what was changed by hand is not."""
    solution = tmp_path / "lab"
    (solution / "samples").mkdir(parents=True)
    nbformat.write(bare(), solution / "lab.ipynb")
    description = "[[sample]]\nfile = 'ana.ipynb'\n[[sample.edits]]\nold = 'print(x)'\nnew = 'print(y)'"
    (solution / "samples" / DESCRIPTION).write_text(description, encoding="utf-8")
    run = CliRunner().invoke
    assert run(app, ["samples", str(solution), "--check"]).exit_code == 1
    assert run(app, ["samples", str(solution)]).exit_code == 0
    assert run(app, ["samples", str(solution), "--check"]).exit_code == 0
    (solution / "samples" / "ana.ipynb").write_text("{}", encoding="utf-8")
    assert run(app, ["samples", str(solution), "--check"]).exit_code == 1


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.name)
def test_the_samples_are_current_and_valid(solution: Path) -> None:
    """`python -m autograder.authoring samples solutions/<id>` mends drift; no stray notebook lies beside them."""
    texts = sample_notebooks(solution)
    assert {path.name: path.read_text(encoding="utf-8") for path in (solution / "samples").glob("*.ipynb")} == texts
    for text in texts.values():
        for cell in nbformat.reads(text, as_version=4).cells:
            if cell.cell_type == "code" and not cell.source.lstrip().startswith(("%", "!")):
                ast.parse(cell.source)


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.name)
def test_the_samples_name_causes_and_questions_that_exist(solution: Path) -> None:
    """A mistake is a cause that reports know, in a question of the rubric; honest samples are among them."""
    rubric = tomllib.loads((ROOT / "assignments" / solution.name / "assignment.toml").read_text(encoding="utf-8"))
    samples = read_samples(solution / "samples")
    assert any(item.cause is None for item in samples)
    assert {item.cause for item in samples} - {None} <= set(NAMES)
    assert {item.question for item in samples} - {None} <= {question["id"] for question in rubric["questions"]}
    assert all(item.edits for item in samples if item.cause is not None)
