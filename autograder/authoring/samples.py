"""Sample submissions: the bare solution with the edits of `samples.toml`, each a mistake or another honest way.

    [[sample]]
    file = "ana-garcia.ipynb"
    cause = "range-wrong"            # absent: honest work
    question = "a"                   # where the mistake counts
    title = { es = "…", en = "…" }   # what is wrong, or other, in words
    [[sample.edits]]
    old = '''max_value=0.26'''       # stands in the solution exactly once; in several places: everywhere = true
    new = '''max_value=26'''

Because a mistake is an edit that must be found, nothing else can slip in, and none outlives a change of the solution.
"""

import tomllib
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from pydantic import Field, ValidationError

from autograder.authoring.files import text_of
from autograder.authoring.student import solution_notebook
from autograder.errors import AssignmentInvalid
from autograder.model.base import Frozen, Text

DESCRIPTION = "samples.toml"


class Edit(Frozen):
    """One passage of the solution and what stands in its place."""

    old: str = Field(min_length=1)
    new: str
    everywhere: bool = False


class Sample(Frozen):
    """A sample submission; without a cause it is honest."""

    file: str = Field(pattern=r"^[^/\\]+\.ipynb$")
    student: str | None = None
    title: Text | None = None
    cause: str | None = None
    question: str | None = None
    edits: tuple[Edit, ...] = ()


class _Samples(Frozen):
    sample: tuple[Sample, ...]


def read_samples(folder: Path) -> tuple[Sample, ...]:
    """The samples that `folder`/samples.toml describes; AssignmentInvalid says what is wrong with it."""
    path = folder / DESCRIPTION
    try:
        samples = _Samples.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).sample
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise AssignmentInvalid(f"{path}: {error}") from error
    names = [sample.file for sample in samples]
    if len(set(names)) != len(names):
        raise AssignmentInvalid(f"{path}: two samples have the same file")
    return samples


def sample_notebooks(solution: Path) -> dict[str, str]:
    """File name → text of every sample of `solutions/<id>`."""
    master = nbformat.read(solution / f"{solution.name}.ipynb", as_version=4)
    bare = solution_notebook(master)
    return {sample.file: text_of(edited(bare, sample)) for sample in read_samples(solution / "samples")}


def edited(bare: NotebookNode, sample: Sample) -> NotebookNode:
    """The notebook of one sample; cells that the edits leave empty are gone."""
    sources = [str(cell.source) for cell in bare.cells]
    for edit in sample.edits:
        times = sum(source.count(edit.old) for source in sources)
        if not times or (times > 1 and not edit.everywhere):
            found = "not in the solution" if not times else f"{times} times in the solution (everywhere = true?)"
            raise AssignmentInvalid(f"{sample.file}: {edit.old!r} is {found}")
        sources = [source.replace(edit.old, edit.new) for source in sources]
    makers = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    cells = [
        makers[cell.cell_type](source.strip("\n"), id=cell.id)
        for cell, source in zip(bare.cells, sources, strict=True)
        if source.strip()
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata=bare.metadata)
