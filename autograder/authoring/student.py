"""From a master to what a student gets, and to the bare solution."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import nbformat
from nbformat import NotebookNode

from autograder.authoring.english import in_english
from autograder.authoring.percent import KEY
from autograder.errors import AssignmentInvalid

Language = Literal["es", "en"]

_BOUNDARY = re.compile(r"#\s*(BEGIN|END)\s+(QUESTION|SOLUTION|PROMPT|TESTS)\b", re.IGNORECASE)
_CONFIG = re.compile(r"#\s*ASSIGNMENT CONFIG\b", re.IGNORECASE)
_BEGIN = re.compile(r"^(\s*)# BEGIN SOLUTION( NO PROMPT)?\s*$")
_ASSIGNMENT = re.compile(r"^(\s*[\w.,\s]+=).*# ?SOLUTION\s*$")
_LINE = re.compile(r"^(\s*).*# ?SOLUTION\s*$")
_UNSUPPORTED = re.compile(r"#\s*(BEGIN IGNORE|END IGNORE|IGNORE|SEED)\s*$")
_SCAFFOLD = re.compile(r"^\s*# (TODO\b.*|(BEGIN|END) SOLUTION( NO PROMPT)?\s*)$")
_DROPPED = ("# SOLUTION NO PROMPT", "# BEGIN PROMPT", "# END PROMPT")
_ANSWER_TAG = "otter_answer_cell"
_EXAMPLE_TAG = "example"
_CHECK_TAG = "check"
"""Cells with which students check themselves: part of what is handed out, and of no solution."""


class Block(Enum):
    """The innermost Otter block that a cell stands in."""

    NONE = "none"
    QUESTION = "question"
    SOLUTION = "solution"
    PROMPT = "prompt"
    TESTS = "tests"


@dataclass(frozen=True)
class Question:
    """A question as its raw cell announces it."""

    name: str
    points: float


@dataclass(frozen=True)
class _Placed:
    cell: NotebookNode
    block: Block
    question: Question | None


def questions(master: NotebookNode) -> tuple[Question, ...]:
    """The master's questions, in order."""
    seen = dict.fromkeys(placed.question for placed in _placed(master) if placed.question is not None)
    return tuple(seen)


def student_notebook(master: NotebookNode, assignment: str, language: Language = "es") -> NotebookNode:
    """The notebook handed out: no solutions, no tests, no outputs, in one language.

    Raises AssignmentInvalid when a block is left open or, for English, when a text has no translation.
    """
    cells = [_student_cell(placed) for placed in _placed(master) if _is_for_students(placed)]
    notebook = _like(master, cells)
    if language == "en":
        notebook = in_english(notebook, master.metadata.get(KEY, {}).get("translations", {}))
    for cell in notebook.cells:
        cell.metadata.get(KEY, {}).pop("en", None)
        if not cell.metadata.get(KEY, True):
            del cell.metadata[KEY]
    notebook.metadata[KEY] = {"assignment": assignment, "language": language}
    return notebook


def solution_notebook(master: NotebookNode, *, example: bool = False) -> NotebookNode:
    """The solution alone, code and written answers, as it is handed in; with `example`, the worked example too."""
    kept = [
        placed.cell
        for placed in _placed(master)
        if (placed.cell.cell_type == "code" or _is_written_answer(placed))
        and placed.block not in (Block.TESTS, Block.PROMPT)
        and not _tags(placed).intersection({_CHECK_TAG} if example else {_CHECK_TAG, _EXAMPLE_TAG})
    ]
    return _like(master, [_bare(cell) for cell in kept])


def without_solution(source: str) -> str:
    """What Otter leaves of a solution cell: `...` for a block or a line, `x = ...` for an assignment."""
    lines: list[str] = []
    inside = False
    for line in source.splitlines():
        if line.rstrip().endswith("# END SOLUTION"):
            inside = False
        elif inside or line.rstrip().endswith(_DROPPED):
            continue
        elif begin := _BEGIN.match(line):
            inside = True
            lines += [] if begin[2] else [begin[1] + "..."]
        else:
            lines.append(_prompted(line))
    if inside:
        raise AssignmentInvalid(f"a solution cell never says '# END SOLUTION': {source.splitlines()[0]!r}")
    return "\n".join(lines)


def without_markers(source: str) -> str:
    """A solution cell as plain code: markers, prompts and `# TODO` lines go, the solution stays."""
    source = re.sub(r'^[ \t]*""" # BEGIN PROMPT\n.*?""" # END PROMPT\n?', "", source, flags=re.DOTALL | re.MULTILINE)
    kept = [line for line in source.splitlines() if not _SCAFFOLD.match(line)]
    return "\n".join(re.sub(r"\s*# ?SOLUTION( NO PROMPT)?\s*$", "", line) for line in kept)


def _prompted(line: str) -> str:
    if assignment := _ASSIGNMENT.match(line):
        return assignment[1] + " ..."
    if whole := _LINE.match(line):
        return whole[1] + "..."
    return line


def _placed(master: NotebookNode) -> Iterator[_Placed]:
    """Each cell that is not a marker, with the block and the question it stands in."""
    stack: list[Block] = []
    question: Question | None = None
    for number, cell in enumerate(master.cells):
        first = cell.source.partition("\n")[0]
        boundary = _BOUNDARY.match(first) if cell.cell_type == "raw" else None
        if boundary is not None:
            block = Block(boundary[2].lower())
            if boundary[1].upper() == "BEGIN":
                stack.append(block)
                question = _question(cell.source) if block is Block.QUESTION else question
            elif not stack or stack.pop() is not block:
                raise AssignmentInvalid(f"cell {number} of the master ends a {block.value} that is not open")
        elif not (cell.cell_type == "raw" and _CONFIG.match(first)):
            if cell.cell_type == "code" and any(map(_UNSUPPORTED.search, cell.source.splitlines())):
                raise AssignmentInvalid(f"cell {number} of the master uses # IGNORE or # SEED: not supported here")
            yield _Placed(cell, stack[-1] if stack else Block.NONE, question if stack else None)
    if stack:
        raise AssignmentInvalid(f"the master ends inside a {stack[-1].value}: add its END cell")


def _question(source: str) -> Question:
    pairs = dict(line.partition(":")[::2] for line in source.splitlines()[1:])
    if "name" not in pairs:
        raise AssignmentInvalid("a BEGIN QUESTION cell has no name")
    return Question(pairs["name"].strip(), float(pairs.get("points", "1")))


def _tags(placed: _Placed) -> set[str]:
    return set(placed.cell.metadata.get("tags", ()))


def _is_for_students(placed: _Placed) -> bool:
    return placed.block is not Block.TESTS and not _is_written_answer(placed)


def _is_written_answer(placed: _Placed) -> bool:
    return placed.block is Block.SOLUTION and placed.cell.cell_type == "markdown"


def _bare(cell: NotebookNode) -> NotebookNode:
    if cell.cell_type == "markdown":
        return nbformat.v4.new_markdown_cell(cell.source, id=cell.id)
    return nbformat.v4.new_code_cell(without_markers(cell.source), id=cell.id)


def _student_cell(placed: _Placed) -> NotebookNode:
    cell = copy.deepcopy(placed.cell)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if placed.block in (Block.SOLUTION, Block.PROMPT) and placed.question is not None:
        cell.metadata["tags"] = [*cell.metadata.get("tags", ()), _ANSWER_TAG]
        cell.metadata.setdefault(KEY, {})["question"] = placed.question.name
    if placed.block is Block.SOLUTION:
        cell.source = without_solution(cell.source)
    return cell


def _like(master: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    metadata = {key: value for key, value in master.metadata.items() if key in ("kernelspec", "language_info")}
    return nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(metadata))
