"""`grader.check("a")`: a look at one question from within the notebook, on little generated data and offline."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.commands.desk import Desk


class Grader:
    """Checks the notebook it stands in.

    assignment: its id; empty: what the notebook says of itself. lang: "es" or "en"; empty: the notebook's language.
    notebook: the file, where the running kernel does not tell which one it belongs to.
    """

    def __init__(self, assignment: str = "", lang: str = "", notebook: str | Path | None = None) -> None:
        self._desk = _desk(assignment, lang, None if notebook is None else Path(notebook))

    def check(self, question: str) -> None:
        """Print what is right and what is not in one question.

        Runs the notebook as it is saved, in seconds, because it runs it on very little data; as long as the notebook
        does not change, other questions are answered from the same run.
        """
        self._tell(question)

    def check_all(self) -> None:
        """The same for every question."""
        self._tell(None)

    def _tell(self, question: str | None) -> None:
        if self._desk is not None:
            self._desk.tell(question)
        elif sys.platform != "linux":  # where notebooks are graded it is Linux, and nobody reads this
            print("autograder: grader.check necesita Linux o WSL 2 / needs Linux or WSL 2")


def _desk(assignment: str, language: str, notebook: Path | None) -> "Desk | None":
    """None where this notebook is being graded: the sandbox shows it nothing that judges."""
    try:
        from autograder.commands.desk import Desk  # noqa: PLC0415  covered in the sandbox, and heavy
    except (ImportError, OSError):
        return None
    return Desk(assignment, language, notebook)
