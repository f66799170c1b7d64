"""Cells of every format, complete or not."""

import json
from typing import Any

import nbformat
import pytest

from autograder.intake.cells import read_cells
from autograder.intake.limits import LIMITS, Limits
from autograder.intake.reasons import Unreadable

from .build import code, notebook

V3_CELLS = [
    {"cell_type": "heading", "level": 2, "source": ["Parte\n", "A"], "metadata": {}},
    {"cell_type": "code", "language": "python", "collapsed": False, "input": ["x = 1\n", "x"], "metadata": {},
     "prompt_number": 1, "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["1"], "metadata": {}}]},
    {"cell_type": "markdown", "source": "hola", "metadata": {}},
    {"cell_type": "raw", "source": "crudo", "metadata": {}},
]  # fmt: skip
V3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [{"cells": V3_CELLS[:2], "metadata": {}}, {"cells": V3_CELLS[2:], "metadata": {}}],
}


def read_codes(value: dict[str, Any], limits: Limits = LIMITS) -> tuple[list[tuple[str, str]], list[str]]:
    """Kinds and sources, and the codes of the repairs."""
    cells, repairs = read_cells(value, limits)
    assert [cell.index for cell in cells] == list(range(len(cells)))
    return [(cell.kind, cell.source) for cell in cells], [repair.code for repair in repairs]


def test_a_good_notebook_needs_no_repair() -> None:
    """Nothing is reported where nothing was wrong."""
    assert read_codes(notebook(code(["x = 1\n", "y = 2"]))) == ([("code", "x = 1\ny = 2")], [])


@pytest.mark.parametrize(
    "value",
    [
        V3,
        notebook(code(["a\n", "b"]), {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# t"}),
        notebook(code(), nbformat_minor=2),
    ],
    ids=["format 3", "format 4.5", "format 4.2"],
)
def test_agrees_with_nbformat_where_nbformat_can_read(value: dict[str, Any]) -> None:
    """The official library gives the same kinds and sources."""
    official = nbformat.reads(json.dumps(value), as_version=4)
    assert read_codes(value)[0] == [(cell.cell_type, cell.source) for cell in official.cells]


def test_format_3_is_converted() -> None:
    """Worksheets are joined, headings become text, and stored results are kept."""
    cells, repairs = read_cells(V3, LIMITS)
    assert [cell.source for cell in cells] == ["## Parte A", "x = 1\nx", "hola", "crudo"]
    assert cells[1].stored_output == "1"
    assert [repair.code for repair in repairs] == ["format-older", "cell-ids-missing", "cell-kind"]


def test_ids_missing_and_repeated() -> None:
    """Ids only tell cells apart, so neither fault keeps a notebook from being read."""
    same = code(number=1)
    bare = {key: value for key, value in same.items() if key != "id"}
    cells, repairs = read_cells(notebook(same, same, same, bare), LIMITS)
    assert len(cells) == 4
    assert [repair.message.en for repair in repairs] == [
        "Cells without an id: 1; they are told apart by their position.",
        "Cells with a repeated id: 2; they are told apart by their position.",
    ]


def test_missing_and_strange_fields() -> None:
    """A cell keeps its place whatever is wrong with it."""
    cells = [
        {"cell_type": "code", "id": "a"},
        {"source": "x = 1", "outputs": [], "id": "b"},
        {"source": "hola", "id": "c"},
        {"cell_type": "code", "source": ["x = 1\n", None, "y"], "id": "d"},
        {"cell_type": "chart", "source": "pie", "id": "e"},
        "no cell",
    ]
    found, repairs = read_codes(notebook(*cells))
    assert found == [
        ("code", ""),
        ("code", "x = 1"),
        ("markdown", "hola"),
        ("code", "x = 1\ny"),
        ("markdown", "pie"),
        ("raw", ""),
    ]
    assert repairs == ["cell-ids-missing", "cell-unreadable", "cell-kind", "cell-fields"]


def test_lines_without_ends_are_separated() -> None:
    """Statements that a tool stored without line ends are not fused into one."""
    assert read_codes(notebook(code(["x = 1", "y = 2"]))) == ([("code", "x = 1\ny = 2")], ["source-lines"])


def test_windows_lines_and_half_characters() -> None:
    """Sources come out with Unix lines and whole characters, and say so once each."""
    found, repairs = read_codes(notebook(code("a = 1\r\nb = '\ud83d'\r\n")))
    assert found == [("code", "a = 1\nb = '\ufffd'\n")]
    assert repairs == ["crlf", "bad-unicode"]


def test_prompts_are_removed_from_code_only() -> None:
    """Pasted prompts go from code cells; in text they are an example."""
    text = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": ">>> x"}
    assert read_codes(notebook(code(">>> x = 1"), text)) == ([("code", "x = 1"), ("markdown", ">>> x")], ["prompts"])


def test_format_numbers() -> None:
    """A format that is missing or unknown is read as the current one."""
    assert read_codes(notebook(nbformat=5))[1] == ["format-newer"]
    assert read_codes({"cells": [code()]})[1] == ["format-missing"]
    assert read_codes(notebook(nbformat="4"))[1] == ["format-missing"]


def test_attachments_are_dropped() -> None:
    """Images attached to text have no use in a run."""
    cell = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "a", "attachments": {"a.png": {}}}
    assert read_codes(notebook(code(), cell))[1] == ["attachments-dropped"]


def test_long_outputs_are_cut() -> None:
    """Stored output is capped and the repair names the cell as people count it."""
    output = {"output_type": "stream", "name": "stdout", "text": "a" * 100 + "b" * 100}
    cells, repairs = read_cells(notebook(code(), code(number=1, outputs=[output])), Limits(stored_output=45))
    assert cells[1].stored_output == "a" * 20 + "\n[…]\n" + "b" * 20
    assert repairs[0].message.en.endswith("were read: 2.")


@pytest.mark.parametrize(
    "value", [{}, {"cells": 3}, {"cells": [1]}, {"worksheets": [3]}, {"type": "FeatureCollection"}]
)
def test_json_that_is_no_notebook(value: dict[str, Any]) -> None:
    """Without cells there is no notebook."""
    with pytest.raises(Unreadable) as caught:
        read_cells(value, LIMITS)
    assert caught.value.code == "not-a-notebook"


def test_too_many_cells() -> None:
    """A notebook of thousands of empty cells is refused."""
    with pytest.raises(Unreadable, match="has 4 cells and the limit is 3"):
        read_cells(notebook(*[code()] * 4), Limits(cells=3))
