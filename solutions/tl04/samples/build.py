"""Writes the sample submissions: `python solutions/tl04/samples/build.py`.

Every sample is an honest source of `sources/` with a student's own names and, at most, one mistake, as
`expected.toml` describes. Because a mistake is an edit that must be found exactly once, nothing else can slip in.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.authoring import percent, solution_notebook
from autograder.authoring.files import text_of

HERE = Path(__file__).parent
MASTER = HERE.parent / "tl04.ipynb"


def expected() -> dict[str, Any]:
    """The description of all samples."""
    return tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))


def notebooks() -> dict[str, str]:
    """File name → text of every sample notebook."""
    description = expected()
    return {sample["file"]: text_of(notebook_of(sample)) for sample in [description["plain"], *description["sample"]]}


def notebook_of(sample: dict[str, Any]) -> NotebookNode:
    """The notebook of one entry of `expected.toml`."""
    if sample["base"] == "master":
        return solution_notebook(nbformat.read(MASTER, as_version=4))
    source = (HERE / "sources" / f"{sample['base']}.py").read_text(encoding="utf-8")
    for old, new in sample.get("edits", ()):
        if source.count(old) != 1:
            raise ValueError(f"{sample['file']}: {old!r} is {source.count(old)} times in {sample['base']}.py, not once")
        source = source.replace(old, new)
    notebook = percent.read(source)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _renamed(cell.source, sample.get("renames", {}))
    if "title" in sample:
        notebook.cells[0].source = sample["title"]
    if "closing" in sample:
        notebook.cells.append(nbformat.v4.new_markdown_cell(sample["closing"], id="closing"))
    return notebook


def _renamed(code: str, renames: dict[str, str]) -> str:
    for old, new in renames.items():
        # A name: not an attribute, a keyword argument, or a key or a metric written as a string.
        code = re.sub(rf"(?<![\w.\"']){old}(?![\w\"']|=)", new, code)
    return code


def main() -> None:
    """Write every notebook beside this file."""
    for name, text in notebooks().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
