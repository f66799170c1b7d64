"""The files that a master stands for, as exact texts: writing and checking compare the same strings."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring.student import student_notebook


def generated(master: Path) -> dict[str, str]:
    """File name → text of each student notebook of the master `<id>.ipynb`."""
    notebook = nbformat.read(master, as_version=4)
    name = master.stem
    return {
        f"{name}.ipynb": text_of(student_notebook(notebook, name, "es")),
        f"{name}.en.ipynb": text_of(student_notebook(notebook, name, "en")),
    }


def text_of(notebook: NotebookNode) -> str:
    """The notebook as it is stored: validated, with readable accents and a final newline."""
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"
