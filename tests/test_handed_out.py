"""What of a notebook is the student's own."""

from pathlib import Path
from typing import Any

import pytest
from intake.build import code, notebook, save

from autograder.handed_out import HandedOut, handed_out
from autograder.intake import read
from autograder.model.submission import Cell, Submission


def markdown(text: str) -> dict[str, Any]:
    """A text cell."""
    return {"cell_type": "markdown", "id": "m", "metadata": {}, "source": text}


PROMPT = "**Pregunta b.** ¿Qué tal es el resultado?\n\n_Escribe aquí tu conclusión_"


@pytest.fixture
def given(tmp_path: Path) -> HandedOut:
    """A notebook with a code cell and a question."""
    save(tmp_path / "tl05.ipynb", notebook(code("x = 1\ny = ..."), markdown(PROMPT)))
    return handed_out(tmp_path)


def cells(*pairs: tuple[str, str]) -> tuple[Cell, ...]:
    """Cells of these kinds and sources."""
    return tuple(Cell(index=i, kind=kind, source=text) for i, (kind, text) in enumerate(pairs))  # type: ignore[arg-type]


def test_what_was_handed_out_is_nobodys_work(given: HandedOut) -> None:
    """Not even with other spaces, or Markdown's marks changed by an editor; raw and empty cells neither."""
    seen = cells(("code", "x = 1\n\ny =  ..."), ("markdown", PROMPT.replace("_", "*")), ("raw", "r"), ("code", " "))
    assert given.own(seen) == ()


def test_code_is_own_as_soon_as_it_differs(given: HandedOut) -> None:
    """Marks mean something in code."""
    seen = cells(("code", "x = 1\ny = 2"), ("code", "# x = 1\ny = ..."))
    assert given.own(seen) == seen


def test_an_answer_written_into_the_question_is_the_answer_alone(given: HandedOut) -> None:
    """Its place in the notebook stays."""
    answered = PROMPT.replace("_Escribe aquí tu conclusión_", "Es parecido al anterior.")
    own = given.own(cells(("code", "x = 1\ny = ..."), ("markdown", answered)))
    assert [(cell.index, cell.source.strip()) for cell in own] == [(1, "Es parecido al anterior.")]


def test_the_projects_own_notebooks_hand_out_nothing_of_the_students() -> None:
    """The whole student notebook is given; in the master, solutions are not."""
    root = Path(__file__).parents[1]
    given = handed_out(root / "assignments" / "tl04")
    student, master = (read(root / place / "tl04" / "tl04.ipynb") for place in ("assignments", "solutions"))
    assert isinstance(student, Submission)
    assert isinstance(master, Submission)
    assert given.own(student.cells) == ()
    assert any("tuner_a.search" in cell.source for cell in given.own(master.cells))


def test_an_assignment_without_notebooks(tmp_path: Path) -> None:
    """Then everything is the student's."""
    seen = cells(("markdown", "Hola"))
    assert handed_out(tmp_path).own(seen) == seen
