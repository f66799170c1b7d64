'''Notebooks as plain text, for writing and reviewing them: the percent format, with two additions.

    # %% [markdown]            a cell that is not code stands in a raw string, or in comments
    r"""
    ## La tasa de aprendizaje
    """
    # %% [en]                  the English text of the cell before
    # %% example               a code cell; the words after the marker are its tags
    # %% [translations]        Spanish => English, one pair a line, for comments and strings of the code

`read(write(notebook))` gives back the same cells.
'''

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import AssignmentInvalid

KEY = "autograder"
ARROW = " => "
_MARKER = re.compile(r"^# %%(?: \[(?P<kind>\w+)\])?(?P<tags>(?: [\w-]+)*)\s*$")
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class _Chunk:
    kind: str
    tags: tuple[str, ...]
    body: str


def read(text: str) -> NotebookNode:
    """The notebook written in `text`; cell ids are `cell-01`, `cell-02`, … so that equal texts give equal files."""
    cells: list[NotebookNode] = []
    metadata: dict[str, Any] = dict(_KERNEL)
    for chunk in _chunks(text):
        if chunk.kind == "translations":
            metadata[KEY] = {"translations": dict(_pair(line) for line in chunk.body.splitlines() if line.strip())}
        elif chunk.kind == "en":
            if not cells:
                raise AssignmentInvalid("a percent text starts with an [en] cell: put it after the cell it translates")
            cells[-1].metadata[KEY] = {"en": chunk.body}
        else:
            cells.append(_cell(chunk, len(cells) + 1))
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def write(notebook: NotebookNode) -> str:
    """The percent text of `notebook`; outputs and other metadata are left out."""
    parts: list[str] = []
    for cell in notebook.cells:
        tags = "".join(f" {tag}" for tag in cell.metadata.get("tags", ()))
        if cell.cell_type == "code":
            parts.append(f"# %%{tags}\n{cell.source}\n")
        else:
            parts.append(_quoted(cell.cell_type, cell.source, tags))
        english = cell.metadata.get(KEY, {}).get("en")
        if english is not None:
            parts.append(_quoted("en", english))
    table = notebook.metadata.get(KEY, {}).get("translations")
    if table:
        parts.append(
            _quoted("translations", "\n".join(f"{spanish}{ARROW}{english}" for spanish, english in table.items()))
        )
    return "\n".join(parts)


def _chunks(text: str) -> Iterator[_Chunk]:
    marker: re.Match[str] | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), "# %%"]:
        found = _MARKER.match(line)
        if found is None:
            lines.append(line)
            continue
        if marker is not None:
            kind = marker["kind"] or "code"
            body = "\n".join(lines).strip("\n")
            yield _Chunk(kind, tuple(marker["tags"].split()), body if kind == "code" else _unquoted(body))
        marker, lines = found, []


def _cell(chunk: _Chunk, number: int) -> NotebookNode:
    makers = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    makers["raw"] = nbformat.v4.new_raw_cell
    if chunk.kind not in makers:
        raise AssignmentInvalid(f"cell {number} of a percent text is of unknown kind [{chunk.kind}]")
    cell = makers[chunk.kind](chunk.body, id=f"cell-{number:02d}")
    if chunk.tags:
        cell.metadata["tags"] = list(chunk.tags)
    return cell


def _pair(line: str) -> tuple[str, str]:
    spanish, arrow, english = line.partition(ARROW)
    if not arrow:
        raise AssignmentInvalid(f"translation without '{ARROW.strip()}': {line!r}")
    return spanish.strip(), english.strip()


def _quoted(kind: str, source: str, tags: str = "") -> str:
    if '"""' in source:
        raise AssignmentInvalid(f"a [{kind}] cell holds triple quotes, which the percent format cannot carry")
    return f'# %% [{kind}]{tags}\nr"""\n{source}\n"""\n'


def _unquoted(body: str) -> str:
    string = re.fullmatch(r'r?"""\n?(.*?)\n?"""', body, flags=re.DOTALL)
    if string is not None:
        return string[1]
    return "\n".join(re.sub(r"^# ?", "", line) for line in body.splitlines())
