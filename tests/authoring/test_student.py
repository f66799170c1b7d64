import pytest

from autograder.authoring import Question, percent, questions, solution_notebook, student_notebook
from autograder.authoring.student import without_markers, without_solution
from autograder.errors import AssignmentInvalid

MASTER = percent.read("""
# %% [raw]
# # ASSIGNMENT CONFIG
# name: x
# %% [markdown]
# Hola
# %% [en]
# Hello
# %% example
example = 1
# %% [raw]
# # BEGIN QUESTION
# name: a
# points: 2.5
# %% [raw]
# # BEGIN SOLUTION
# %%
# TODO a: escribe y
y = 2  # SOLUTION
# %% [markdown]
# La respuesta
# %% [raw]
# # END SOLUTION
# %% [raw]
# # BEGIN TESTS
# %%
def test_y(y):
    assert y == 2
# %% [raw]
# # END TESTS
# %% [raw]
# # END QUESTION
# %% check
grader.check("a")
# %% [translations]
# TODO a: escribe y => TODO a: write y
""")

CHECK = 'grader.check("a")'
"""With which students check themselves: handed out, and part of no solution."""

CELL = '''# TODO: haz algo
""" # BEGIN PROMPT
x = ...
""" # END PROMPT
# BEGIN SOLUTION NO PROMPT
x = [
    1,
]
# END SOLUTION
def f():
    # BEGIN SOLUTION
    return x
    # END SOLUTION
score = f()[0]  # SOLUTION
print(score)  # SOLUTION
show()  # SOLUTION NO PROMPT'''


def test_a_student_sees_placeholders_instead_of_solutions() -> None:
    """Blocks become `...`, assignments keep their name, prompts stand where the author wants them."""
    assert without_solution(CELL) == ("# TODO: haz algo\nx = ...\ndef f():\n    ...\nscore = ...\n...")


def test_the_solution_is_plain_code() -> None:
    """Nothing of Otter's scaffolding is left."""
    assert without_markers(CELL) == ("x = [\n    1,\n]\ndef f():\n    return x\nscore = f()[0]\nprint(score)\nshow()")


def test_the_student_notebook_has_no_solution_and_no_test() -> None:
    """Raw cells, tests and written answers go; answer cells say which question they answer."""
    notebook = student_notebook(MASTER, "x")
    sources = [cell.source for cell in notebook.cells]
    assert sources == ["Hola", "example = 1", "# TODO a: escribe y\ny = ...", CHECK]
    assert notebook.cells[2].metadata == {"tags": ["otter_answer_cell"], "autograder": {"question": "a"}}
    assert notebook.metadata["autograder"] == {"assignment": "x", "language": "es"}


def test_the_english_notebook_has_the_same_cells() -> None:
    """Language is the only difference."""
    notebook = student_notebook(MASTER, "x", "en")
    sources = [cell.source for cell in notebook.cells]
    assert sources == ["Hello", "example = 1", "# TODO a: write y\ny = ...", CHECK]
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in student_notebook(MASTER, "x").cells]


def test_the_solution_notebook_may_carry_the_example() -> None:
    """Calibration runs what is graded; a full run also takes the worked example. Written answers are part of both."""
    assert [cell.source for cell in solution_notebook(MASTER).cells] == ["y = 2", "La respuesta"]
    whole = solution_notebook(MASTER, example=True)
    assert [cell.source for cell in whole.cells] == ["example = 1", "y = 2", "La respuesta"]


def test_questions_are_read_from_their_raw_cells() -> None:
    """Name and points stand once, in the master."""
    assert questions(MASTER) == (Question("a", 2.5),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# %% [raw]\n# # BEGIN QUESTION\n# name: a\n", "ends inside a question"),
        ("# %% [raw]\n# # END TESTS\n", "ends a tests that is not open"),
        ("# %% [raw]\n# # BEGIN QUESTION\n# points: 1\n", "has no name"),
        ("# %%\nx = 1  # IGNORE\n", "not supported"),
    ],
)
def test_a_broken_master_is_named(text: str, fault: str) -> None:
    """A master's mistake is found when it is generated, not when a student opens it."""
    with pytest.raises(AssignmentInvalid, match=fault):
        student_notebook(percent.read(text), "x")


def test_an_open_solution_block_is_named() -> None:
    """Otherwise the rest of the cell would vanish."""
    with pytest.raises(AssignmentInvalid, match="END SOLUTION"):
        without_solution("# BEGIN SOLUTION\nx = 1")
